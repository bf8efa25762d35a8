from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from chibo.base.forms import DayField, Form
from chibo.records.documents.models import Clause, Document
from chibo.records.documents.queries import document_list
from chibo.records.tasks.models import CountKind, Task
from chibo.registry.access.models import User
from chibo.registry.files.forms import UploadField
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class ClauseChoice(forms.ModelChoiceField[Clause]):
    def label_from_instance(self, obj: Clause) -> str:
        return f"{obj.number}. {obj.text}"[:120]


class TaskForm(Form):
    """What a task says, to be changed later."""

    title = forms.CharField(label=_("Task"), max_length=300)
    detail = forms.CharField(label=_("What is to be done"), required=False, widget=forms.Textarea)
    document = forms.ModelChoiceField(label=_("From document"), queryset=Document.objects.none(), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = document_list(user)  # type: ignore[attr-defined]


class GiveForm(TaskForm):
    clause = ClauseChoice(label=_("Point of the document"), queryset=Clause.objects.none(), required=False)
    units = forms.ModelMultipleChoiceField(
        label=_("Given to"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text=_("Each unit gets a task of its own."),
    )  # fmt: skip
    due_on = DayField(
        label=_("Deadline"), required=False,
        help_text=_("Leave it empty, and the rule sets it: 10 working days, days off left out."),
    )  # fmt: skip
    repeats = forms.ChoiceField(
        label=_("Repeats"), required=False, choices=[("", _("Once only")), *Task.Repeats.choices],
        help_text=_("The next one is made by itself when its day comes."),
    )  # fmt: skip
    repeats_until = DayField(label=_("Repeats until"), required=False)
    matter = forms.ChoiceField(
        label=_("Problem of many years"), required=False, choices=[("", _("No")), *Task.Matter.choices],
        help_text=_("Such a task has milestones and is shown apart."),
    )  # fmt: skip

    def __init__(self, *args: Any, units: QuerySet[Unit], document: Document | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]
        clauses = document.clauses.all() if document else Clause.objects.none()
        self.fields["clause"].queryset = clauses  # type: ignore[attr-defined]
        if not clauses.exists():
            del self.fields["clause"]


class CountForm(Form):
    kind = forms.ModelChoiceField(label=_("What is counted"), queryset=CountKind.objects.all())
    done = forms.IntegerField(
        label=_("Newly done"), min_value=0, max_value=1_000_000, help_text=_("Since the count before; numbers only.")
    )
    whole = forms.IntegerField(label=_("Of how many in all"), required=False, min_value=0, max_value=1_000_000)


class ReportForm(Form):
    """Result, counts and evidence on one page."""

    result = forms.CharField(label=_("Result"), widget=forms.Textarea)
    done_on = DayField(label=_("Finished on"))
    kind = forms.ModelChoiceField(label=_("What is counted"), queryset=CountKind.objects.all(), required=False)
    done = forms.IntegerField(label=_("Newly done"), required=False, min_value=0, max_value=1_000_000)
    whole = forms.IntegerField(label=_("Of how many in all"), required=False, min_value=0, max_value=1_000_000)
    file = UploadField(label=_("Evidence"), required=False)
    link = forms.URLField(label=_("Link"), required=False, assume_scheme="https")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("kind") is None) != (cleaned.get("done") is None):
            self.add_error("done" if cleaned.get("kind") else "kind", _("Say both what is counted and how many."))
        return cleaned


class EvidenceForm(Form):
    file = UploadField(required=False)
    link = forms.URLField(label=_("Link"), required=False, assume_scheme="https")
    note = forms.CharField(label=_("Remark"), max_length=300, required=False)


class ExtendForm(Form):
    to = DayField(label=_("New deadline"))
    reason = forms.CharField(label=_("Reason"), max_length=300)


class ReasonForm(Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class UrgeForm(Form):
    note = forms.CharField(label=_("What to say"), max_length=300, required=False)


class PeopleForm(Form):
    people = forms.ModelMultipleChoiceField(
        label=_("Who does it"), queryset=Person.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]


class MilestoneForm(Form):
    title = forms.CharField(label=_("Milestone"), max_length=200)
    due_on = DayField(label=_("Deadline"))


class DayOffForm(Form):
    day = DayField(label=_("Day"))
    name = forms.CharField(label=_("Name"), max_length=100)
    worked = forms.BooleanField(
        label=_("Worked in exchange"), required=False,
        help_text=_("A Saturday or Sunday that is worked for another day."),
    )  # fmt: skip
