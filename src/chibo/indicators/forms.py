from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chibo.base.facts import Period
from chibo.base.forms import DayField, Form


class PeriodForm(Form):
    """The days that a page is about, the last one included."""

    start = DayField(label=gettext_lazy("First day"), help_text="")
    end = DayField(label=gettext_lazy("Last day"), help_text="")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            raise ValidationError({"end": _("The last day must not come before the first.")})
        return cleaned

    @property
    def period(self) -> Period:
        return Period.closed(self.cleaned_data["start"], self.cleaned_data["end"])


class AnswerForm(Form):
    reason = forms.CharField(
        label=gettext_lazy("Why are these figures right?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
