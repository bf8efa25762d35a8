"""What waits for a person today: late first, then due, then coming; and what changed."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chibo.base.facts import Period
from chibo.base.models import AuditEntry
from chibo.indicators import rules as indicator_rules
from chibo.indicators.figures import Figure, sheet
from chibo.indicators.queries import answered_findings
from chibo.records.admissions import queries as admissions
from chibo.records.admissions import rules as admission_rules
from chibo.records.admissions.models import Application
from chibo.records.meetings import rules as meeting_rules
from chibo.records.meetings.models import Meeting
from chibo.records.meetings.queries import due_meetings, meetings_to_mark
from chibo.records.members import rules as member_rules
from chibo.records.members.holdings import masked
from chibo.records.members.importing import SECRET
from chibo.records.members.models import Correction
from chibo.registry.access.models import Role, User
from chibo.registry.access.permissions import permitted_unit_ids, roles_of_request
from chibo.registry.access.rules import VIEW_TREE
from chibo.registry.calendar.working_days import Calendar
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.orgs.queries import subtree_ids, units_on
from chibo.reports import rules as report_rules
from chibo.reports.models import Report

FIGURES = ("DV-01", "SH-02", "DV-KN-02", "HT-02")


@dataclass(frozen=True, slots=True)
class Due:
    """Something that waits for the reader. `day` is when it is due; before today it is late."""

    day: dt.date
    title: str
    text: str
    url: str

    def days_late(self, today: dt.date) -> int:
        return max((today - self.day).days, 0)


def due_for(user: User, unit: Unit | None, day: dt.date) -> list[Due]:
    """Return what waits for the user in this unit and below, late first."""
    if unit is None:
        return []
    units = subtree_ids([unit.pk], day)
    found = [
        *_meetings(user, units, day),
        *_conferences(user, units, day),
        *_missing(user, units, day),
        *_corrections(user, units, day),
    ]
    found += [*_admissions(user, units, day), *_drafts(user, units, day)]
    found += [*_findings(user, unit, day), *_unsent(user, units, day)]
    return sorted(found, key=lambda due: (due.day, due.title))


def _meetings(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    for meeting in due_meetings(user, units, day):
        if meeting.state == Meeting.State.PLANNED:
            text = _("Nobody has been summoned yet")
        elif meeting.held_on > day:
            text = _("Summoned; the roll call opens on the day")
        else:
            text = _unmarked(meeting)
        yield Due(meeting.held_on, meeting.title, f"{meeting.unit}. {text}", meeting.get_absolute_url())


def _conferences(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Roll calls of committees above in which the reader marks the people of the own cell."""
    for meeting in meetings_to_mark(user, units, day):
        url = reverse("meetings:attendance", args=[meeting.pk])
        yield Due(meeting.held_on, meeting.title, f"{meeting.unit}. {_unmarked(meeting)}", url)


def _unmarked(meeting: Meeting) -> str:
    count = meeting.unmarked  # type: ignore[attr-defined]  # annotated by both queries
    if not count:
        return _("Everybody is marked; the meeting is not closed yet.")
    text = ngettext("%(count)d person is not marked yet", "%(count)d people are not marked yet", count)
    return text % {"count": count}


