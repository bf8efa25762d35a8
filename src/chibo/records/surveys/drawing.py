"""Who is asked: people drawn from posts and rolls of one day, each once, in the first group that has them."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from chibo.records.surveys.disclosure import THRESHOLD
from chibo.records.surveys.drawn import BELOW_RESIDENTS, POSTS, Drawn
from chibo.records.surveys.models import Group, Survey
from chibo.registry.orgs.models import Kind, Placement
from chibo.registry.orgs.queries import subtree_ids
from chibo.registry.people.models import Membership, Tenure


class Post(NamedTuple):
    person: int
    kind: str
    title: str
    below_residents: bool


@dataclass(slots=True)
class Drawing:
    """One group as it would be asked."""

    group: Group
    people: dict[int, Drawn] = field(default_factory=dict)
    """Person → as what they are asked; nobody who is in an earlier group."""
    elsewhere: int = 0
    """How many more it names who are asked in an earlier group."""
    posts: int = 0
    """How many posts and memberships its people and those others hold in it: never fewer than people."""
    answers_with: "Drawing | None" = None
    pool: int = 0
    """Of a group with its own box: how many people answer in it."""

    @property
    def count(self) -> int:
        return len(self.people)

    @property
    def is_too_small(self) -> bool:
        return self.answers_with is None and self.pool < THRESHOLD


@dataclass(frozen=True, slots=True)
class Draw:
    groups: list[Drawing]
    in_several: dict[int, int]
    """Person → in how many groups they would be, where more than one."""
    subjects_left_out: int
    """How many of those whom it is about would have been asked about themselves."""

    @property
    def total(self) -> int:
        return sum(one.count for one in self.groups)

    @property
    def counts(self) -> list[int]:
        return [one.count for one in self.groups]

    @property
    def too_small(self) -> list[Drawing]:
        return [one for one in self.groups if one.is_too_small]

    def partner_of(self, small: Drawing) -> Group | None:
        """Return the group into whose box a small one may go: the largest other one with a box of its own."""
        others = [one for one in self.groups if one is not small and one.answers_with is None]
        return max(others, key=lambda one: one.pool).group if others else None


def draw(survey: Survey) -> Draw:
    """Draw everybody who is to be asked, as the posts and rolls stand on the survey's day."""
    groups = list(survey.groups.prefetch_related("cells"))
    held = _held(survey, groups)
    asked_about = {pk for pk in survey.subjects.values_list("person_id", flat=True) if pk}
    left_out: set[int] = set()
    named: dict[int, int] = defaultdict(int)
    drawings: list[Drawing] = []
    for group in groups:
        one = Drawing(group)
        for person, kinds in held[group.pk].items():
            if person in asked_about:
                left_out.add(person)
                continue
            one.posts += len(kinds)
            if named[person]:
                one.elsewhere += 1
            else:
                one.people[person] = kinds[0]
            named[person] += 1
        drawings.append(one)
    _pool(drawings)
    return Draw(drawings, {person: n for person, n in named.items() if n > 1}, len(left_out))


def _pool(drawings: list[Drawing]) -> None:
    by_group = {one.group.pk: one for one in drawings}
    for one in drawings:
        one.answers_with = by_group.get(one.group.pooled_into_id or 0)
        (one.answers_with or one).pool += one.count


def _held(survey: Survey, groups: list[Group]) -> dict[int, dict[int, list[Drawn]]]:
    """Return for each group whom it names, and each post or membership for which it does."""
    day = survey.drawn_on
    units = subtree_ids([survey.unit_id], day)
    tenures = (
        Tenure.objects.on(day)
        .filter(unit_id__in=units)
        .order_by("unit__position", "unit_id", "title", "pk")
        .values_list("person_id", "unit_id", "unit__kind", "title")
    )
    in_groups = set(Placement.objects.on(day).filter(parent__kind=Kind.RESIDENTS).values_list("unit_id", flat=True))
    posts = [Post(person, kind, title, unit_id in in_groups) for person, unit_id, kind, title in tenures]
    rolls = defaultdict(list)
    cells = {cell.pk for group in groups for cell in group.cells.all()}
    for unit_id, person_id in (
        Membership.objects.on(day)
        .filter(unit_id__in=cells & units)
        .order_by("unit_id", "person__sort_key", "person_id")
        .values_list("unit_id", "person_id")
    ):
        rolls[unit_id].append(person_id)
    return {group.pk: _named_by(group, posts, rolls) for group in groups}


def _named_by(group: Group, posts: list[Post], rolls: dict[int, list[int]]) -> dict[int, list[Drawn]]:
    found: dict[int, list[Drawn]] = defaultdict(list)
    for drawn in group.posts:
        kinds, titles = POSTS[drawn]
        for post in posts:
            where = BELOW_RESIDENTS.get(Drawn(drawn), post.below_residents)
            if post.kind in kinds and post.title in titles and post.below_residents is where:
                found[post.person].append(Drawn(drawn))
    for cell in group.cells.all():
        for person in rolls[cell.pk]:
            found[person].append(Drawn.MEMBERS)
    return found
