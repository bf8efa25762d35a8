import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chibo.base.clock import today
from chibo.base.forms import DayField, Form
from chibo.base.text import person_name
from chibo.records.members.importing import DAYS, FIELDS, Layout, letters
from chibo.records.members.models import RollImport
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Membership, Person, Standing, card_digits, identity_number

KEPT = gettext_lazy("Leave empty to keep the number that is held.")


def not_future(day: dt.date) -> None:
    if day > today():
        raise ValidationError(_("This day is in the future."))


def past_day(label: Any, **kwargs: Any) -> DayField:
    """Make a field for a day that has come."""
    return DayField(label=label, validators=[not_future], **kwargs)


def paper() -> forms.CharField:
    return forms.CharField(label=gettext_lazy("Decision or letter"), max_length=100, required=False)


class UnitForm(Form):
    """A form with one unit to choose among `units`."""

    unit: forms.ModelChoiceField  # type: ignore[type-arg]

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        self.fields["unit"].queryset = chosen  # type: ignore[attr-defined]


class DetailsForm(Form):
    full_name = forms.CharField(label=gettext_lazy("Full name"), max_length=100, validators=[person_name])
    gender = forms.ChoiceField(
        label=gettext_lazy("Gender"), required=False, choices=[("", "–"), *Person.Gender.choices]
    )
    born_on = past_day(gettext_lazy("Date of birth"))
    citizen_number = forms.CharField(
        label=gettext_lazy("Personal identification number"), max_length=12, required=False,
        validators=[identity_number],
    )  # fmt: skip
    card_number = forms.CharField(
        label=gettext_lazy("Member card number"), max_length=12, required=False, validators=[card_digits]
    )
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=15, required=False)
    joined_party_on = past_day(gettext_lazy("Joined the Party on"), required=False)
    official_on = past_day(gettext_lazy("Official member since"), required=False)

    @property
    def details(self) -> dict[str, Any]:
        """What was filled in about the person; an empty number is none."""
        data = {name: self.cleaned_data[name] for name in DetailsForm.base_fields}
        return data | {name: data[name] or None for name in ("citizen_number", "card_number")}


class EditForm(DetailsForm):
    """Details without the numbers: those stand masked, and are changed only by writing them anew."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("citizen_number", "card_number", "phone"):
            self.fields[name].help_text = KEPT
        self.fields["born_on"].required = False

    @property
    def changes(self) -> dict[str, Any]:
        kept = {name for name in ("citizen_number", "card_number", "phone") if not self.cleaned_data[name]}
        return {name: value for name, value in self.details.items() if name not in kept}


class ArrivalForm(UnitForm, DetailsForm):
    unit = forms.ModelChoiceField(label=gettext_lazy("Cell"), queryset=Unit.objects.none())
    on = past_day(gettext_lazy("On the roll from"))
    paper = paper()


class TransferForm(UnitForm):
    unit = forms.ModelChoiceField(label=gettext_lazy("To the cell"), queryset=Unit.objects.none())
    on = past_day(gettext_lazy("First day there"))
    paper = paper()


class LeaveForm(Form):
    WAYS = (
        Membership.Way.DEPARTED, Membership.Way.STRUCK_OFF, Membership.Way.RESIGNED, Membership.Way.EXPELLED,
        Membership.Way.DIED,
    )  # fmt: skip

    left = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=[(way.value, way.label) for way in WAYS], widget=forms.RadioSelect
    )
    on = past_day(gettext_lazy("First day no longer on the roll"))
    paper = paper()


class StandingForm(Form):
    STATES = (
        Standing.State.EXEMPT, Standing.State.SUSPENDED, Standing.State.AWAY, Standing.State.OFFICIAL,
    )  # fmt: skip

    state = forms.ChoiceField(
        label=gettext_lazy("Standing"), choices=[(state.value, state.label) for state in STATES],
        widget=forms.RadioSelect,
    )  # fmt: skip
    on = past_day(gettext_lazy("From"))
    last_day = DayField(label=gettext_lazy("Last day, if it is known"), required=False)
    paper = paper()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("last_day") and data.get("on") and data["last_day"] < data["on"]:
            self.add_error("last_day", _("The last day is before the first."))
        return data


class CorrectionForm(Form):
    """The right value in a field of its own kind, and how it can be checked."""

    reason = forms.CharField(
        label=gettext_lazy("How can the secretary check it?"), max_length=300, required=False,
        help_text=gettext_lazy("For example: birth certificate, party member card."),
    )  # fmt: skip

    def __init__(self, *args: Any, field: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_field = DetailsForm.base_fields[field]
        self.fields = {"value": _required(model_field, field), **self.fields}
        self._dress()


def _required(model_field: forms.Field, name: str) -> forms.Field:
    label = gettext_lazy("Right is")
    if name in DAYS:
        return past_day(label)
    if name == "gender":
        return forms.ChoiceField(label=label, choices=Person.Gender.choices, widget=forms.RadioSelect)
    max_length = getattr(model_field, "max_length", None)
    return forms.CharField(label=label, max_length=max_length, validators=model_field.validators)


class DeclineForm(Form):
    answer = forms.CharField(label=gettext_lazy("Why is it declined?"), max_length=300)


class UploadForm(UnitForm):
    unit = forms.ModelChoiceField(label=gettext_lazy("For the unit"), queryset=Unit.objects.none())
    on = past_day(gettext_lazy("On the roll from"))
    came = forms.ChoiceField(
        label=gettext_lazy("New people on it are"), widget=forms.RadioSelect,
        choices=[(way.value, way.label) for way in RollImport.CAME],
    )  # fmt: skip
    file = forms.FileField(label=gettext_lazy("Excel file (.xlsx), at most 20 MB"))


class MappingForm(Form):
    """Which column holds what, and where the titles stand."""

    def __init__(self, *args: Any, rows: Sequence[Sequence[str]], layout: Layout, **kwargs: Any) -> None:
        initial = {"header": layout.header, **layout.columns}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["header"] = forms.IntegerField(
            label=gettext_lazy("The titles are in row"), min_value=1, max_value=len(rows)
        )
        titles = rows[layout.header - 1] if layout.header <= len(rows) else []
        width = max(map(len, rows), default=0)
        columns = [(str(n), f"{letters(n)}  {titles[n] if n < len(titles) else ''}".strip()) for n in range(width)]
        choices = [("", gettext_lazy("Not in this file")), *columns]
        for one in FIELDS:
            self.fields[one.name] = forms.ChoiceField(
                label=str(one.label), choices=choices, required=one.name == "full_name"
            )
        self._dress()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = [data[one.name] for one in FIELDS if data.get(one.name)]
        if len(chosen) != len(set(chosen)):
            raise ValidationError(_("One column cannot hold two things."))
        return data

    @property
    def layout(self) -> Layout:
        columns = {one.name: int(self.cleaned_data[one.name]) for one in FIELDS if self.cleaned_data[one.name]}
        return Layout(self.cleaned_data["header"], columns)
