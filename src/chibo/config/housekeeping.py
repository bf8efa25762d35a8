"""What is done every minute while the site runs."""

import datetime as dt
import logging

from django.contrib.sessions.models import Session
from django.db import Error, close_old_connections

from chibo.base import audit
from chibo.base.clock import now
from chibo.base.models import WriteKey

log = logging.getLogger(__name__)
KEYS_KEPT = dt.timedelta(days=3)
"""A phone that was without a network sends again within days, not weeks."""


def keep_house() -> None:
    """Seal the trail; drop old write keys and ended sessions. A database that is away is tried again in a minute."""
    close_old_connections()
    try:
        audit.seal()
        WriteKey.objects.filter(at__lt=now() - KEYS_KEPT).delete()
        Session.objects.filter(expire_date__lt=now()).delete()
    except Error as error:
        log.warning("housekeeping waits for the database: %s", error)
