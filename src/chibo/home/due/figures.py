import datetime as dt
from collections.abc import Iterator

from django.core.cache import cache
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chibo.base.facts import Period
from chibo.base.models import AuditEntry
from chibo.home.due.items import Due
from chibo.indicators import rules
from chibo.indicators.queries import answered_findings
from chibo.records.meetings.models import Meeting
from chibo.registry.access.models import Role, User
from chibo.registry.access.permissions import permitted_unit_ids, roles_of_request
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.orgs.queries import subtree_ids, units_on
from chibo.reports import rules as report_rules
from chibo.reports.models import Report


def drafts(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield the drafts of reports that the reader signs."""
    for report in Report.objects.permitted(user, report_rules.SIGN).filter(unit_id__in=units, state="draft"):
        yield Due(day, str(report), _("A draft waits for signature"), report.get_absolute_url())


def findings(user: User, unit: Unit, day: dt.date) -> Iterator[Due]:
    """Yield the figures of the latest recorded year that fail a check and that nobody has explained yet."""
    if unit.pk not in permitted_unit_ids(user, rules.ANSWER):
        return
    year = latest_year(unit, day)
    count = _unanswered(user, unit, year, day)
    if count:
        title = ngettext(
            "%(count)d figure of %(year)d is to be looked at again",
            "%(count)d figures of %(year)d are to be looked at again",
            count,
        ) % {"count": count, "year": year}
        url = f"{reverse('indicators:checks')}?unit={unit.slug}&start={year}-01-01&end={year}-12-31"
        yield Due(day, title, _("Correct the record, or say why the figure is right"), url)


def unsent(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Yield, for the committee above, the organisations below without a signed report of last year."""
    above = {unit_id for role, unit_id in roles_of_request(user, day) if role is Role.SUPERIOR}
    if not above & units:
        return
    year = day.year - 1
    signed = Report.objects.filter(kind=Report.Kind.YEAR, state=Report.State.SIGNED, start__year=year)
    below = units_on(day).filter(kind=Kind.PARTY, pk__in=units).exclude(pk__in=signed.values("unit_id"))
    names = [organisation.name for organisation in below]
    if names:
        title = ngettext(
            "%(count)d organisation has no signed report of %(year)d",
            "%(count)d organisations have no signed report of %(year)d",
            len(names),
        ) % {"count": len(names), "year": year}
        yield Due(day, title, ", ".join(names), reverse("reports:list"))


def _unanswered(user: User, unit: Unit, year: int, day: dt.date) -> int:
    """Count the findings without an answer; counted again only when something was written since."""
    last = AuditEntry.objects.aggregate(last=Max("pk"))["last"]
    key = f"findings:{user.pk}:{unit.pk}:{year}:{day}:{last}"
    count: int | None = cache.get(key)
    if count is None:
        rows = answered_findings(user, unit, Period.year(year), day)
        count = sum(row.answer is None for row in rows)
        cache.set(key, count)
    return count


def latest_year(unit: Unit, day: dt.date) -> int:
    """Return the last year, up to the day, in which cells met and closed it; else the year of the day."""
    last = Meeting.objects.filter(
        unit_id__in=subtree_ids([unit.pk], day), unit__kind=Kind.CELL, state=Meeting.State.CLOSED, held_on__lte=day
    ).aggregate(last=Max("held_on"))["last"]
    return last.year if last else day.year
