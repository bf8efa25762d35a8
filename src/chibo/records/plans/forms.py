from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chibo.base.forms import DayField, Form
from chibo.base.vietnamese import padded
from chibo.records.plans.models import MonthlyReport, ReportLine, StudyPlan, Undertaking
from chibo.records.plans.writing import Entry, Heading, Told
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class CollectivesForm(Form):
    units = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Units that register"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    on = DayField(label=gettext_lazy("Registered on"))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]


class IndividualsForm(Form):
    people = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Members who register"),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    on = DayField(label=gettext_lazy("Registered on"))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]


class WithdrawForm(Form):
    reason = forms.CharField(label=gettext_lazy("Why is the plan withdrawn?"), max_length=200)


class PlanForm(Form):
    """Everything that a plan undertakes, and one empty place under each heading."""

    theme = forms.CharField(label=gettext_lazy("Topic of the year"), max_length=200, required=False)

    def __init__(self, *args: Any, plan: StudyPlan, **kwargs: Any) -> None:
        super().__init__(*args, initial={"theme": plan.theme}, **kwargs)
        self._places: dict[Heading, list[tuple[str, Undertaking | None]]] = {heading: [] for heading in Heading}
        for undertaking in plan.undertakings.all():
            self._add(Heading(undertaking.heading), undertaking)
        for heading in Heading:
            self._add(heading, None)
        self._dress()

    def _add(self, heading: Heading, known: Undertaking | None) -> None:
        key = str(known.pk) if known else heading.value
        self._places[heading].append((key, known))
        if heading == Heading.REMEDY:
            self.fields[f"shortcoming-{key}"] = forms.CharField(
                label=_("Shortcoming"), max_length=300, required=False, initial=known.shortcoming if known else ""
            )
        label = _("What else is undertaken") if len(self._places[heading]) > 1 else _("What is undertaken")
        label = _("How it is overcome") if heading == Heading.REMEDY else label
        self.fields[f"text-{key}"] = forms.CharField(
            label=label, max_length=1000, required=False, widget=forms.Textarea, initial=known.text if known else ""
        )
        if heading == Heading.REMEDY:
            self.fields[f"due-{key}"] = DayField(
                label=_("To be done by"), required=False, initial=known.due_on if known else None
            )

    @property
    def sections(self) -> Iterator[tuple[str, list[tuple[Undertaking | None, list[BoundField]]]]]:
        """The headings, each with its undertakings and the fields of each."""
        for heading, places in self._places.items():
            yield str(heading.label), [(known, list(self._fields_of(key))) for key, known in places]

    def _fields_of(self, key: str) -> Iterator[BoundField]:
        names = (f"shortcoming-{key}", f"text-{key}", f"due-{key}")
        return (self[name] for name in names if name in self.fields)

    def clean(self) -> dict[str, Any]:
        for key, _known in self._places[Heading.REMEDY]:
            given = self.cleaned_data.get(f"shortcoming-{key}") or self.cleaned_data.get(f"due-{key}")
            if given and not self.cleaned_data.get(f"text-{key}"):
                self.add_error(f"text-{key}", _("Write how the shortcoming is overcome."))
        return self.cleaned_data

    def entries(self) -> list[Entry]:
        data = self.cleaned_data
        return [
            Entry(
                heading, data[f"text-{key}"], data.get(f"shortcoming-{key}", ""), data.get(f"due-{key}"),
                known.pk if known else None,
            )
            for heading, places in self._places.items()
            for key, known in places
        ]  # fmt: skip


class ReportForm(Form):
    """One short question for each undertaking, with what was told the last time."""

    def __init__(
        self, *args: Any, undertakings: Iterable[Undertaking], made: MonthlyReport | None,
        before: MonthlyReport | None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._undertakings = list(undertakings)
        now, then = _lines(made), _lines(before)
        for one in self._undertakings:
            self._ask(one, now.get(one.pk), then.get(one.pk))
        self._dress()

    def _ask(self, one: Undertaking, now: ReportLine | None, then: ReportLine | None) -> None:
        known = now or then
        self.fields[f"state-{one.pk}"] = forms.ChoiceField(
            label=one.text, choices=ReportLine.State.choices, widget=forms.RadioSelect,
            initial=known.state if known else ReportLine.State.ON_THE_WAY,
            help_text=_last_time(then) if then else "",
        )  # fmt: skip
        self.fields[f"note-{one.pk}"] = forms.CharField(
            label=_("In one line"), max_length=300, required=False, initial=now.note if now else ""
        )

    @property
    def pairs(self) -> Iterator[tuple[BoundField, BoundField]]:
        return ((self[f"state-{one.pk}"], self[f"note-{one.pk}"]) for one in self._undertakings)

    def told(self) -> dict[int, Told]:
        data = self.cleaned_data
        return {one.pk: Told(data[f"state-{one.pk}"], data[f"note-{one.pk}"]) for one in self._undertakings}


class ConclusionForm(Form):
    text = forms.CharField(
        label=gettext_lazy("How the plan was carried out"),
        max_length=3000,
        widget=forms.Textarea,
        help_text=gettext_lazy("What was done, what was not, and why."),
    )


class CommentForm(Form):
    made_on = DayField(label=gettext_lazy("Day of the meeting"))
    points = forms.CharField(
        label=gettext_lazy("Points agreed on"),
        max_length=2000,
        widget=forms.Textarea,
        help_text=gettext_lazy("What the meeting agreed on about the plan itself, not about the person."),
    )


class ReviewForm(Form):
    result = forms.ChoiceField(
        label=gettext_lazy("The cell concludes that the plan was"),
        choices=StudyPlan.Result.choices,
        widget=forms.RadioSelect,
    )
    points = forms.CharField(
        label=gettext_lazy("Points agreed on"), max_length=2000, required=False, widget=forms.Textarea
    )
    on = DayField(label=gettext_lazy("Day of the meeting"))


class AgreeForm(Form):
    plans = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Plans that the cell agreed on"),
        queryset=StudyPlan.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    on = DayField(label=gettext_lazy("Day of the meeting"))

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plans"].queryset = plans  # type: ignore[attr-defined]
        self.fields["plans"].label_from_instance = lambda plan: str(plan.person)  # type: ignore[attr-defined]


class TurnsForm(Form):
    """For each member of the cell the month in which they report."""

    def __init__(self, *args: Any, people: Iterable[Person], months: Mapping[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = list(people)
        choices = [("", _("No turn"))]
        choices += [(str(number), _("Month %(number)s") % {"number": padded(number)}) for number in range(1, 13)]
        for person in self._people:
            self.fields[f"turn-{person.pk}"] = forms.TypedChoiceField(
                label=person.full_name, choices=choices, required=False, coerce=int, empty_value=None,
                initial=months.get(person.pk, ""),
            )  # fmt: skip
        self._dress()

    def turns(self) -> dict[int, int | None]:
        return {person.pk: self.cleaned_data[f"turn-{person.pk}"] for person in self._people}


def _lines(report: MonthlyReport | None) -> dict[int, ReportLine]:
    return {line.undertaking_id: line for line in report.lines.all()} if report else {}


def _last_time(line: ReportLine) -> str:
    values = {"state": line.get_state_display(), "note": line.note}
    text = _("Last time: %(state)s. %(note)s") % values if line.note else _("Last time: %(state)s") % values
    return mark_safe(escape(text))  # noqa: S308 -- escaped here: hints are written as they are
