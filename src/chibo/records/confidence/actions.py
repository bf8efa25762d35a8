import datetime as dt
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.saving import create_checked, save_checked
from chibo.records.ballots.actions import open_ballot
from chibo.records.ballots.models import Use
from chibo.records.confidence.models import Poll, Subject
from chibo.records.confidence.queries import LEVELS, VOTED_ON, posts_of
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit
from chibo.registry.people.models import Person, Tenure, Title


@transaction.atomic
def prepare_poll(
    *,
    unit: Unit,
    title: str,
    held_on: dt.date,
    summoned: int,
    people: Collection[Person],
    by: User | None,
    paper: str = "",
) -> Poll:
    """Put those who hold a leading post of the unit on the paper, each once, however many posts they hold."""
    subjects = _subjects(unit, held_on, people)
    ballot = open_ballot(
        unit=unit, title=title, held_on=held_on, questions=_names(subjects), options=LEVELS, summoned=summoned, by=by,
        use=Use.CONFIDENCE,
    )  # fmt: skip
    poll = Poll(unit=unit, ballot=ballot, paper=paper)
    save_checked(poll)
    for subject in subjects:
        subject.poll = poll
    create_checked(subjects)
    note(ballot, "confidence vote prepared", by=by, unit_id=unit.pk)
    return poll


@transaction.atomic
def follow_up(
    subject: Subject,
    *,
    told_person_on: dt.date | None,
    told_above_on: dt.date | None,
    decision: str,
    decided_on: dt.date | None,
    done_on: dt.date | None,
    by: User,
) -> Subject:
    """Record whom the result was told to, and what the committee decided: people decide, Chibo only shows the rule."""
    subject = (
        Subject.objects.select_for_update(of=("self",)).select_related("poll__ballot", "person").get(pk=subject.pk)
    )
    ballot = subject.poll.ballot
    if not ballot.is_settled:
        raise ValidationError(_("The result must be settled first."))
    days = {"told_person_on": told_person_on, "told_above_on": told_above_on, "decided_on": decided_on}
    early = {name: _("This is before the vote.") for name, day in days.items() if day and day < ballot.held_on}
    if early:
        raise ValidationError(early)
    subject.told_person_on, subject.told_above_on = told_person_on, told_above_on
    subject.decision, subject.decided_on, subject.done_on = decision, decided_on, done_on
    subject.recorded_by = by
    save_checked(subject)
    note(ballot, "follow-up of a confidence vote recorded", by=by, unit_id=ballot.unit_id)
    return subject


def _subjects(unit: Unit, held_on: dt.date, people: Collection[Person]) -> list[Subject]:
    """Return each of these people once, with the posts held on the day, the secretary first."""
    posts: dict[int, list[Tenure]] = {}
    for tenure in sorted(posts_of(unit, held_on).filter(person__in=people), key=_rank):
        posts.setdefault(tenure.person_id, []).append(tenure)
    if not posts or len(posts) < len({person.pk for person in people}):
        raise ValidationError({"people": _("Only people who hold a leading post of the committee are voted on.")})
    return [
        Subject(position=place, person=held[0].person, post="; ".join(one.get_title_display() for one in held))
        for place, held in enumerate(posts.values())
    ]


def _rank(tenure: Tenure) -> int:
    """Order the paper by posts, the secretary first."""
    return VOTED_ON.index(Title(tenure.title))


def _names(subjects: list[Subject]) -> list[str]:
    """Return how each person stands on the paper; two of one name are told apart by their posts."""
    return [f"{subject.person.full_name}, {subject.post}" for subject in subjects]
