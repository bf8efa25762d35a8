"""Who was there and who could vote: counted from the roll call and the standing of each on the day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from chibo.records.meetings.models import Attendance, Meeting
from chibo.registry.orgs.models import Kind as UnitKind
from chibo.registry.orgs.queries import nearest_above
from chibo.registry.people.models import Person, Standing
from chibo.registry.people.queries import memberships_on, state_on

State = Attendance.State


@dataclass(slots=True)
class Presence:
    """The roll call of one meeting. `voters` were official members and stayed; `left` had the right and went early."""

    total: int = 0
    official: int = 0
    exempt: int = 0
    attended: int = 0
    voters: int = 0
    left: int = 0
    unmarked: int = 0
    early: list[str] = field(default_factory=list)
    excused: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    @property
    def duty(self) -> int:
        return self.total - self.exempt


def presence(meeting: Meeting) -> Presence:
    """Count the roll call, by one query."""
    found = Presence()
    rows = (
        meeting.attendances.select_related("person")
        .annotate(standing=state_on(meeting.held_on, "person_id"))
        .order_by("person__sort_key", "person_id")
    )
    for row in rows:
        _count(found, row, is_official=row.standing == Standing.State.OFFICIAL)
    return found


def _count(found: Presence, row: Attendance, *, is_official: bool) -> None:
    attended = row.state in Attendance.ATTENDED
    found.total += 1
    found.official += is_official
    found.exempt += row.state == State.EXEMPT
    found.unmarked += row.state == State.SUMMONED
    found.attended += attended
    # Who is exempt and comes all the same keeps the right to vote; who is suspended or on probation has none.
    found.voters += attended and (is_official or row.standing == Standing.State.EXEMPT)  # type: ignore[attr-defined]
    found.left += row.state == State.EARLY and is_official
    lists = {State.EARLY: found.early, State.EXCUSED: found.excused, State.ABSENT: found.absent}
    if (names := lists.get(State(row.state))) is not None:
        names.append(f"{row.person.full_name} ({row.reason})" if row.reason else row.person.full_name)


def members_at(meeting: Meeting) -> Sequence[Person]:
    """Return whom the meeting summoned, by name: those who can preside, take the minutes or be given work."""
    return list(Person.objects.filter(attendances__meeting=meeting).order_by("sort_key", "pk"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member of the cell who may belong to its Party group."""

    person: Person
    is_summoned: bool
    is_ticked: bool


def candidates(meeting: Meeting) -> list[Candidate]:
    """Return the members of the cell above a Party group; those of the group's last meeting are ticked."""
    cell = nearest_above(meeting.unit_id, (UnitKind.CELL,), meeting.held_on)
    if cell is None:
        return []
    summoned = set(meeting.attendances.values_list("person_id", flat=True))
    usual = summoned or _summoned_last(meeting)
    people = [row.person for row in memberships_on(meeting.held_on, [cell.pk])]
    return [Candidate(person, person.pk in summoned, person.pk in usual) for person in people]


def _summoned_last(meeting: Meeting) -> set[int]:
    last = Meeting.objects.filter(
        unit=meeting.unit_id, held_on__lt=meeting.held_on, attendances__isnull=False
    ).order_by("-held_on", "-pk")  # fmt: skip
    return set(Attendance.objects.filter(meeting=last.values("pk")[:1]).values_list("person_id", flat=True))


def last_before(meeting: Meeting) -> dt.date | None:
    """Return the day of the regular meeting before this one."""
    earlier = Meeting.objects.filter(unit=meeting.unit_id, kind=Meeting.Kind.REGULAR, held_on__lt=meeting.held_on)
    return earlier.order_by("-held_on").values_list("held_on", flat=True).first()
