from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chibo.base.forms import DayField, Form
from chibo.records.cells.models import Record
from chibo.registry.files.forms import UploadField
from chibo.registry.files.models import Kind
from chibo.registry.people.models import Person

CLOCK = ("%H:%M", "%Hh%M", "%H.%M", "%H giờ %M")


class PersonField(forms.TypedChoiceField):
    """One of a list of people that is read once for all fields of a page; empty gives None."""

    def __init__(self, *, nobody: str | Promise, **kwargs: Any) -> None:
        super().__init__(required=False, empty_value=None, **kwargs)
        self.nobody = nobody

    def offer(self, people: Sequence[Person]) -> None:
        known = {str(person.pk): person for person in people}
        self.choices = [("", self.nobody), *((pk, person.full_name) for pk, person in known.items())]
        self.coerce = known.__getitem__

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, Person) else value


class ItemForm(Form):
    """One line of the agenda; `order` may be any numbers, the line is gone without text or with `off`."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    order = forms.IntegerField(label=_("Place in the order"), min_value=1, max_value=999, required=False)
    text = forms.CharField(label=_("Item"), max_length=300, required=False, widget=forms.Textarea)
    off = forms.BooleanField(label=_("Take off"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 2
        self.fields["order"].widget.attrs |= {"class": "input num", "inputmode": "numeric"}

    @property
    def is_kept(self) -> bool:
        return bool(self.cleaned_data.get("text")) and not self.cleaned_data.get("off")


class HeldForm(Form):
    """How the meeting went; what is not said is left empty."""

    began_at = forms.TimeField(label=_("Began at"), required=False, input_formats=CLOCK)
    ended_at = forms.TimeField(label=_("Ended at"), required=False, input_formats=CLOCK)
    speakers = forms.IntegerField(label=_("How many spoke"), min_value=0, max_value=5_000, required=False)
    chair = PersonField(label=_("Who presided"), nobody=_("Not said"))
    minute_taker = PersonField(label=_("Who took the minutes"), nobody=_("Not said"))
    discussion = forms.CharField(
        label=_("Opinions in the discussion"), widget=forms.Textarea, required=False, max_length=20_000
    )
    praise = forms.CharField(label=_("Praise and reminders"), widget=forms.Textarea, required=False, max_length=5_000)
    shortcomings = forms.CharField(
        label=_("Shortcomings and their causes"), widget=forms.Textarea, required=False, max_length=5_000
    )
    with_resolution = forms.BooleanField(label=_("The meeting ends in a resolution"), required=False)

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("chair", "minute_taker"):
            self.fields[name].offer(people)  # type: ignore[attr-defined]


class DecisionForm(Form):
    text = forms.CharField(label=_("What is decided"), max_length=500, required=False)
    in_favour = forms.IntegerField(label=_("Votes in favour"), min_value=0, max_value=5_000, required=False)
    against = forms.IntegerField(label=_("Votes against"), min_value=0, max_value=5_000, required=False)
    blank = forms.IntegerField(label=_("No opinion"), min_value=0, max_value=5_000, required=False)


class WorkForm(Form):
    text = forms.CharField(label=_("What is to be done"), max_length=300, required=False)
    person = PersonField(label=_("Who does it"), nobody=_("The whole cell"))
    due_on = DayField(label=_("By when"), required=False, help_text="")

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].offer(people)  # type: ignore[attr-defined]


class TextForm(Form):
    minutes = forms.CharField(label=Record.Kind.MINUTES.label, widget=forms.Textarea, max_length=200_000)
    resolution = forms.CharField(label=Record.Kind.RESOLUTION.label, widget=forms.Textarea, max_length=200_000)

    def __init__(self, *args: Any, with_resolution: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_resolution:
            del self.fields["resolution"]
        for field in self.fields.values():
            field.widget.attrs["rows"] = 18


class AdoptForm(Form):
    in_favour = forms.IntegerField(label=_("Votes in favour"), min_value=0, max_value=5_000)
    against = forms.IntegerField(label=_("Votes against"), min_value=0, max_value=5_000, required=False)
    blank = forms.IntegerField(label=_("No opinion"), min_value=0, max_value=5_000, required=False)


class CorrectionForm(Form):
    because = forms.CharField(label=_("Why it is corrected"), max_length=300)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea, max_length=200_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 18


class CheckForm(Form):
    file = UploadField(kinds=(Kind.DOCX, Kind.PDF), label=_("Word or PDF file"), help_text="")
