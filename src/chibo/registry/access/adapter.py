"""Signing in by allauth, in the words of the office and without signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_noop, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from chibo.registry.access.models import User

CODE_IS_WRONG = _("The code is not right, or its half minute is over. Type the one that the app shows now.")
TOO_OFTEN = _("Too many attempts. Please wait five minutes, then try again.")

SAID_BY_OTHERS = (
    gettext_noop("You must type the same password each time."),
    gettext_noop("- Select an option -"),
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid time."),
    gettext_noop("Enter a number."),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
)
"""Sentences of Django and allauth that have no Vietnamese and cannot be replaced: our catalogue translates them."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. If you should still have one, call the Committee office."),
        "enter_current_password": _("Please type the password that you have used until now."),
        "incorrect_code": CODE_IS_WRONG,
        "incorrect_password": _("The password is not right."),
        "rate_limited": TOO_OFTEN,
        "too_many_login_attempts": TOO_OFTEN,
        "username_password_mismatch": _("The user name or the password is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth gives it
        """Accounts are given by an administrator."""
        return False


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("This is your last second step, and your duty requires one."),
        "cannot_generate_recovery_codes": _("Recovery codes need the app or a key to be set up first."),
        "incorrect_code": CODE_IS_WRONG,
        "rate_limited": TOO_OFTEN,
    }

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        n = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Key %(n)d") % {"n": n + 1}
