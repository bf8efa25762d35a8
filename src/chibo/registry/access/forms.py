from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chibo.base.clock import today
from chibo.base.forms import DayField, Form
from chibo.registry.access.models import GRANTABLE, Role
from chibo.registry.orgs.models import Unit


class AccountForm(Form):
    username = forms.CharField(label=_("User name"), max_length=150)
    card_number = forms.CharField(
        label=_("Member card number of the person"), max_length=12, required=False,
        help_text=_("Ties the account to the person, whose posts then give its rights."),
    )  # fmt: skip
    password = forms.CharField(
        label=_("First password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. The person changes it after signing in."),
    )  # fmt: skip


class GrantForm(Form):
    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, role.label) for role in GRANTABLE])
    unit = forms.ModelChoiceField(label=_("Over this unit and all below it"), queryset=Unit.objects.none())
    on = DayField(label=_("From"), initial=today)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])
