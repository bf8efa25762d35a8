"""Signing in by allauth, in the words of the office and without signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

CODE_IS_WRONG = _("The code is not right, or its half minute is over. Type the one that the app shows now.")
TOO_OFTEN = _("Too many attempts. Please wait five minutes, then try again.")

SAID_BY_ALLAUTH = (gettext_noop("You must type the same password each time."),)
"""Sentences that allauth has no Vietnamese for and that cannot be replaced: our catalogue translates them."""


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
