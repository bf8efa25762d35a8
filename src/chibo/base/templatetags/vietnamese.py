"""Filters that write numbers and days; what is unknown is a dash."""

import datetime as dt
from decimal import Decimal

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language

from chibo.base import vietnamese
from chibo.base.vietnamese import UNKNOWN

register = template.Library()


@register.filter
def number(value: int | Decimal | None, places: int | None = None) -> str:
    return UNKNOWN if value == "" else vietnamese.number(value, places)


@register.filter
def percent(value: Decimal | None, places: int = 1) -> str:
    return UNKNOWN if value == "" else vietnamese.percent(value, places)


@register.filter
def padded(value: int) -> str:
    return vietnamese.padded(int(value))


@register.filter(expects_localtime=True)
def day(value: dt.date | None) -> str:
    return vietnamese.day(value) if value else UNKNOWN


@register.filter(expects_localtime=True)
def month(value: dt.date | None) -> str:
    return vietnamese.month(value) if value else UNKNOWN


@register.filter(expects_localtime=True)
def long_day(value: dt.date | None) -> str:
    if not value:
        return UNKNOWN
    return date_format(value, "j F Y") if get_language() == "en" else vietnamese.long_day(value)


@register.filter(expects_localtime=True)
def weekday(value: dt.date | None) -> str:
    if not value:
        return UNKNOWN
    return date_format(value, "l") if get_language() == "en" else vietnamese.weekday(value)
