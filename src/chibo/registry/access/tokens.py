"""Keys to the API. A key is shown once, when it is made; only its digest is kept."""

import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.utils.translation import gettext_noop

from chibo.base.audit import note
from chibo.base.clock import now, today
from chibo.registry.access.models import Token, User
from chibo.registry.access.queries import unit_id_of

DAYS = 90
ISSUED = gettext_noop("key to the API issued")
REVOKED = gettext_noop("key to the API revoked")


@transaction.atomic
def issue_token(user: User, days: int = DAYS) -> str:
    """Make a key that acts as `user` for `days` days from today."""
    token = secrets.token_urlsafe(32)
    expires_on = today() + dt.timedelta(days=days)
    Token.objects.create(user=user, digest=_digest(token), made_at=now(), expires_on=expires_on)
    changes = {"expires_on": ["", expires_on.isoformat()]}
    note(user, ISSUED, by=None, unit_id=unit_id_of(user), changes=changes)
    return token


@transaction.atomic
def revoke_token(token: Token, *, by: User) -> None:
    """Make a key worthless from now on."""
    changes = {"expires_on": [token.expires_on.isoformat(), ""]}
    token.delete()
    note(token.user, REVOKED, by=by, unit_id=unit_id_of(token.user), changes=changes)


def user_of(token: str) -> User | None:
    """Return whose key this is; None for one that is unknown, is past its last day, or whose account is closed."""
    row = Token.objects.filter(digest=_digest(token), expires_on__gte=today(), user__is_active=True)
    found = row.select_related("user").first()
    if found and found.last_used_on != today():
        Token.objects.filter(pk=found.pk).update(last_used_on=today())
    return found.user if found else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
