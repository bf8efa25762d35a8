from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chibo.base.clock import today
from chibo.base.forms import DayField, Form
from chibo.records.documents.models import Clause, Document
from chibo.records.documents.points import offered
from chibo.records.documents.queries import document_list
from chibo.records.tasks.models import CountKind, Task
from chibo.records.tasks.queries import RULE
from chibo.registry.access.models import User
from chibo.registry.calendar.models import Term
from chibo.registry.calendar.queries import terms_of
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

    def __init__(self, *args: Any, user: User, document: Document | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows, field = document_list(user), self.fields["document"]
        field.queryset = rows  # type: ignore[attr-defined]
        field.widget.choices = [("", "---------"), *offered(rows, [document] if document else [])]


class GiveForm(TaskForm):
    clause = ClauseChoice(label=_("Point of the document"), queryset=Clause.objects.none(), required=False)
    units = forms.ModelMultipleChoiceField(
        label=_("Given to"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text=_("Each unit gets a task of its own."),
    )  # fmt: skip
    due_on = DayField(
        label=_("Deadline"), required=False,
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

    people = forms.ModelMultipleChoiceField(
        label=_("Who does it"), queryset=Person.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody needs to be named: the unit as a whole does it then."),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        units: QuerySet[Unit],
        document: Document | None,
        people: QuerySet[Person] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, document=document, **kwargs)
        self.fields["due_on"].help_text = _by_rule()
        self.fields["units"].queryset = units  # type: ignore[attr-defined]
        if people is None:
            del self.fields["people"]
        else:
            self.fields["people"].queryset = people  # type: ignore[attr-defined]
            self.order_fields(["title", "detail", "document", "clause", "units", "people"])
        clauses = document.clauses.all() if document else Clause.objects.none()
        self.fields["clause"].queryset = clauses  # type: ignore[attr-defined]
        if not clauses.exists():
            del self.fields["clause"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "people" not in self.fields and self.data.get("people") and len(cleaned.get("units", ())) > 1:
            self.add_error("units", gettext("People were ticked: choose only the unit to which they belong."))
        return cleaned


def _by_rule() -> str:
    """Say what happens to a task without a deadline, by the rule of today."""
    term = terms_of(RULE).on(today()).first()
    if term is None:
        return gettext("No rule sets it: a deadline is needed.")
    said = {
        Term.Measured.WORKING_DAYS: gettext(
            "Leave it empty, and the rule sets it: %(length)d working days, days off left out."
        ),
        Term.Measured.DAYS: gettext("Leave it empty, and the rule sets it: %(length)d days."),
        Term.Measured.MONTHS: gettext("Leave it empty, and the rule sets it: %(length)d months."),
    }[Term.Measured(term.measured)]
    return said % {"length": term.length}


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


class KindForm(Form):
    name = forms.CharField(
        label=_("What is counted"), max_length=200, help_text=_("For example: Hộ ký cam kết an toàn giao thông.")
    )
    noun = forms.CharField(
        label=_("Unit noun"), max_length=40,
        help_text=_("What stands behind the number, for example: hộ gia đình. Numbers only; no names of residents."),
    )  # fmt: skip


class TermForm(Form):
    since = DayField(label=_("For tasks given from"))
    length = forms.IntegerField(label=_("Length"), min_value=1, max_value=400)
    measured = forms.ChoiceField(label=_("Measured in"), choices=Term.Measured)
    source = forms.CharField(
        label=_("Set by"), max_length=200, help_text=_("Symbol, date and issuer of the document that sets it.")
    )


class DayOffForm(Form):
    day = DayField(label=_("Day"))
    name = forms.CharField(label=_("Name"), max_length=100)
    worked = forms.BooleanField(
        label=_("Worked in exchange"), required=False,
        help_text=_("A Saturday or Sunday that is worked for another day."),
    )  # fmt: skip
