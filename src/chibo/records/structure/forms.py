import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from chibo.base.forms import DayField, Form
from chibo.base.text import person_name
from chibo.base.vietnamese import parse_day, parse_id
from chibo.registry.orgs.actions import Decision
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.people.models import Person, Title
from chibo.registry.people.queries import memberships_on

PARTS = range(2, 5)
"""Into how many cells one may be divided."""

ABOVE: dict[str, tuple[Kind, ...]] = {Kind.GROUP: (Kind.CELL,), Kind.PARTY: (Kind.SUPERIOR, Kind.PARTY)}
"""Under which kinds a unit may stand; the others stand under a Party organisation."""

TITLES: dict[str, tuple[Title, ...]] = {
    Kind.CELL: (Title.SECRETARY, Title.DEPUTY, Title.COMMITTEE_MEMBER),
    Kind.PARTY: (Title.SECRETARY, Title.DEPUTY, Title.STANDING_MEMBER, Title.COMMITTEE_MEMBER),
    Kind.SUPERIOR: (Title.SECRETARY, Title.DEPUTY, Title.STANDING_MEMBER, Title.COMMITTEE_MEMBER),
}
"""The posts of a unit by its kind; elsewhere there are heads, deputies and staff."""


def kinds_above(kind: str) -> tuple[Kind, ...]:
    return ABOVE.get(kind, (Kind.PARTY, Kind.SUPERIOR))


