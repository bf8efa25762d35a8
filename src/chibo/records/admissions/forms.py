from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chibo.base.forms import DayField, Form
from chibo.base.text import person_name
from chibo.records.admissions.models import Step
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class CandidateForm(Form):
    unit = forms.ModelChoiceField(label=_("Cell that puts the person forward"), queryset=Unit.objects.none())
    full_name = forms.CharField(label=_("Full name"), max_length=100, validators=[person_name])
    gender = forms.ChoiceField(label=_("Gender"), choices=Person.Gender)
    born_on = DayField(label=_("Date of birth"))
    on = DayField(label=_("Put forward on"))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class StepForm(Form):
    stage = forms.TypedChoiceField(label=_("Stage"), choices=Step.Stage, coerce=lambda text: Step.Stage(int(text)))
    taken_on = DayField(label=_("Day"))
    paper = forms.CharField(label=_("Decision or resolution"), max_length=100, required=False)
    in_favour = forms.IntegerField(
        label=_("Votes in favour"), min_value=0, required=False, help_text=_("Only for a resolution of the cell.")
    )
    entitled = forms.IntegerField(label=_("Official members entitled to vote"), min_value=1, required=False)

    def __init__(self, *args: Any, stages: list[Step.Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [(stage.value, stage.label) for stage in stages]  # type: ignore[attr-defined]


class StopForm(Form):
    reason = forms.CharField(label=_("Why is the admission stopped?"), max_length=200)
