"""Accounts and the roles that are given by hand. What follows from posts and membership is not given here."""

import datetime as dt

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import now, today
from chibo.base.saving import refused_in_words, save_checked
from chibo.registry.access.models import GRANTABLE, Grant, Proposal, Role, User
from chibo.registry.access.queries import administrators_of, departed_accounts, unit_id_of
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person


@transaction.atomic
def open_account(*, username: str, password: str, by: User | None, person: Person | None = None) -> User:
    """Make an account for a person; the password must be one that is hard to guess."""
    user = User(username=username, person=person)
    user.full_clean(exclude=["password"])
    validate_password(password, user)
    user.set_password(password)
    with refused_in_words(User):
        user.save()
    note(user, "account opened", by=by, unit_id=unit_id_of(user) or (unit_id_of(by) if by else None))
    return user


@transaction.atomic
def close_account(user: User, *, by: User) -> User:
    """Close an account: it can no longer sign in, and its keys to the API are gone."""
    if user == by:
        raise ValidationError(_("You cannot close your own account."))
    return _close(user, by)


@transaction.atomic
def close_departed(*, by: User | None, person: Person | None = None) -> int:
    """Close the accounts of people, or of this one, who are no member and hold no post any more; their duties end."""
    accounts = departed_accounts(today()).select_for_update()
    for user in accounts.filter(person=person) if person else accounts:
        lasting = Q(valid_until=None) | Q(valid_until__gt=today())
        for grant in Grant.objects.filter(lasting, user=user):
            _end(grant, today(), by)
        _close(user, by)
    return len(accounts)


def give_role(user: User, *, role: Role, unit: Unit, on: dt.date, by: User) -> Grant | Proposal:
    """Give a role. The administrator's is only proposed where there is another administrator to confirm it."""
    if role == Role.ADMIN and administrators_of(unit).exclude(pk__in=[by.pk, user.pk]).exists():
        return propose_administrator(user, unit=unit, on=on, by=by)
    return grant_role(user, role=role, unit=unit, on=on, by=by)


@transaction.atomic
def grant_role(user: User, *, role: Role, unit: Unit, on: dt.date, by: User | None) -> Grant:
    """Give an office role over a unit and all below it from `on`."""
    if role not in GRANTABLE:
        raise ValidationError(_("This role follows from membership or a post; it is not given by hand."))
    _require_another(user, by)
    grant = Grant(user=user, role=role, unit=unit, valid_from=on)
    save_checked(grant)
    note(user, "role granted", by=by, unit_id=unit.pk, changes={"role": ["", role.value]})
    return grant


@transaction.atomic
def propose_administrator(user: User, *, unit: Unit, on: dt.date, by: User) -> Proposal:
    """Ask the other administrators to confirm that this account becomes one of them."""
    _require_another(user, by)
    proposal = Proposal(user=user, unit=unit, valid_from=on, proposed_by=by, proposed_at=now())
    save_checked(proposal)
    note(user, "role proposed", by=by, unit_id=unit.pk, changes={"role": ["", Role.ADMIN.value]})
    return proposal


@transaction.atomic
def confirm_proposal(proposal: Proposal, *, by: User) -> Grant:
    """Give the role that another administrator proposed; a day that has passed becomes today."""
    proposal = _answered(proposal, accepted=True, by=by)
    on = max(proposal.valid_from, today())
    return grant_role(proposal.user, role=Role.ADMIN, unit=proposal.unit, on=on, by=by)


@transaction.atomic
def decline_proposal(proposal: Proposal, *, by: User) -> Proposal:
    """Refuse what was proposed, or take the own proposal back."""
    proposal = _answered(proposal, accepted=False, by=by)
    changes = {"role": [Role.ADMIN.value, ""]}
    note(proposal.user, "proposal declined", by=by, unit_id=proposal.unit_id, changes=changes)
    return proposal


@transaction.atomic
def withdraw_role(grant: Grant, *, on: dt.date, by: User) -> None:
    """Take a role away; `on` is the first day without it."""
    if grant.user == by and grant.role == Role.ADMIN:
        raise ValidationError(_("You cannot take the administrator's role from yourself."))
    _end(grant, on, by)


def _end(grant: Grant, on: dt.date, by: User | None) -> None:
    if grant.valid_from >= on:
        grant.delete()
    else:
        grant.end(on)
    note(grant.user, "role withdrawn", by=by, unit_id=grant.unit_id, changes={"role": [grant.role, ""]})


def _close(user: User, by: User | None) -> User:
    user.is_active = False
    user.save(update_fields=["is_active"])
    user.tokens.all().delete()
    note(user, "account closed", by=by, unit_id=unit_id_of(user) or (unit_id_of(by) if by else None))
    return user


def _require_another(user: User, by: User | None) -> None:
    if user == by:
        raise ValidationError(_("You cannot give a role to your own account; another administrator does that."))


def _answered(proposal: Proposal, *, accepted: bool, by: User) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("user", "unit")
    proposal = rows.get(pk=proposal.pk)
    if proposal.accepted is not None:
        raise ValidationError(_("This has been answered already."))
    if not administrators_of(proposal.unit).filter(pk=by.pk).exists():
        raise ValidationError(_("Only an administrator of this unit answers this."))
    proposal.accepted, proposal.settled_by, proposal.settled_at = accepted, by, now()
    save_checked(proposal)
    return proposal