class ChangeForm(Form):
    """The decision that orders a change; each change adds what it asks besides."""

    symbol = forms.CharField(label=_("Number of the decision"), max_length=60, help_text=_("For example 214-QĐ/ĐU."))
    decided_on = DayField(label=_("Date of the decision"))
    issuer = forms.CharField(label=_("Issued by"), max_length=200)
    effective_on = DayField(label=_("In effect from"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        decided, effective = data.get("decided_on"), data.get("effective_on")
        if decided and effective and decided > effective:
            self.add_error("effective_on", _("A change cannot take effect before it was decided."))
        return data

    @property
    def decision(self) -> Decision:
        names = ("symbol", "decided_on", "issuer", "effective_on")
        return Decision(**{name: self.cleaned_data[name] for name in names})

    def offer(self, name: str, units: Sequence[Unit], valid: QuerySet[Unit]) -> None:
        """Show `units` to choose from; also take any of `valid`, so that the change itself says what is wrong."""
        field: Any = self.fields[name]
        field.queryset = valid
        empty = [] if isinstance(field, forms.ModelMultipleChoiceField) else [("", _("Choose"))]
        field.widget.choices = [*empty, *((unit.pk, unit.name) for unit in units)]


class EstablishForm(ChangeForm):
    field_order = ("kind", "name", "parent")
    kind = forms.ChoiceField(label=_("Kind"), choices=[(k.value, k.label) for k in Kind if k != Kind.SUPERIOR])
    name = forms.CharField(label=_("Name"), max_length=200)
    parent = forms.ModelChoiceField(label=_("Under"), queryset=Unit.objects.none())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, parent = data.get("kind"), data.get("parent")
        if kind and parent and parent.kind not in kinds_above(kind):
            self.add_error("parent", _("A unit of this kind cannot stand there."))
        return data


class RenameForm(ChangeForm):
    field_order = ("name",)
    name = forms.CharField(label=_("New name"), max_length=200)


class MoveForm(ChangeForm):
    field_order = ("parent",)
    parent = forms.ModelChoiceField(label=_("Goes under"), queryset=Unit.objects.none())


class DissolveForm(ChangeForm):
    field_order = ("into",)
    into = forms.ModelChoiceField(
        label=_("Members and records go on in"), queryset=Unit.objects.none(), required=False,
        help_text=_("Only a unit without members may leave this open; its past then goes on in the unit above."),
    )  # fmt: skip


class MergeForm(ChangeForm):
    field_order = ("units", "into", "name")
    units = forms.ModelMultipleChoiceField(
        label=_("Units to merge"), queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    into = forms.ModelChoiceField(
        label=_("They go on in"), queryset=Unit.objects.none(), required=False,
        help_text=_("One of the merged units. Leave it open where a new unit is made."),
    )  # fmt: skip
    name = forms.CharField(label=_("Name of the new unit"), max_length=200, required=False)
    secretary = forms.ModelChoiceField(queryset=Person.objects.none(), required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("into") and not data.get("name"):
            self.add_error("name", _("Choose one of the merged units or name a new one."))
        if data.get("into") and data.get("name"):
            self.add_error("name", _("A merger goes on in one unit: either a merged one or a new one."))
        return data


class SplitForm(ChangeForm):
    """Names of the new cells, and for every member of that day the cell to go to."""

    parts = forms.IntegerField(widget=forms.HiddenInput, min_value=PARTS.start, max_value=PARTS.stop - 1)

    def __init__(self, *args: Any, unit: Unit, parts: int, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"parts": parts}, **kwargs)
        self.count = parts
        for index in range(parts):
            label = _("Name of new cell %(n)d") % {"n": index + 1}
            self.fields[f"name_{index}"] = forms.CharField(label=label, max_length=200)
        self.memberships = list(memberships_on(self._day(day), [unit.pk]))
        choices = [(str(index), self.name_of(index)) for index in range(parts)]
        for n, row in enumerate(self.memberships):
            self.fields[f"member_{row.person_id}"] = forms.TypedChoiceField(
                label=row.person.full_name, choices=choices, coerce=int, widget=forms.RadioSelect,
                initial=str(n * parts // len(self.memberships)),
            )  # fmt: skip
        self.order_fields([f"name_{index}" for index in range(parts)])
        self._dress()

    def name_of(self, index: int) -> str:
        return self.data.get(f"name_{index}", "").strip() or str(_("New cell %(n)d") % {"n": index + 1})

    @property
    def particulars(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith("member_") and name != "parts"]

    @property
    def assignments(self) -> list[forms.BoundField]:
        return [self[f"member_{row.person_id}"] for row in self.memberships]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = [data[key] for index in range(self.count) if (key := f"name_{index}") in data]
        if len(names) != len(set(names)):
            self.add_error("name_1", _("The new cells need different names."))
        return data

    @property
    def names(self) -> list[str]:
        return [self.cleaned_data[f"name_{index}"] for index in range(self.count)]

    @property
    def parted(self) -> dict[int, list[Person]]:
        found: dict[int, list[Person]] = {}
        for row in self.memberships:
            found.setdefault(self.cleaned_data[f"member_{row.person_id}"], []).append(row.person)
        return found

    def _day(self, otherwise: dt.date) -> dt.date:
        try:
            return parse_day(self.data.get("effective_on", ""))
        except ValueError:
            return otherwise


class AppointForm(Form):
    person = forms.ModelChoiceField(
        label=_("Who"), queryset=Person.objects.none(), required=False, widget=forms.RadioSelect, empty_label=None
    )
    outsider = forms.CharField(
        label=_("Full name of somebody outside the Party"), max_length=100, required=False, validators=[person_name],
        help_text=_("Only for a person whom the search does not find."),
    )  # fmt: skip
    title = forms.ChoiceField(label=_("Post"))
    on = DayField(label=_("From"))
    last_day = DayField(label=_("Last day, if known"), required=False)
    paper = forms.CharField(label=_("Decision"), max_length=100, required=False)

    def __init__(self, *args: Any, unit: Unit, people: QuerySet[Person], shown: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = TITLES.get(unit.kind, (Title.HEAD, Title.DEPUTY_HEAD, Title.COMMITTEE_MEMBER, Title.STAFF))
        self.fields["title"].choices = [(title.value, title.label) for title in titles]  # type: ignore[attr-defined]
        who: Any = self.fields["person"]
        who.queryset = people
        kept = people.filter(pk=parse_id(self.data.get("person", "")) or 0)
        found: dict[int, Any] = {person.pk: person for person in (*kept, *shown)}
        who.widget.choices = [
            (person.pk, ", ".join(filter(None, (person.full_name, person.cell)))) for person in found.values()
        ]
        if not found:
            who.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("person")) == bool(data.get("outsider")):
            self.add_error("outsider", _("Choose one person: from the list, or by name from outside the Party."))
        on, last_day = data.get("on"), data.get("last_day")
        if on and last_day and last_day < on:
            self.add_error("last_day", _("The last day must come after the first day."))
        return data


class EndPostForm(Form):
    last_day = DayField(label=_("Last day of the post"))
