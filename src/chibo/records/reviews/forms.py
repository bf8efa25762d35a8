import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chibo.base.clock import today
from chibo.base.forms import DayField, Form
from chibo.records.reviews.actions import Judgement
from chibo.records.reviews.headings import headings_of
from chibo.records.reviews.levels import STAGES_OF_A_QUARTER, Level, Stage
from chibo.records.reviews.models import SelfReview, Subject
from chibo.records.reviews.year_record import days_of
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person

USUAL_DAYS = ((11, 20), (11, 25), (11, 28), (11, 30), (12, 5), (12, 12), (12, 18), (12, 24), (12, 31))
NOT_CHOSEN = [("", "–")]
QUARTERS = [(str(n), str(n)) for n in range(1, 5)]
AROUND_A_QUARTER = (-7, -2, 3, 8)
"""Days before and after the end of a quarter by which its stages are usually done."""


class DaysForm(Form):
    """The day by which each stage is to be done, as `day_10` to `day_90`."""

    def __init__(self, *args: Any, stages: Sequence[Stage] = tuple(Stage), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stages = stages
        for stage in stages:
            self.fields[f"day_{stage.value}"] = DayField(label=stage.label, help_text="")
        self._dress()

    @property
    def days(self) -> dict[Stage, dt.date]:
        return {stage: self.cleaned_data[f"day_{stage.value}"] for stage in self.stages}


class CampaignForm(DaysForm):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    roll_on = DayField(label=_("Take the roll of"), help_text=_("Who is on the roll on that day is on the list."))


class QuarterForm(CampaignForm):
    quarter = forms.TypedChoiceField(
        label=_("Quarter"), choices=QUARTERS, coerce=int,
        help_text=_("In a quarter only holders of leading posts are reviewed."),
    )  # fmt: skip
    field_order = ("year", "quarter", "roll_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, stages=STAGES_OF_A_QUARTER, **kwargs)


def usual_days(year: int) -> dict[str, dt.date]:
    """Return the days of a usual year end, to begin from."""
    return {
        f"day_{stage.value}": dt.date(year, month, day) for stage, (month, day) in zip(Stage, USUAL_DAYS, strict=True)
    }


def usual_days_of_quarter(year: int, quarter: int) -> dict[str, dt.date]:
    """Return days around the end of a quarter, to begin from."""
    last = days_of(year, quarter)[1]
    return {
        f"day_{stage.value}": last + dt.timedelta(days=later)
        for stage, later in zip(STAGES_OF_A_QUARTER, AROUND_A_QUARTER, strict=True)
    }


class PaperForm(Form):
    """The rating that stands in a form, and the points where the rule has them."""

    sheet = forms.ChoiceField(label=_("Form"))

    def __init__(self, *args: Any, subject: Subject, hands_in: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject = subject
        self.needed = hands_in or not self.is_bound
        """All is needed to hand in; a draft may be kept with anything missing."""
        sheets = subject.campaign.sheets_of(subject.group)
        self.fields["sheet"].choices = list({one.mark: f"{one.mark} – {one.whom}" for one in sheets}.items())  # type: ignore[attr-defined]
        if len(sheets) == 1:
            self.fields["sheet"].widget = forms.HiddenInput()
            self.fields["sheet"].initial = sheets[0].mark
        self._ask_for_texts()
        if subject.campaign.floors:
            points: dict[str, Any] = {
                "required": self.needed,
                "min_value": Decimal(0),
                "max_digits": 4,
                "decimal_places": 1,
            }
            self.fields["common_points"] = forms.DecimalField(
                label=_("Points for the common criteria, of 30"), max_value=Decimal(30), localize=True, **points
            )
            self.fields["task_points"] = forms.DecimalField(
                label=_("Points for the results of tasks, of 70"), max_value=Decimal(70), localize=True, **points
            )
        self.fields["level"] = forms.ChoiceField(
            label=_("Own rating"), choices=[*NOT_CHOSEN, *Level.choices], required=self.needed
        )
        self._dress()

    def _ask_for_texts(self) -> None:
        """Only the form that is written here has texts."""

    @property
    def rated(self) -> dict[str, Any]:
        """What the form says, for the action."""
        data = self.cleaned_data
        given = {name: data.get(name) for name in ("common_points", "task_points")}
        return {"sheet": data["sheet"], "level": data["level"], **given}


class SelfReviewForm(PaperForm):
    """The form of one subject: a text under each heading, points where the rule has them, the own rating."""

    def _ask_for_texts(self) -> None:
        for code, title in headings_of(self.subject).items():
            self.fields[f"text_{code}"] = forms.CharField(
                label=str(title), required=self.needed, widget=forms.Textarea, max_length=8000
            )

    @property
    def written(self) -> dict[str, Any]:
        """What the form says, with its texts, for the action."""
        texts = {code: self.cleaned_data[f"text_{code}"] for code in headings_of(self.subject)}
        return {**self.rated, "texts": texts}


def filled(form: SelfReview | None) -> dict[str, Any]:
    """Return what stands in a draft, by the fields of its form."""
    if form is None:
        return {}
    texts = {f"text_{code}": text for code, text in form.texts.items()}
    given = ("sheet", "level", "common_points", "task_points")
    return texts | {name: getattr(form, name) for name in given}


class JudgementsForm(Form):
    """A level and a line of text for each subject of one unit."""

    on = DayField(label=_("Day"), initial=today)

    def __init__(
        self, *args: Any, subjects: Sequence[Subject], before: Mapping[int, tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.subjects, self.before = subjects, before
        for subject in subjects:
            level, text = before.get(subject.pk, ("", ""))
            named = {"aria-label": f"{_('Level reached')}: {subject}"}
            self.fields[f"level_{subject.pk}"] = forms.ChoiceField(
                label=_("Level reached"), choices=[*NOT_CHOSEN, *Level.choices], required=False, initial=level,
                widget=forms.Select(attrs=named),
            )  # fmt: skip
            self.fields[f"text_{subject.pk}"] = forms.CharField(
                label=_("Conclusion or reason"), required=False, max_length=300, initial=text,
                widget=forms.TextInput(attrs={"aria-label": f"{_('Conclusion or reason')}: {subject}"}),
            )  # fmt: skip
        self._dress()

    @property
    def heads(self) -> list[forms.BoundField]:
        """The fields above the table."""
        return [self[name] for name in self.fields if not name.startswith(("level_", "text_"))]

    def rows(self) -> Iterator[tuple[Subject, forms.BoundField, forms.BoundField]]:
        for subject in self.subjects:
            yield subject, self[f"level_{subject.pk}"], self[f"text_{subject.pk}"]

    @property
    def judgements(self) -> list[Judgement]:
        """Return what was newly said or said otherwise than before."""
        found = []
        for subject in self.subjects:
            said = (self.cleaned_data[f"level_{subject.pk}"], self.cleaned_data[f"text_{subject.pk}"])
            if said[0] and (said != self.before.get(subject.pk, ("", "")) or self.keeps_same):
                found.append(Judgement(subject, Level(said[0]), said[1]))
        return found

    keeps_same = False


class DecisionsForm(JudgementsForm):
    paper = forms.CharField(label=_("Number of the decision"), max_length=60)
    issuer = forms.CharField(
        label=_("Issued by"), max_length=200, required=False,
        help_text=_("Empty: the committee of the organisation; about the organisation itself, the one above."),
    )  # fmt: skip
    exception = forms.CharField(
        label=_("Ground for more than the cap"), max_length=300, required=False,
        help_text=_("Only where the rule allows it: the document that says so."),
    )  # fmt: skip
    keeps_same = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if any(subject.campaign.is_quarterly for subject in self.subjects):
            del self.fields["exception"]  # a quarter has no cap
            self.fields["issuer"].help_text = _("Empty: the standing committee.")

    @property
    def judgements(self) -> list[Judgement]:
        """Leave out who was decided and keeps the level."""
        return [one for one in super().judgements if one.level != one.subject.level]


class UnratedForm(Form):
    ground = forms.ChoiceField(label=_("Not rated because"), required=False)
    reason = forms.CharField(label=_("Reason in words"), max_length=300, required=False)

    def __init__(self, *args: Any, grounds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [("", _("Is to be rated")), *grounds]  # type: ignore[attr-defined]


class OpinionForm(Form):
    text = forms.CharField(label=_("Conclusion"), max_length=2000, widget=forms.Textarea)


class PlaceForm(OpinionForm):
    unit = forms.ModelChoiceField(label=_("Place of work"), queryset=Unit.objects.none())
    field_order = ("unit", "text")

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class SittingForm(Form):
    held_on = DayField(label=_("Day of the meeting"))


class PublishForm(Form):
    on = DayField(label=_("Day of publication"), initial=today)


class PollForm(Form):
    title = forms.CharField(label=_("Title of the ballot"), max_length=200)
    held_on = DayField(label=_("Day of the vote"), initial=today)
    summoned = forms.IntegerField(label=_("Summoned to vote"), min_value=1)
    subjects = forms.ModelMultipleChoiceField(
        label=_("Who is voted on"), queryset=Subject.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, subjects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subjects"].queryset = subjects  # type: ignore[attr-defined]


class RemedyForm(Form):
    shortcoming = forms.CharField(label=_("Shortcoming"), max_length=300)
    measure = forms.CharField(label=_("Measure"), max_length=300)
    owner = forms.ModelChoiceField(label=_("Who corrects it"), queryset=Person.objects.none())
    due_on = DayField(label=_("By"))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]


class ReportForm(Form):
    done_on = DayField(label=_("Corrected on"), initial=today)
    proof = forms.CharField(label=_("What proves it"), max_length=300)


class SendBackForm(Form):
    reason = forms.CharField(label=_("What is still missing?"), max_length=300)


class AppealForm(Form):
    text = forms.CharField(label=_("What you ask for, and why"), max_length=4000, widget=forms.Textarea)


class AnswerForm(Form):
    answer = forms.CharField(label=_("Answer"), max_length=2000, widget=forms.Textarea)
    level = forms.ChoiceField(
        label=_("Level from now on"), choices=[("", _("Stays as it is")), *Level.choices], required=False
    )
    paper = forms.CharField(label=_("Number of the new decision"), max_length=60, required=False)
    decided_on = DayField(label=_("Date of the new decision"), required=False)
    exception = forms.CharField(label=_("Ground for more than the cap"), max_length=300, required=False)
