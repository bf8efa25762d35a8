import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import FETCH_RAISE, Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from chibo.base.clock import today
from chibo.records.ballotbox.models import Box, Mode, Ticket
from chibo.records.ballotbox.queries import Counts, counts
from chibo.records.ballotbox.queries import tickets_of as fetched_tickets
from chibo.records.surveys import rules
from chibo.records.surveys.disclosure import THRESHOLD
from chibo.records.surveys.models import Comment, Group, Invitation, Measure, Subject, Survey, Table
from chibo.records.surveys.posts import leading_posts
from chibo.records.surveys.readings import Line, lines_of, reason
from chibo.registry.access.models import User
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.matters import Matter
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.orgs.queries import subtree_ids, units_on
from chibo.registry.people.models import Person, Tenure

UNDER_WAY, PUBLISHED = "under_way", "published"


def survey_list(user: User, *, state: str = "") -> QuerySet[Survey]:
    """Return the surveys that the user runs or watches, is asked in, or is the subject of once they are published."""
    rows = _seen_by(user)
    if state == UNDER_WAY:
        rows = rows.filter(published_at=None)
    if state == PUBLISHED:
        rows = rows.exclude(published_at=None)
    return (
        rows.select_related("unit")
        .annotate(invited=Count("invitations"))
        .order_by("-answer_from", "-pk")
        .fetch_mode(FETCH_RAISE)
    )


def survey_page(user: User, pk: int) -> Survey | None:
    return survey_list(user).filter(pk=pk).select_related("document", "unit").first()


def _seen_by(user: User) -> QuerySet[Survey]:
    watched = Q(unit_id__in=permitted_unit_ids(user, rules.VIEW))
    if user.person_id is None:
        return Survey.objects.filter(watched)
    asked = Exists(Invitation.objects.filter(survey=OuterRef("pk"), person=user.person_id))
    about = Exists(Subject.objects.filter(survey=OuterRef("pk"), person=user.person_id))
    return Survey.objects.filter(watched | Q(asked, started_at__isnull=False) | Q(about, published_at__isnull=False))


def is_asked(user: User, survey: Survey) -> bool:
    return survey.invitations.filter(person_id=user.person_id or 0).exists()


def own_box_group(user: User, survey: Survey) -> Group | None:
    """Return the group in whose box the user answers."""
    row = survey.invitations.filter(person_id=user.person_id or 0).select_related(
        "group__box", "group__pooled_into__box"
    )
    invitation = row.first()
    return (invitation.group.pooled_into or invitation.group) if invitation else None


def subjects_of(user: User, survey: Survey) -> QuerySet[Subject]:
    """Return as what the survey is about the user themself."""
    return survey.subjects.filter(person_id=user.person_id or 0)


@dataclass(slots=True)
class GroupState:
    """One group of a survey that was started: how many were asked, and how far its box is."""

    group: Group
    invited: int
    counts: Counts | None
    """None where it answers in the box of another group."""


@dataclass(frozen=True, slots=True)
class Progress:
    groups: list[GroupState]

    @property
    def invited(self) -> int:
        return sum(one.invited for one in self.groups)

    @property
    def accepted(self) -> int | None:
        """None while any box is still open."""
        known = [one.counts.accepted for one in self.groups if one.counts]
        return None if None in known else sum(n for n in known if n is not None)

    @property
    def boxes(self) -> list[GroupState]:
        return [one for one in self.groups if one.counts]

    @property
    def are_opened(self) -> bool:
        return bool(self.boxes) and all(one.group.box and one.group.box.is_opened for one in self.boxes)

    def are_over(self, day: dt.date) -> bool:
        return bool(self.boxes) and all(one.group.box and one.group.box.is_over(day) for one in self.boxes)


def progress(survey: Survey) -> Progress:
    groups = survey.groups.select_related("box", "pooled_into").annotate(invited=Count("invitations"))
    groups = groups.order_by("position")
    return Progress([GroupState(one, one.invited, counts(one.box) if one.box else None) for one in groups])


def in_several_groups(survey: Survey) -> int:
    """Return how many people would have been in more than one group, and were asked once."""
    return survey.invitations.filter(groups_count__gt=1).count()


@dataclass(frozen=True, slots=True)
class Sorted:
    """A theme with how many comments people put under it; None where they are fewer than five."""

    name: str
    comments: int | None


@dataclass(slots=True)
class Result:
    """What was published of one question about one subject: for all, then for each group."""

    total: Table
    groups: list[Table] = field(default_factory=list)
    themes: list[Sorted] = field(default_factory=list)
    comments: int = 0

    @property
    def lines(self) -> list[Line]:
        return lines_of(self.total)

    @property
    def reason(self) -> str:
        """Return why there are no numbers; empty where there are."""
        return reason(self.total)

    @property
    def hides_groups(self) -> bool:
        """Whether some group is not shown."""
        return any(table.shown != Table.Shown.COUNTS for table in self.groups)

    @property
    def group_answers(self) -> list[str]:
        """Return by which answers the groups count: those of the total, or the first and the rest."""
        shown = next((table for table in self.groups if table.shown == Table.Shown.COUNTS), None)
        return [line.answer for line in lines_of(shown)] if shown else []

    @property
    def by_group(self) -> list[tuple[Table, list[Line]]]:
        """Return the groups with their lines, none at all where no group is shown."""
        if not any(table.shown == Table.Shown.COUNTS for table in self.groups):
            return []
        return [(table, lines_of(table)) for table in self.groups]