def _missing(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """Cells of which nothing is recorded for last month's regular meeting."""
    last = day.replace(day=1) - dt.timedelta(days=1)
    held = Meeting.objects.filter(kind=Meeting.Kind.REGULAR, held_on__year=last.year, held_on__month=last.month)
    watched = (permitted_unit_ids(user, meeting_rules.HOLD) | permitted_unit_ids(user, meeting_rules.OVERSEE)) & units
    cells = units_on(last).filter(kind=Kind.CELL, pk__in=watched).exclude(pk__in=held.values("unit_id"))
    names = [cell.name for cell in cells]
    if names:
        title = ngettext(
            "%(count)d cell has no regular meeting recorded for %(month)s",
            "%(count)d cells have no regular meeting recorded for %(month)s",
            len(names),
        ) % {"count": len(names), "month": f"{last.month}/{last.year}"}
        url = f"{reverse('meetings:list')}?kind=regular&year={last.year}"
        yield Due(last, title, ", ".join(names[:6]) + (" …" if len(names) > 6 else ""), url)  # noqa: PLR2004 -- a line


def _corrections(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    rows = Correction.objects.permitted(user, member_rules.DECIDE_CORRECTION)
    count = rows.filter(unit_id__in=units, state=Correction.State.OPEN).count()
    if count:
        title = ngettext("%(count)d proposal for correction", "%(count)d proposals for correction", count)
        yield Due(
            day,
            title % {"count": count},
            _("A member says that something held about them is wrong"),
            reverse("members:corrections"),
        )


def _admissions(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    if not permitted_unit_ids(user, admission_rules.EDIT):
        return
    calendar = Calendar()
    for application in admissions.application_list(user, units, outcome=Application.Outcome.OPEN):
        due = admissions.due_of(application, calendar)
        if due and due.deadline.due_on <= day + dt.timedelta(days=90):
            yield Due(
                due.deadline.due_on, f"{application.person}: {due.stage.label}", application.unit.name,
                application.get_absolute_url(),
            )  # fmt: skip


def _drafts(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    for report in Report.objects.permitted(user, report_rules.SIGN).filter(unit_id__in=units, state="draft"):
        yield Due(day, str(report), _("A draft waits for signature"), report.get_absolute_url())


def _findings(user: User, unit: Unit, day: dt.date) -> Iterator[Due]:
    """Figures of the latest recorded year that fail a check and that nobody has explained yet."""
    if unit.pk not in permitted_unit_ids(user, indicator_rules.ANSWER):
        return
    year = latest_year(unit, day)
    rows = answered_findings(user, unit, Period.year(year), day)
    count = sum(row.answer is None for row in rows)
    if count:
        title = ngettext(
            "%(count)d figure of %(year)d is to be looked at again",
            "%(count)d figures of %(year)d are to be looked at again",
            count,
        ) % {"count": count, "year": year}
        url = f"{reverse('indicators:checks')}?unit={unit.slug}&start={year}-01-01&end={year}-12-31"
        yield Due(day, title, _("Correct the record, or say why the figure is right"), url)


def _unsent(user: User, units: set[int], day: dt.date) -> Iterator[Due]:
    """For the committee above: organisations below without a signed report of last year."""
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


def latest_year(unit: Unit, day: dt.date) -> int:
    """Return the last year, up to the day, of which there are closed meetings; else the year of the day."""
    last = Meeting.objects.filter(
        unit_id__in=subtree_ids([unit.pk], day), state=Meeting.State.CLOSED, held_on__lte=day
    ).aggregate(last=Max("held_on"))["last"]
    return last.year if last else day.year


def year_figures(user: User, unit: Unit, day: dt.date) -> tuple[int, list[Figure]]:
    """Return four figures of the latest recorded year; none for a reader who may not see the unit's figures."""
    year = latest_year(unit, day)
    if unit.pk not in permitted_unit_ids(user, indicator_rules.VIEW):
        return year, []
    period = Period.year(year)
    if year == day.year:
        period = Period(period.start, day + dt.timedelta(days=1))
    figures = sheet([unit.pk], period, codes=FIGURES)
    return year, [figures[unit.pk, code] for code in FIGURES]


def changed(user: User, unit: Unit | None, day: dt.date) -> list[AuditEntry]:
    """Return the last changes of the units that the user may see; personal records only for those who see them."""
    if unit is None:
        return []
    tree = subtree_ids([unit.pk], day)
    units = AuditEntry.objects.filter(record_type="orgs.unit", unit_id__in=tree & permitted_unit_ids(user, VIEW_TREE))
    people = AuditEntry.objects.filter(
        record_type="people.person", unit_id__in=tree & permitted_unit_ids(user, member_rules.VIEW)
    )
    meetings = AuditEntry.objects.filter(
        record_type="meetings.meeting",
        verb__in=("closed", "reopened"),
        unit_id__in=tree & permitted_unit_ids(user, meeting_rules.VIEW),
    )
    return list((units | people | meetings).select_related("by__person").order_by("-pk")[:8])


def shown_changes(entry: AuditEntry) -> dict[str, list[str]]:
    """Return what an entry changed, identification numbers masked."""
    return {
        field: [masked(str(value)) if value else "" for value in values] if field in SECRET else values
        for field, values in entry.changes.items()
    }
