"""Forms as the face shows them: label above, hint below it, error under the field, a summary with links on top."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from chibo.base.text import nfc
from chibo.base.vietnamese import day, parse_day


class ChiboRenderer(TemplatesSetting):
    form_template_name = "base/form.html"
    field_template_name = "base/field.html"


class DayInput(forms.TextInput):
    def format_value(self, value: Any) -> str | None:
        return day(value) if isinstance(value, dt.date) else value


class DayField(forms.Field):
    """A day, written as an office writes it; gives a `date`."""

    widget = DayInput

    def __init__(self, *, required: bool = True, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DayInput(attrs={"inputmode": "numeric", "class": "input date", "maxlength": 10}))
        kwargs.setdefault("help_text", _("Day/month/year, for example 03/8/2022."))
        super().__init__(required=required, **kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        if isinstance(value, dt.date) or value in self.empty_values:
            return value or None
        try:
            return parse_day(value)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class _Faced:
    """Gives every widget its class and puts all text into one Unicode form."""

    fields: dict[str, forms.Field]
    error_css_class = "has-error"

    def _dress(self) -> None:
        for field in self.fields.values():
            widget = field.widget
            if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
                continue
            widget.attrs.setdefault("class", "input")

    def _normalise(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        return {name: nfc(value) if isinstance(value, str) else value for name, value in cleaned.items()}


class Form(_Faced, forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._dress()

    def clean(self) -> dict[str, Any]:
        return self._normalise(super().clean() or self.cleaned_data)


class ModelForm[M: Any](_Faced, forms.ModelForm[M]):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._dress()

    def clean(self) -> dict[str, Any]:
        return self._normalise(super().clean() or self.cleaned_data)


def day_formfield(db_field: Any, **kwargs: Any) -> forms.Field | None:
    """Give model forms our day field: `formfield_callback` of their Meta."""
    if db_field.__class__.__name__ == "DateField":
        return DayField(label=db_field.verbose_name, required=not db_field.blank)
    formfield: forms.Field | None = db_field.formfield(**kwargs)
    return formfield


def add_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Show what an action refused in the form that asked for it, under its field where the form has that field."""
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, error)
