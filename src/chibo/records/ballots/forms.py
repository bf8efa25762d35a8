from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chibo.base.clock import today
from chibo.base.forms import DayField, Form
from chibo.records.ballots.models import Use
from chibo.records.ballots.numbers import PAPER_LABELS, PAPERS, Numbers, from_cells
from chibo.records.ballots.queries import Difference

MOST_PEOPLE = 100_000


class BallotForm(Form):
    use = forms.ChoiceField(label=_("Kind of vote"), choices=Use.choices, initial=Use.GENERAL)
    title = forms.CharField(label=_("Title"), max_length=300)
    held_on = DayField(label=_("Day of the vote"), initial=today)
    summoned = forms.IntegerField(label=_("How many people are summoned to vote"), min_value=1, max_value=MOST_PEOPLE)
    questions = forms.CharField(
        label=_("Questions on the paper"), widget=forms.Textarea,
        help_text=_("One on each line: a name, or what is voted on."),
    )  # fmt: skip
    options = forms.CharField(
        label=_("Choices under each question"), widget=forms.Textarea,
        help_text=_("One on each line, in the order of the paper."),
    )  # fmt: skip
    one_option_each = forms.BooleanField(
        label=_("A paper marks one choice for each question"), required=False, initial=True
    )

    def __init__(self, *args: Any, uses: Sequence[Use], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["use"].choices = [(use.value, use.label) for use in uses]  # type: ignore[attr-defined]

    def clean_questions(self) -> list[str]:
        return _lines(self.cleaned_data["questions"])

    def clean_options(self) -> list[str]:
        return _lines(self.cleaned_data["options"])

    def clean_use(self) -> Use:
        return Use(self.cleaned_data["use"])


class CountField(forms.IntegerField):
    """A whole number of papers, large enough for a thumb."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"class": "input num count", "inputmode": "numeric", "autocomplete": "off"}
        super().__init__(
            min_value=0, max_value=MOST_PEOPLE, widget=forms.TextInput(attrs=attrs),
            error_messages={
                "required": _("Write the number; zero if there is none."),
                "invalid": _("Write a whole number."),
            }, **kwargs,
        )  # fmt: skip


class CountForm(Form):
    """Every number of the paper: a field for each cell, named as the cell."""

    def __init__(
        self, *args: Any, questions: tuple[str, ...], options: tuple[str, ...], own: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions, self.options = questions, options
        for name, label in PAPER_LABELS.items():
            self.fields[name] = CountField(label=label)
        for q in range(len(questions)):
            for o, option in enumerate(options):
                self.fields[f"vote_{q}_{o}"] = CountField(label=option)
            self.fields[f"blank_{q}"] = CountField(label=_("Left blank"))
        if own:
            self.fields["reason"] = forms.CharField(label=_("What was mistaken"), max_length=300, required=False)
        self._dress()

    def papers(self) -> list[forms.BoundField]:
        return [self[name] for name in PAPERS]

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Yield each question with its fields."""
        for q, question in enumerate(self.questions):
            names = [*(f"vote_{q}_{o}" for o in range(len(self.options))), f"blank_{q}"]
            yield question, [self[name] for name in names]

    @property
    def numbers(self) -> Numbers:
        return from_cells(self.cleaned_data, len(self.questions), len(self.options))


class LookForm(Form):
    """For each cell in which two counts differ: which of them is right."""

    def __init__(self, *args: Any, differing: list[Difference], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in differing:
            where = one.label or _("Left blank")
            self.fields[one.cell] = forms.TypedChoiceField(
                label=f"{one.question} – {where}" if one.question else where, coerce=int, widget=forms.RadioSelect,
                choices=[(1, one.first), (2, one.second)],
            )  # fmt: skip
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), max_length=300, help_text=_("For example: the papers were counted again.")
        )


class SummonedForm(Form):
    summoned = forms.IntegerField(label=_("How many people are summoned to vote"), min_value=1, max_value=MOST_PEOPLE)
    reason = forms.CharField(label=_("Reason"), max_length=300)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
