from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chibo.base.forms import DayField, Form
from chibo.records.scoring.models import FULL, Criterion, Rubric
from chibo.records.scoring.queries import ScoreLine
from chibo.records.scoring.rubric_actions import Lengths, NewCriterion

NEW_LINES = 3
LENGTHS = tuple(Lengths.__dataclass_fields__)


class ScoreForm(Form):
    """Points and, where they differ from those suggested, the reason, for every line; nothing chosen is suggested."""

    def __init__(self, *args: Any, lines: Sequence[ScoreLine], given: Mapping[int, ScoreLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            pk, old = line.criterion.pk, given.get(line.criterion.pk)
            empty = [] if line.suggested is not None else [("", "–")]
            choices = [*empty, *((str(n), str(n)) for n in range(line.most, -1, -1))]
            self.fields[f"c-{pk}"] = forms.TypedChoiceField(
                label=line.criterion.text, choices=choices, coerce=int, empty_value=None, required=False,
                initial=old.points if old else line.suggested,
            )  # fmt: skip
            self.fields[f"r-{pk}"] = forms.CharField(
                label=_("Reason: %(text)s") % {"text": line.criterion.text}, max_length=300, required=False,
                initial=old.reason if old else "",
            )  # fmt: skip
        self._dress()

    def rows(self) -> list[tuple[ScoreLine, Any, Any]]:
        """Return each line with its two fields."""
        return [(line, self[f"c-{line.criterion.pk}"], self[f"r-{line.criterion.pk}"]) for line in self.lines]

    def points(self) -> dict[int, int]:
        given = {line.criterion.pk: self.cleaned_data.get(f"c-{line.criterion.pk}") for line in self.lines}
        return {pk: points for pk, points in given.items() if points is not None}

    def reasons(self) -> dict[int, str]:
        return {line.criterion.pk: self.cleaned_data.get(f"r-{line.criterion.pk}", "") for line in self.lines}


class AppraisalForm(Form):
    total = forms.IntegerField(label=gettext_lazy("Points given"), min_value=0, max_value=FULL)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, required=False,
        help_text=gettext_lazy("Needed only if the points are corrected."),
    )  # fmt: skip


class EndForm(Form):
    on = DayField(label=gettext_lazy("No longer holds from"))


class VersionForm(Form):
    """A version of a committee: its name, how long meetings take, and its lines, taken from another version."""

    title = forms.CharField(label=gettext_lazy("Name of the version"), max_length=200)
    source = forms.CharField(
        label=gettext_lazy("Decision or guidance"), max_length=200,
        help_text=gettext_lazy("Symbol, day and issuer, as they stand on the paper."),
    )  # fmt: skip
    valid_from = DayField(label=gettext_lazy("Holds from"))
    is_change = forms.TypedChoiceField(
        label=gettext_lazy("What it is"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=(
            ("yes", gettext_lazy("Changes for our cells; they lapse with the version that they change")),
            ("no", gettext_lazy("A version of its own, under a new guidance")),
        ),
    )  # fmt: skip
    minutes = forms.IntegerField(label=gettext_lazy("Least length, in minutes"), min_value=1, max_value=600)
    combined_minutes = forms.IntegerField(
        label=gettext_lazy("Least length with a thematic part, in minutes"), min_value=1, max_value=600
    )
    small_below = forms.IntegerField(
        label=gettext_lazy("A small cell has fewer members than"), min_value=1, max_value=1000, required=False
    )
    small_minutes = forms.IntegerField(
        label=gettext_lazy("Least length in a small cell, in minutes"), min_value=1, max_value=600, required=False
    )
    large_from = forms.IntegerField(
        label=gettext_lazy("A large cell has at least so many members"), min_value=1, max_value=1000, required=False
    )
    large_minutes = forms.IntegerField(
        label=gettext_lazy("Least length in a large cell, in minutes"), min_value=1, max_value=600, required=False
    )

    def __init__(self, *args: Any, start: Rubric, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        known = {name: getattr(start, name) for name in LENGTHS}
        super().__init__(*args, initial={"is_change": "yes", **known}, **kwargs)
        self.head = list(self.fields)
        self.criteria = criteria
        for one in criteria:
            self._add_line(one.code, one.group, one.text, one.most)
        for place in range(1, NEW_LINES + 1):
            self._add_line(f"moi-{place}", "", "", None)
        self._dress()

    def _add_line(self, code: str, group: str, text: str, most: int | None) -> None:
        named = text or _("New line")
        self.fields[f"g-{code}"] = forms.CharField(
            label=_("Group: %(line)s") % {"line": named}, max_length=100, required=False, initial=group
        )
        self.fields[f"t-{code}"] = forms.CharField(
            label=_("Text: %(line)s") % {"line": named}, max_length=300, required=False, initial=text
        )
        self.fields[f"m-{code}"] = forms.IntegerField(
            label=_("Most points: %(line)s") % {"line": named}, min_value=0, max_value=FULL, required=False,
            initial=most,
        )  # fmt: skip

    @property
    def codes(self) -> list[str]:
        return [one.code for one in self.criteria] + [f"moi-{place}" for place in range(1, NEW_LINES + 1)]

    def head_fields(self) -> list[Any]:
        return [self[name] for name in self.head]

    def rows(self) -> list[tuple[Criterion | None, Any, Any, Any]]:
        """Return the line it starts from, if any, with the fields for group, text and most points."""
        old = {one.code: one for one in self.criteria}
        return [(old.get(code), self[f"g-{code}"], self[f"t-{code}"], self[f"m-{code}"]) for code in self.codes]

    def lengths(self) -> Lengths:
        return Lengths(**{name: self.cleaned_data[name] for name in LENGTHS})

    def new_lines(self) -> list[NewCriterion]:
        """Return the lines in the order of their groups, so that a new line stands with the others of its group."""
        data = self.cleaned_data
        lines = [
            NewCriterion(
                data[f"g-{code}"], data[f"t-{code}"], data[f"m-{code}"] or 0, "" if code.startswith("moi-") else code
            )
            for code in self.codes
            if data[f"t-{code}"] or not code.startswith("moi-")
        ]
        order = list(dict.fromkeys(line.group for line in lines))
        return sorted(lines, key=lambda line: order.index(line.group))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for code in self.codes:
            said = [data.get(f"{part}-{code}") for part in "gtm"]
            if any(said) and not all(said[:2]):
                self.add_error(f"t-{code}", _("A line needs a group and a text."))
        return data
