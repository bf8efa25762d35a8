"""Who sees which plans. Everybody with a duty sees that one is registered; its text is for few."""

import datetime as dt

from django.db.models import FETCH_RAISE, Count, F, Prefetch, Q, QuerySet

from chibo.base.clock import today
from chibo.base.text import search
from chibo.records.plans import rules
from chibo.records.plans.models import Comment, MonthlyReport, ReportLine, StudyPlan, Turn, Undertaking
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import units_on
from chibo.registry.people.models import Membership, Person, Tenure, Title

REGISTERED = Q(registered_on__isnull=False)
IN_FORCE = REGISTERED & Q(withdrawn_on=None)


def plan_list(user: User, units: set[int], year: int, *, text: str = "", who: str = "") -> QuerySet[StudyPlan]:
    """Return the plans registered for a year: collectives first, then people by name."""
    rows = StudyPlan.objects.permitted(user, rules.VIEW).filter(REGISTERED, unit_id__in=units, year=year)
    if who == "collective":
        rows = rows.filter(person=None)
    if who == "individual":
        rows = rows.filter(person__isnull=False)
    if text:
        rows = search(rows, "person__search_key", text)
    return (
        without_text(rows)
        .select_related("unit", "person", "document")
        .order_by(F("person__sort_key").asc(nulls_first=True), "unit__position", "pk")
        .fetch_mode(FETCH_RAISE)
    )


def plan_counts(units: set[int], year: int) -> dict[str, int]:
    """Return how many collectives and how many individuals registered, withdrawn ones left out."""
    return StudyPlan.objects.filter(IN_FORCE, unit_id__in=units, year=year).aggregate(
        collectives=Count("pk", filter=Q(person=None)), individuals=Count("person", distinct=True)
    )


def own_plan(user: User, year: int) -> StudyPlan | None:
    """Return the reader's own plan of a year, a draft too."""
    rows = StudyPlan.objects.filter(person_id=user.person_id or 0, year=year, withdrawn_on=None)
    return _whole(rows).first()


def plans_of(person: Person) -> QuerySet[StudyPlan]:
    rows = StudyPlan.objects.filter(REGISTERED, person=person)
    return rows.select_related("unit", "document").order_by("-year", "pk")


def plan_of(person: Person, year: int) -> StudyPlan | None:
    """Return the registered plan of a member with its undertakings, reports and comments: the facts of the year."""
    return _whole(StudyPlan.objects.filter(IN_FORCE, person=person, year=year)).first()


def who_reports(unit: Unit, day: dt.date) -> list[Person]:
    """Return whose turn it is to report on their plan at the cell's meeting of that month, by name."""
    still_there = Membership.objects.on(day).filter(unit=unit).values("person_id")
    turns = Turn.objects.filter(unit=unit, month=day.replace(day=1), person_id__in=still_there)
    return [turn.person for turn in turns.select_related("person").order_by("person__sort_key", "person_id")]


def own_turn(user: User, year: int) -> Turn | None:
    return Turn.objects.filter(person_id=user.person_id or 0, month__year=year).first()


def headed_unit_ids(user: User) -> set[int]:
    """Return the units whose plan the user writes: as secretary or head of them."""
    held = Tenure.objects.on(today()).filter(person_id=user.person_id or 0, title=Title.HEAD)
    return permitted_unit_ids(user, rules.LEAD) | set(held.values_list("unit_id", flat=True))


def headed_units(user: User) -> QuerySet[Unit]:
    return units_on(today()).filter(pk__in=headed_unit_ids(user)).order_by("position", "name", "pk")


def unit_plans(user: User, year: int) -> dict[int, StudyPlan]:
    """Return the plans of a year of the units that the user heads, by unit; drafts too."""
    rows = StudyPlan.objects.filter(person=None, unit_id__in=headed_unit_ids(user), year=year, withdrawn_on=None)
    return {plan.unit_id: plan for plan in without_text(rows)}


def written_by(user: User) -> Q:
    """Whose author the user is: of the own plan and of the plans of the units headed."""
    return Q(person__isnull=False, person_id=user.person_id or 0) | Q(person=None, unit_id__in=headed_unit_ids(user))


def followed_by(user: User) -> Q:
    """Which registered plans the user follows for their unit: those of the cell's members of today, and the unit's."""
    cells = permitted_unit_ids(user, rules.FOLLOW)
    members = Membership.objects.on(today()).filter(unit_id__in=cells).values("person_id")
    return IN_FORCE & (Q(person_id__in=members) | Q(person=None, unit_id__in=headed_unit_ids(user)))


def readable_plan(user: User, pk: int) -> StudyPlan | None:
    """Return a plan whose text the user may read: the author always, the cell's secretary once it is registered."""
    return _whole(StudyPlan.objects.filter(written_by(user) | followed_by(user), pk=pk)).first()


def is_written_by(user: User, plan: StudyPlan) -> bool:
    return StudyPlan.objects.filter(written_by(user), pk=plan.pk).exists()


def is_followed_by(user: User, plan: StudyPlan) -> bool:
    return StudyPlan.objects.filter(followed_by(user), pk=plan.pk).exists()


def last_years(plan: StudyPlan) -> list[Undertaking]:
    """Return what the same author undertook in the year before."""
    before = StudyPlan.objects.filter(IN_FORCE, year=plan.year - 1, person=plan.person_id)
    rows = Undertaking.objects.filter(plan__in=before)
    if plan.person_id is None:
        rows = rows.filter(plan__unit=plan.unit_id)
    return list(rows.order_by("position", "pk"))


def report_of(plan: StudyPlan, month: dt.date) -> MonthlyReport | None:
    return plan.reports.filter(month=month).prefetch_related("lines").first()


def report_before(plan: StudyPlan, month: dt.date) -> MonthlyReport | None:
    """Return the latest report of an earlier month."""
    return plan.reports.filter(month__lt=month).order_by("-month").prefetch_related("lines").first()


def undertakings_of(plan: StudyPlan) -> list[tuple[str, list[tuple[Undertaking, ReportLine | None]]]]:
    """Return what a plan of `_whole` undertakes, by heading, each with the latest that was told of it."""
    latest = {line.undertaking_id: line for report in plan.reports.all() for line in report.lines.all()}
    found: dict[str, list[tuple[Undertaking, ReportLine | None]]] = {}
    for undertaking in plan.undertakings.all():
        found.setdefault(undertaking.get_heading_display(), []).append((undertaking, latest.get(undertaking.pk)))
    return list(found.items())


def commented_by(user: User) -> Q:
    """Whose comments the user sees by name: the own, and those of the cell followed."""
    return Q(plan__person_id=user.person_id or 0) | Q(unit_id__in=permitted_unit_ids(user, rules.FOLLOW))


def without_text(rows: QuerySet[StudyPlan]) -> QuerySet[StudyPlan]:
    return rows.defer("own_conclusion", "result_points", "theme")


def _whole(rows: QuerySet[StudyPlan]) -> QuerySet[StudyPlan]:
    return rows.select_related("unit", "person").prefetch_related(
        Prefetch("undertakings", Undertaking.objects.select_related("copied_from")),
        Prefetch("reports", MonthlyReport.objects.prefetch_related("lines__undertaking")),
        Prefetch("comments", Comment.objects.select_related("unit")),
    )
