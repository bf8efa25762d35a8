from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chibo.base.clock import today
from chibo.base.forms import DayField, Form
from chibo.records.communication.captions import told_by_a_person
from chibo.records.communication.models import Example, Item, Topic
from chibo.registry.orgs.models import Unit

LONGEST_BROADCAST = 240


class ItemForm(Form):
    unit = forms.ModelChoiceField(label=_("Written by"), queryset=Unit.objects.none())
    channel = forms.ChoiceField(label=_("Channel"), choices=Item.Channel)
    title = forms.CharField(label=_("Title"), max_length=300)
    day = DayField(label=_("Day"))
    topic = forms.ModelChoiceField(label=_("Topic"), queryset=Topic.objects.none(), required=False)
    author = forms.CharField(label=_("Author"), max_length=100, required=False)
    link = forms.URLField(label=_("Address on the net"), max_length=500, required=False, assume_scheme="https")
    minutes = forms.IntegerField(
        label=_("Minutes on air"), min_value=1, max_value=LONGEST_BROADCAST, required=False,
        help_text=_("Needed for a broadcast."),
    )  # fmt: skip
    repeats = forms.IntegerField(label=_("Times repeated"), min_value=0, max_value=100, required=False, initial=0)
    picture_alt = forms.CharField(
        label=_("What the picture shows"), max_length=300, required=False, validators=[told_by_a_person],
        help_text=_("In your own words, for those who cannot see it. Leave it empty if there is no picture."),
    )  # fmt: skip
    picture_licence = forms.CharField(
        label=_("Whose the picture is"), max_length=200, required=False,
        help_text=_("Who took it, or who allows its use."),
    )  # fmt: skip

    def __init__(self, *args: Any, units: Any, topics: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["topic"].queryset = topics  # type: ignore[attr-defined]

    def clean_repeats(self) -> int:
        return self.cleaned_data["repeats"] or 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("channel") == Item.Channel.RADIO and not cleaned.get("minutes") and "minutes" not in self.errors:
            self.add_error("minutes", _("Say how many minutes the broadcast lasted."))
        return cleaned


class BroadcastForm(Form):
    """Little enough to be filled in on the way out of the studio."""

    title = forms.CharField(label=_("What was broadcast"), max_length=300)
    minutes = forms.IntegerField(
        label=_("Minutes on air"), min_value=1, max_value=LONGEST_BROADCAST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    topic = forms.ModelChoiceField(label=_("Topic"), queryset=Topic.objects.none(), required=False)
    day = DayField(label=_("Day"), initial=today)
    repeats = forms.IntegerField(label=_("Times repeated"), min_value=0, max_value=100, required=False, initial=0)

    def __init__(self, *args: Any, topics: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = topics  # type: ignore[attr-defined]

    def clean_repeats(self) -> int:
        return self.cleaned_data["repeats"] or 0


class PublishForm(Form):
    day = DayField(label=_("Day"))
    link = forms.URLField(label=_("Address on the net"), max_length=500, required=False, assume_scheme="https")


class TakeBackForm(Form):
    reason = forms.CharField(label=_("Why is it taken back?"), max_length=300)


class TopicForm(Form):
    name = forms.CharField(label=_("Topic"), max_length=100)


class OrientationForm(Form):
    monday = DayField(label=_("Week in which this day lies"), initial=today)
    text = forms.CharField(label=_("What to write about"), widget=forms.Textarea, max_length=4000)


class ExampleForm(Form):
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    kind = forms.ChoiceField(label=_("Kind"), choices=Example.Kind)
    name = forms.CharField(label=_("Name"), max_length=200)
    field = forms.CharField(label=_("Field"), max_length=100, required=False)
    story = forms.CharField(label=_("What is exemplary"), widget=forms.Textarea, max_length=8000, required=False)
    proposed_on = DayField(label=_("Proposed on"), initial=today)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class ApproveForm(Form):
    on = DayField(label=_("Approved on"), initial=today)
    level = forms.ChoiceField(label=_("Level"), choices=Example.Level)


class ConsentForm(Form):
    on = DayField(label=_("Agreed on"), initial=today)


class PublishExampleForm(Form):
    on = DayField(label=_("Published on"), initial=today)
    where = forms.CharField(label=_("Published in"), max_length=200, help_text=_("For example: Bản tin nội bộ"))
