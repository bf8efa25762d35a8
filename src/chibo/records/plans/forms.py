from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chibo.base.forms import DayField, Form
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class CollectivesForm(Form):
    units = forms.ModelMultipleChoiceField(
        label=_("Units that register"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    on = DayField(label=_("Registered on"))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]


class IndividualsForm(Form):
    people = forms.ModelMultipleChoiceField(
        label=_("Members who register"), queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    on = DayField(label=_("Registered on"))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]


class WithdrawForm(Form):
    reason = forms.CharField(label=_("Why is the plan withdrawn?"), max_length=200)
