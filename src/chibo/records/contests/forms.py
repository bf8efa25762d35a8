from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chibo.base.forms import DayField, Form
from chibo.records.documents.models import Document
from chibo.records.documents.queries import document_list
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


class ContestForm(Form):
    title = forms.CharField(label=_("Title"), max_length=300)
    document = forms.ModelChoiceField(label=_("Document it is about"), queryset=Document.objects.none(), required=False)
    opens_on = DayField(label=_("First day"))
    closes_on = DayField(label=_("Last day"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = document_list(user)  # type: ignore[attr-defined]


class EntryForm(Form):
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    person = forms.ModelChoiceField(
        label=_("Member"), queryset=Person.objects.none(), required=False,
        help_text=_("Leave this empty for an entry from the population: it is counted, not named."),
    )  # fmt: skip
    entered_on = DayField(label=_("Day"))
    receipts = forms.CharField(
        label=_("Receipt numbers"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One on each line. A number that is known already counts once."),
    )  # fmt: skip

    def __init__(self, *args: Any, units: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def clean_receipts(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["receipts"].splitlines() if line.strip()]
        too_long = [line for line in lines if len(line) > 40]  # noqa: PLR2004 -- the field's length
        if too_long:
            raise forms.ValidationError(_("Receipt %(receipt)s is too long."), params={"receipt": too_long[0][:60]})
        return lines
