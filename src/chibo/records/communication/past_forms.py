from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chibo.base.clock import today
from chibo.base.forms import Form
from chibo.records.communication.forms import ItemForm
from chibo.records.communication.models import Item, Topic
from chibo.records.communication.past import MOST, already_there
from chibo.registry.files.forms import UploadField
from chibo.registry.files.models import Kind
from chibo.registry.orgs.models import Placement, Unit

BLANK = 5
CHANNELS = [("", gettext_lazy("Choose the channel")), *Item.Channel.choices]


class PastForm(Form):
    """For whom it is written down, and perhaps the workbook that holds the lines."""

    unit = forms.ModelChoiceField(label=gettext_lazy("Written by"), queryset=Unit.objects.none())
    file = UploadField(
        kinds=[Kind.XLSX], label=gettext_lazy("Excel file with the lines"), required=False,
        help_text=gettext_lazy("Its lines appear below to be checked; nothing is written yet."),
    )  # fmt: skip

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class LineForm(ItemForm):
    """One line. A line without a title, a channel and a day is left out."""

    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"), choices=CHANNELS,
        error_messages={"invalid_choice": gettext_lazy("There is no channel “%(value)s”.")},
    )  # fmt: skip
    topic = forms.ModelChoiceField(
        label=gettext_lazy("Topic"), queryset=Topic.objects.none(), required=False, to_field_name="name",
        error_messages={"invalid_choice": gettext_lazy("There is no topic “%(value)s” yet.")},
    )  # fmt: skip

    def __init__(self, *args: Any, unit: Unit | None, alive: list[Placement], topics: Any, **kwargs: Any) -> None:
        super().__init__(*args, units=Unit.objects.none(), topics=topics, **kwargs)
        del self.fields["unit"]
        self.fields["day"].help_text = ""
        self.fields["repeats"].initial = None  # a zero that nobody typed would make an empty line a filled one
        self.written_by, self.alive = unit, alive

    @property
    def opens(self) -> bool:
        """Tell whether what is rarely filled in must be seen."""
        rare = ("repeats", "author", "link", "picture_alt", "picture_licence")
        return any(self[name].errors or self[name].value() not in (None, "", 0, "0") for name in rare)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        day = cleaned.get("day")
        if day and day > today():
            self.add_error("day", _("This day has not come yet."))
        elif day and self.written_by and not any(placement.is_on(day) for placement in self.alive):
            self.add_error("day", _("%(unit)s does not exist on that day.") % {"unit": self.written_by})
        if bool(cleaned.get("picture_alt")) != bool(cleaned.get("picture_licence")) and not self.errors:
            self.add_error("picture_licence", _("A picture needs both: what it shows, and whose it is."))
        return cleaned


class _Lines(BaseFormSet[LineForm]):
    @property
    def filled(self) -> list[LineForm]:
        return [form for form in self.forms if form.has_changed()]

    def clean(self) -> None:
        """Refuse what stands there twice, or was written down before: the same sheet is easily chosen again."""
        right = [form for form in self.filled if not form.errors]
        unit = right[0].written_by if right else None
        known = already_there(unit, [form.cleaned_data for form in right]) if unit else set()
        for form in right:
            line = (form.cleaned_data["day"], form.cleaned_data["channel"], form.cleaned_data["title"])
            if line in known:
                form.add_error("title", _("This stands there already on that day."))
            known.add(line)


Lines = formset_factory(LineForm, formset=_Lines, extra=BLANK, max_num=MOST, absolute_max=MOST)
