import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chibo.base.forms import DayField, Form
from chibo.records.schedules.models import Event
from chibo.records.schedules.queries import chairs_for, rooms_for
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person

TIME_FORMATS = ["%H:%M", "%Hh%M", "%Hh", "%H giờ %M", "%H giờ"]


def _time(**how: Any) -> forms.TimeField:
    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "maxlength": 10, "autocomplete": "off", "class": "input date"}
    )
    return forms.TimeField(required=False, input_formats=TIME_FORMATS, widget=widget, **how)


class EventForm(Form):
    title = forms.CharField(label=_("What"), max_length=300)
    day = DayField(label=_("Day"))
    starts_at = _time(label=_("Begins at"), help_text=_("For example 8:00. Leave it empty for the whole day."))
    ends_at = _time(label=_("Ends at"), help_text=_("Without it, the room is kept for two hours."))
    last_day = DayField(label=_("Last day"), required=False, help_text=_("Only if it ends on another day."))
    room = forms.ModelChoiceField(label=_("Room"), queryset=Unit.objects.none(), required=False)
    place = forms.CharField(label=_("Other place"), max_length=200, required=False)
    chair = forms.ModelChoiceField(label=_("Chaired by"), queryset=Person.objects.none(), required=False)
    chair_text = forms.CharField(label=_("Or somebody else in the chair"), max_length=200, required=False)
    participants = forms.CharField(label=_("Participants"), max_length=500, required=False)
    reason = forms.CharField(
        label=_("Why it is moved"), max_length=300, required=False,
        help_text=_("Only for another day or time. It stands beside the event."),
    )  # fmt: skip
    despite = forms.BooleanField(label=_("Put it up although the person in the chair is busy"), required=False)

    def __init__(self, *args: Any, unit: Unit, event: Event | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.event = unit, event
        self.fields["room"].queryset = rooms_for(unit)  # type: ignore[attr-defined]
        self.fields["chair"].queryset = chairs_for(unit)  # type: ignore[attr-defined]
        if event is None:
            del self.fields["reason"]
        if "despite" not in self.data:
            self.fields["despite"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("room") and cleaned.get("place"):
            self.add_error("place", _("Choose a room or write another place, not both."))
        if cleaned.get("chair") and cleaned.get("chair_text"):
            self.add_error("chair_text", _("Choose a person or write somebody else, not both."))
        return cleaned

    def details(self) -> dict[str, Any]:
        """Return what describes the event itself."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"despite", "reason"}}

    def proposed(self) -> Event:
        """Return the event as it would be, to look for what stands in its way."""
        data = self.details()
        event = Event(pk=self.event.pk if self.event else None, unit=self.unit, **data)
        event.last_day = data["last_day"] or data["day"]
        return event

    def ask_despite(self) -> None:
        """Show the box by which a warning is answered."""
        self.fields["despite"].widget = forms.CheckboxInput()


class CancelForm(Form):
    reason = forms.CharField(label=_("Why is it cancelled?"), max_length=300)


class RoomForm(Form):
    name = forms.CharField(label=_("Name of the room"), max_length=100)


class StartForm(Form):
    month = forms.ChoiceField(label=_("Month"))

    def __init__(self, *args: Any, months: list[dt.date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(month.isoformat(), f"{month.month}/{month.year}") for month in months]
        self.fields["month"].choices = choices  # type: ignore[attr-defined]

    def clean_month(self) -> dt.date:
        return dt.date.fromisoformat(self.cleaned_data["month"])


class ItemForm(Form):
    text = forms.CharField(label=_("Work"), max_length=500, widget=forms.Textarea)
    lead = forms.ModelChoiceField(label=_("In charge"), queryset=Unit.objects.none())
    person = forms.ModelChoiceField(label=_("Person responsible"), queryset=Person.objects.none(), required=False)
    due_on = DayField(label=_("To be done by"))

    def __init__(self, *args: Any, leads: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = leads  # type: ignore[attr-defined]
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class ReviewForm(Form):
    """The words of an assessment; what became of each line is read beside it."""

    text = forms.CharField(label=_("Assessment"), required=False, widget=forms.Textarea, max_length=4000)


class FeedForm(Form):
    unit = forms.ModelChoiceField(
        label=_("Whose calendar"), queryset=Unit.objects.none(), required=False,
        empty_label=_("My own: what I chair, have undertaken and am summoned to"),
    )  # fmt: skip

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
