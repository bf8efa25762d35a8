from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chibo.base.forms import DayField, Form
from chibo.records.documents.models import Type


class DocumentForm(Form):
    issuer = forms.CharField(label=_("Issuer"), max_length=200, help_text=_("For example: Bộ Chính trị"))
    symbol = forms.CharField(label=_("Symbol"), max_length=60, help_text=_("For example: 05-CT/TW"))
    issued_on = DayField(label=_("Date of the document"))
    type = forms.ChoiceField(label=_("Type"), choices=Type)
    title = forms.CharField(label=_("Title"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    received_on = DayField(label=_("Received on"), required=False)
    secret = forms.BooleanField(
        label=_("The document is marked Mật"), required=False,
        help_text=_("Chibo then keeps only issuer, symbol and date. Title and content stay out."),
    )  # fmt: skip
    aliases = forms.CharField(
        label=_("Also written as"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One way of writing it on each line."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("secret") and not cleaned.get("title"):
            self.add_error("title", _("Write the title of the document."))
        if cleaned.get("secret") and cleaned.get("title"):
            self.add_error("title", _("A document marked Mật is registered without its title. Leave this empty."))
        return cleaned


class AliasForm(Form):
    text = forms.CharField(label=_("Also written as"), max_length=200)
