"""Forms as the face shows them: label above, hint below it, error under the field, a summary with links on top."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chibo.base.text import nfc, single_spaced
from chibo.base.vietnamese import YEARS, NoSuchDayError, day, padded, parse_day

WITHOUT_CLASS = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.FileInput)
"""Widgets that their template dresses."""


class ChiboRenderer(DjangoTemplates):
    form_template_name = "base/form.html"
    field_template_name = "base/field.html"


class DayInput(forms.TextInput):
    """A line of text: faster to type than a calendar, and it reads as papers do."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        dressed = {"class": "input date num", "inputmode": "numeric", "maxlength": 10, "autocomplete": "off"}
        super().__init__(dressed | (attrs or {}))

    def format_value(self, value: Any) -> str | None:
        return day(value) if isinstance(value, dt.date) else value


class DayField(forms.DateField):
    """A day, written as an office writes it; gives a `date`."""

    widget = DayInput
    default_error_messages = {
        "invalid": gettext_lazy("Write day/month/year, for example 03/8/2022."),
        "no_such_day": gettext_lazy("There is no day %(day)s in month %(month)s of %(year)s."),
        "no_such_month": gettext_lazy("There is no month %(month)s: write day/month/year, for example 03/8/2022."),
        "no_such_year": gettext_lazy("The year must be one from %(first)s to %(last)s."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("Day/month/year, for example 03/8/2022."))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, dt.date):
            return value
        try:
            return self._of_our_time(parse_day(str(value)))
        except NoSuchDayError as error:
            code = "no_such_day" if 1 <= error.month <= 12 else "no_such_month"  # noqa: PLR2004 - the months of a year
            params = {"day": error.day, "month": padded(error.month), "year": error.year}
            raise ValidationError(self.error_messages[code], code=code, params=params) from None
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def _of_our_time(self, day: dt.date) -> dt.date:
        if day.year not in YEARS:
            params = {"first": str(YEARS[0]), "last": str(YEARS[-1])}
            raise ValidationError(self.error_messages["no_such_year"], code="no_such_year", params=params)
        return day


def text_of(value: str, *, lines: bool) -> str:
    """Put text into one Unicode form; a single line also loses doubled and outer spaces."""
    return nfc(value).strip() if lines else single_spaced(value)


class _Faced:
    """What all our forms share: dressed widgets, days written our way, text in one Unicode form."""

    use_required_attribute = False
    """What is missing is said by us, in the reader's language, not by the browser in its own."""
    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def _dress(self) -> None:
        for field in self.fields.values():
            if not isinstance(field.widget, WITHOUT_CLASS):
                field.widget.attrs.setdefault("class", "input")
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4
                field.widget.attrs.pop("cols", None)

    def _normalise(self) -> None:
        for name, value in self.cleaned_data.items():
            field = self.fields.get(name)
            if isinstance(value, str) and type(field) is forms.CharField and not _is_secret(field):
                self.cleaned_data[name] = text_of(value, lines=isinstance(field.widget, forms.Textarea))


class Form(_Faced, forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._dress()

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]  # the stubs leave it out
        self._normalise()


class ModelForm[M: models.Model](_Faced, forms.ModelForm[M]):
    """A form for a model; say `formfield_callback = day_formfield` in its Meta where it has days."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._dress()

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]  # the stubs leave it out
        self._normalise()


def day_formfield(db_field: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """Give model forms our day field: the `formfield_callback` of their Meta."""
    if type(db_field) is models.DateField:
        kwargs.setdefault("form_class", DayField)
        kwargs.setdefault("widget", DayInput)
    return db_field.formfield(**kwargs)


def add_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Show what an action refused in the form that asked for it, under its field where the form has that field."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def status_of(request: HttpRequest) -> int:
    """Return the status of a page that shows a form: 422 where something was sent and refused."""
    return 422 if request.method == "POST" else 200


def done(request: HttpRequest, form: forms.BaseForm, act: Callable[[], object]) -> bool:
    """Act on a form that was sent and holds; what the action refuses is said in the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except ValidationError as error:
        add_errors(form, error)
        return False
    return True


def form_page(
    request: HttpRequest, form: forms.BaseForm, template: str, context: Mapping[str, object] | None = None
) -> HttpResponse:
    """Show a page with its form, empty or with what was refused."""
    return render(request, template, {"form": form, **(context or {})}, status=status_of(request))


def file_size(limit: int) -> Any:
    """Refuse an upload of more than `limit` bytes: a validator for file fields."""

    def check(upload: Any) -> None:
        if upload.size > limit:
            raise ValidationError(_("The file is larger than %(mb)d MB."), params={"mb": limit // 1024**2})

    return check


def _is_secret(field: forms.Field) -> bool:
    return isinstance(field.widget, forms.PasswordInput)
