"""What the style page shows: one of each, invented."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chibo.base.forms import DayField, Form
from chibo.base.paging import page_of

TONES = ("page", "tint", "well", "line", "edge", "ink-2", "ink", "red", "good", "look", "wrong", "hand")
ICONS = (
    *("today", "meet", "task", "member", "all", "search", "user", "chev", "down", "look", "clock", "check", "wrong"),
    *("pen", "moved", "arrow", "save", "x", "info", "print", "doc", "org", "plus", "book", "contest", "target"),
    *("figure", "report", "trail", "key"),
)


class SpecimenForm(Form):
    """Every kind of field that the pages use."""

    subject = forms.CharField(label=_("Name of the meeting"), max_length=100)
    held_on = DayField(label=_("Day of the meeting"))
    chair = forms.ChoiceField(label=_("Chair"), choices=[("hoa", "Nguyễn Thị Hòa"), ("long", "Trần Quang Long")])
    kind = forms.ChoiceField(
        label=_("Kind of meeting"),
        choices=[("regular", _("Regular")), ("thematic", _("Thematic"))],
        widget=forms.RadioSelect,
    )
    notify = forms.BooleanField(label=_("Tell the committee member in charge"), required=False)
    remarks = forms.CharField(label=_("Remarks"), widget=forms.Textarea, required=False)
    minutes = forms.FileField(label=_("Choose a file or drag it here"), required=False, help_text=_("At most 20 MB."))


def specimens(request: HttpRequest) -> dict[str, Any]:
    filled = {"subject": "Sinh hoạt thường kỳ tháng 01", "held_on": "31/02/2023", "chair": "hoa", "kind": "regular"}
    return {
        "form": SpecimenForm(filled, auto_id="specimen_%s"),
        "page": page_of(request, range(1, 731), size=50),
        "tones": TONES,
        "icons": ICONS,
        "themes": (("light", _("Light")), ("dark", _("Dark"))),
    }
