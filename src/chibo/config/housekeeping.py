"""What is done every minute while the site runs."""

import datetime as dt
import logging

from django.contrib.sessions.models import Session
from django.db import Error, close_old_connections
from django.utils.timezone import localtime

from chibo.base import audit
from chibo.base.clock import now, today
from chibo.base.models import WriteKey
from chibo.records.ballotbox.actions import end_issuing_everywhere
from chibo.records.selfchecks.actions import erase_old
from chibo.records.studies.reflecting import erase_old_texts
from chibo.records.tasks.actions import make_occurrences
from chibo.records.tasks.reminders import remind
from chibo.registry.access.actions import close_departed
from chibo.registry.files.actions import sweep_files

log = logging.getLogger(__name__)
OFFICE_OPENS = 7
"""The hour from which people are reminded."""
KEYS_KEPT = dt.timedelta(days=3)
"""A phone that was without a network sends again within days, not weeks."""


def keep_house() -> None:
    """Close accounts of who has left, seal the trail, drop what is old; what fails is tried again in a minute."""
    close_old_connections()
    try:
        close_departed(by=None)
        audit.seal()
        WriteKey.objects.filter(at__lt=now() - KEYS_KEPT).delete()
        Session.objects.filter(expire_date__lt=now()).delete()
        if now().minute == 0:
            sweep_files()
        erase_old_texts(today())
        erase_old(today())
        end_issuing_everywhere(today())
        keep_tasks()
    except Error as error:
        log.warning("housekeeping waits for the database: %s", error)


def keep_tasks() -> None:
    """Make the tasks whose turn has come, and remind people once a day; again in a minute it finds nothing to do."""
    make_occurrences(today())
    if localtime(now()).hour >= OFFICE_OPENS:
        remind(today())
