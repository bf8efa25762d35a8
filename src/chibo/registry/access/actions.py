"""Accounts and the roles that are given by hand. What follows from posts and membership is not given here."""

import datetime as dt

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.saving import save_checked
from chibo.registry.access.models import GRANTABLE, Grant, Role, User
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


@transaction.atomic
def open_account(*, username: str, password: str, by: User | None, person: Person | None = None) -> User:
    """Make an account for a person; the password must be one that is hard to guess."""
    user = User(username=username, person=person)
    user.full_clean(exclude=["password"])
    validate_password(password, user)
    user.set_password(password)
    user.save()
    note(user, "account opened", by=by)
    return user


@transaction.atomic
def close_account(user: User, *, by: User) -> User:
    """Close an account: it can no longer sign in, and its keys to the API are gone."""
    if user == by:
        raise ValidationError(_("You cannot close your own account."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    user.tokens.all().delete()
    note(user, "account closed", by=by)
    return user


@transaction.atomic
def grant_role(user: User, *, role: Role, unit: Unit, on: dt.date, by: User | None) -> Grant:
    """Give an office role over a unit and all below it from `on`."""
    if role not in GRANTABLE:
        raise ValidationError(_("This role follows from membership or a post; it is not given by hand."))
    grant = Grant(user=user, role=role, unit=unit, valid_from=on)
    save_checked(grant)
    note(user, "role granted", by=by, unit_id=unit.pk, changes={"role": ["", role.value]})
    return grant


@transaction.atomic
def withdraw_role(grant: Grant, *, on: dt.date, by: User) -> None:
    """Take a role away; `on` is the first day without it."""
    if grant.user == by and grant.role == Role.ADMIN:
        raise ValidationError(_("You cannot take the administrator's role from yourself."))
    if grant.valid_from >= on:
        grant.delete()
    else:
        grant.end(on)
    note(grant.user, "role withdrawn", by=by, unit_id=grant.unit_id, changes={"role": [grant.role, ""]})
