import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from chibo.base.clock import today
from chibo.base.facts import Period
from chibo.base.forms import DayField, Form
from chibo.records.documents.models import Document
from chibo.records.documents.queries import document_list
from chibo.records.targets.models import Target
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit


class AmountField(forms.DecimalField):
    """A number that the record can hold, written as offices write it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=12, decimal_places=2, localize=True, **kwargs)


class TargetForm(Form):
    unit = forms.ModelChoiceField(label=_("Unit that gets the target"), queryset=Unit.objects.none())
    indicator = forms.ChoiceField(label=_("Figure"), choices=Target.Figure)
    start = DayField(label=_("From"))
    end = DayField(label=_("Until, this day included"))
    amount = AmountField(label=_("Target"), validators=[MinValueValidator(Decimal("0.01"))])
    given_by = forms.ModelChoiceField(label=_("Given by"), queryset=Unit.objects.none())
    document = forms.ModelChoiceField(label=_("Document"), queryset=Document.objects.none(), required=False)

    def __init__(self, *args: Any, user: User, units: Any, givers: Any, **kwargs: Any) -> None:
        year = today().year
        initial = {"start": dt.date(year, 1, 1), "end": dt.date(year, 12, 31), **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["given_by"].queryset = givers  # type: ignore[attr-defined]
        self.fields["document"].queryset = document_list(user)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end:
            if end < start:
                self.add_error("end", _("The last day must not come before the first."))
            else:
                cleaned["period"] = Period.closed(start, end)
        return cleaned


class SplitForm(Form):
    """One field for each unit below."""

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        for unit in units:
            field = AmountField(label=unit.name, required=False, min_value=0)
            field.widget.attrs["class"] = "input date"
            self.fields[f"unit-{unit.pk}"] = field

    def parts(self) -> dict[Unit, Decimal]:
        return {unit: self.cleaned_data[f"unit-{unit.pk}"] or Decimal(0) for unit in self.units}


class AdjustForm(Form):
    amount = AmountField(label=_("New target"), validators=[MinValueValidator(Decimal("0.01"))])
    document = forms.ModelChoiceField(
        label=_("Document that changes it"), queryset=Document.objects.none(), required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = document_list(user)  # type: ignore[attr-defined]
