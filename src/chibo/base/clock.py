"""The only place that asks what day it is."""

import datetime as dt

from django.utils import timezone


def today() -> dt.date:
    """Return the calendar date where the office is, not the UTC date."""
    return timezone.localdate()


def now() -> dt.datetime:
    """Return this instant, aware of its time zone."""
    return timezone.now()