def results(survey: Survey, subjects: Iterable[Subject] | None = None) -> list[Result]:
    """Return what was published, by subject and question; with `subjects` only what is about these."""
    rows = survey.tables.select_related("question", "subject", "group").order_by(
        F("subject__position").asc(nulls_last=True), "question__position", "group__position"
    )
    if subjects is not None:
        rows = rows.filter(subject__in=list(subjects))
    found: dict[tuple[int | None, int], Result] = {}
    tables = list(rows)
    for table in tables:
        if table.group is None:
            found[table.subject_id, table.question_id] = Result(table)
    for table in tables:
        if table.group is not None:
            found[table.subject_id, table.question_id].groups.append(table)
    _add_comments(survey, found)
    return list(found.values())


def _add_comments(survey: Survey, found: dict[tuple[int | None, int], Result]) -> None:
    counted = survey.comments.order_by().values_list("subject_id", "question_id", "theme__name").annotate(n=Count("pk"))
    for subject, question, theme, n in counted.order_by("-n", "theme__name"):
        if result := found.get((subject, question)):
            result.comments += n
            if theme:
                result.themes.append(Sorted(theme, n if n >= THRESHOLD else None))


def comments_of(survey: Survey) -> QuerySet[Comment]:
    return survey.comments.select_related("question", "subject", "theme").order_by("pk").fetch_mode(FETCH_RAISE)


def measures_of(survey: Survey, subjects: Iterable[Subject] | None = None) -> QuerySet[Measure]:
    rows = survey.measures.select_related("owner", "subject", "survey").order_by("due_on", "pk")
    return rows if subjects is None else rows.filter(Q(subject__in=list(subjects)) | Q(subject=None))


def leaders_of(survey: Survey) -> QuerySet[Person]:
    """Return who led the committee, its offices or organisations on the survey's day and is not named yet."""
    named = survey.subjects.exclude(person=None).values("person_id")
    return Person.objects.filter(pk__in=leading_posts(survey).values("person_id")).exclude(pk__in=named)


def cells_below(survey: Survey) -> QuerySet[Unit]:
    day = survey.drawn_on
    return units_on(day).filter(pk__in=subtree_ids([survey.unit_id], day), kind=Kind.CELL)


def owners_for(survey: Survey) -> QuerySet[Person]:
    """Return who may see to a measure: whoever holds a post under the committee today."""
    day = today()
    units = subtree_ids([survey.unit_id], day)
    held = Tenure.objects.on(day).filter(unit_id__in=units).exclude(unit__kind=Kind.RESIDENTS)
    return Person.objects.filter(pk__in=held.values("person_id"))


def open_in(unit_ids: Collection[int]) -> list[Matter]:
    """Return the surveys of units that are not followed up to the end, for a change of the tree."""
    rows = Survey.objects.filter(unit_id__in=unit_ids, followed_up_at=None)
    return [
        Matter(row.unit_id, _("Opinion survey"), row.title, row.get_absolute_url(), row.answer_until) for row in rows
    ]


def tickets_of(survey: Survey, *, fetched: bool) -> QuerySet[Ticket]:
    """Return who fetched a ticket of a survey with tickets, or has not yet; on paper nobody knows."""
    if survey.mode != Mode.BLIND:
        return Ticket.objects.none()
    return fetched_tickets(Box.objects.filter(group__survey=survey), fetched=fetched)


def due_answers(user: User, day: dt.date) -> QuerySet[Survey]:
    """Return the surveys that ask the user today; whether they have answered nobody knows."""
    asked = Exists(Invitation.objects.filter(survey=OuterRef("pk"), person=user.person_id or 0))
    rows = Survey.objects.filter(asked, started_at__isnull=False, answer_until__gte=day)
    return rows.filter(Q(answer_from__lte=day) | Q(mode="blind", issue_from__lte=day)).select_related("unit")


def due_steps(user: User, units: set[int], day: dt.date) -> QuerySet[Survey]:
    """Return the surveys that wait for those who run them: over and not published, or published and not followed up."""
    runs = permitted_unit_ids(user, rules.SET_UP) & units
    over = Q(published_at=None, answer_until__lt=day)
    return (
        Survey.objects.filter(unit_id__in=runs, started_at__isnull=False, followed_up_at=None)
        .filter(over | Q(published_at__isnull=False))
        .select_related("unit")
        .order_by("answer_until", "pk")
    )
