"""A review from its plan to its publication: calendar, roll of the day, who is not rated, the day it is made known."""

import datetime as dt
from collections.abc import Mapping
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chibo.base.audit import note, note_each
from chibo.base.clock import today
from chibo.base.saving import create_checked, save_checked
from chibo.base.vietnamese import day as day_text
from chibo.records.reviews.caps import require_within_caps
from chibo.records.reviews.levels import Ground, Group, Stage
from chibo.records.reviews.models import Campaign, Sitting, Step, Subject
from chibo.records.reviews.versions import RuleVersion, quarter_on, version_on
from chibo.records.reviews.year_record import days_of
from chibo.registry.access.models import User
from chibo.registry.calendar.working_days import add_months
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.orgs.queries import subtree_ids, units_on
from chibo.registry.people.models import Membership, Standing, Title
from chibo.registry.people.queries import holders_on, memberships_on

LEADING = (Title.SECRETARY, Title.DEPUTY, Title.STANDING_MEMBER, Title.HEAD, Title.DEPUTY_HEAD)
"""Posts that make their holder a leader; who sits in a committee only is a member among others."""
OF_STANDING = {Standing.State.EXEMPT: Ground.EXEMPT, Standing.State.SUSPENDED: Ground.SUSPENDED}


@transaction.atomic
def plan_campaign(
    *,
    unit: Unit,
    kind: Campaign.Kind,
    year: int,
    roll_on: dt.date,
    days: Mapping[Stage, dt.date],
    by: User | None,
    quarter: int | None = None,
) -> Campaign:
    """Plan the review of a year or a quarter, under the rule in force on its last day, and take its roll."""
    first, last = days_of(year, quarter)
    version = version_on(last)
    if unit.kind != Kind.PARTY:
        raise ValidationError(_("A review is planned by the committee of a Party organisation."))
    if version is None or (quarter and quarter_on(last) is None):
        raise ValidationError({"year": _("Chibo knows no rule for the review of that period.")})
    if not first <= roll_on <= last:
        raise ValidationError({"roll_on": _("The roll is taken on a day of the period under review.")})
    campaign = Campaign(
        unit=unit, kind=kind, year=year, quarter=quarter, first_day=first, last_day=last, rule=version.code,
        roll_on=roll_on,
    )  # fmt: skip
    save_checked(campaign)
    _set_days(campaign, days)
    note(campaign, "review planned", by=by, unit_id=unit.pk)
    take_roll(campaign, by=by)
    return campaign


@transaction.atomic
def change_days(campaign: Campaign, *, days: Mapping[Stage, dt.date], by: User | None) -> Campaign:
    """Give the stages other days; their order stays."""
    campaign = open_campaign(campaign)
    before = {str(step.get_stage_display()): step.due_on.isoformat() for step in campaign.steps.all()}
    campaign.steps.all().delete()
    _set_days(campaign, days)
    after = {str(stage.label): day.isoformat() for stage, day in days.items()}
    changes = {name: [before.get(name, ""), day] for name, day in after.items() if before.get(name) != day}
    note(campaign, "days changed", by=by, unit_id=campaign.unit_id, changes=changes)
    return campaign


@transaction.atomic
def take_roll(campaign: Campaign, *, by: User | None) -> int:
    """Put everybody on the list who is on the roll of its day and not on the list yet; each once."""
    campaign = open_campaign(campaign)
    if campaign.roll_on > today():
        raise ValidationError({"roll_on": _("That day is still to come.")})
    below = subtree_ids([campaign.unit_id], campaign.roll_on)
    cells = list(units_on(campaign.roll_on).filter(pk__in=below, kind__in=(Kind.PARTY, Kind.CELL)))
    posts: dict[int, set[int]] = {}
    for tenure in holders_on(campaign.roll_on, below).filter(title__in=LEADING):
        posts.setdefault(tenure.person_id, set()).add(tenure.unit_id)
    known_people = set(campaign.subjects.values_list("person_id", flat=True))
    known_units = set(campaign.subjects.filter(person=None).values_list("unit_id", flat=True))
    subjects: list[Subject] = []
    if campaign.kind == Campaign.Kind.YEAR:
        subjects = [_collective(campaign, unit) for unit in cells if unit.pk not in known_units]
    for membership in memberships_on(campaign.roll_on, [unit.pk for unit in cells]):
        leads = membership.person_id in posts
        if membership.person_id not in known_people and (leads or campaign.kind == Campaign.Kind.YEAR):
            subjects.append(_member(campaign, membership, leads=leads))
    create_checked(subjects)
    _name_places(subjects, posts)
    note_each([(subject, subject.unit_id, {}) for subject in subjects], "put on the list of the review", by=by)
    return len(subjects)


@transaction.atomic
def leave_unrated(subject: Subject, *, ground: str, reason: str, by: User) -> Subject:
    """Say why somebody gets no level, or, without a ground, that they get one after all."""
    campaign = open_campaign(subject.campaign)
    subject = Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if ground and ground not in campaign.version.grounds:
        raise ValidationError({"ground": _("The rule of this review does not know that ground.")})
    if ground and subject.level:
        raise ValidationError(_("A level has been decided already."))
    before = subject.unrated
    subject.unrated, subject.unrated_reason = ground, reason if ground else ""
    save_checked(subject, update_fields=["unrated", "unrated_reason"])
    changes = {"ground": [before, ground], "reason": ["", reason]}
    note(subject, "rating changed", by=by, unit_id=subject.unit_id, changes=changes)
    return subject


@transaction.atomic
def set_sitting(campaign: Campaign, unit: Unit, *, held_on: dt.date, by: User) -> Sitting:
    """Say on which day a unit meets about its reviews; on that day its members read what was handed in."""
    campaign = open_campaign(campaign)
    sitting = campaign.sittings.filter(unit=unit).first() or Sitting(campaign=campaign, unit=unit)
    sitting.held_on = held_on
    save_checked(sitting)
    changes = {"day": ["", held_on.isoformat()]}
    note(campaign, "meeting about reviews set", by=by, unit_id=unit.pk, changes=changes)
    return sitting


@transaction.atomic
def publish(campaign: Campaign, *, on: dt.date, by: User | None) -> Campaign:
    """Make the results known: each sees their own. Rated and not rated must be all, and the caps must hold."""
    campaign = open_campaign(campaign)
    if on > today():
        raise ValidationError(_("That day is still to come."))
    waiting = campaign.subjects.filter(level="", unrated="").count()
    if waiting:
        text = ngettext(
            "%(count)d is neither rated nor named as not rated.",
            "%(count)d are neither rated nor named as not rated.",
            waiting,
        )
        raise ValidationError(text % {"count": waiting})
    require_within_caps(campaign)
    campaign.published_on = on
    save_checked(campaign, update_fields=["published_on"])
    note(campaign, "results published", by=by, unit_id=campaign.unit_id)
    return campaign


def open_campaign(campaign: Campaign) -> Campaign:
    """Return the review locked, so that one decision at a time is weighed; refuse one that is published."""
    found = Campaign.objects.select_for_update(of=("self",)).select_related("unit").get(pk=campaign.pk)
    if found.is_published:
        raise ValidationError(_("The results of this review are published; what is decided now answers an appeal."))
    return found


def _set_days(campaign: Campaign, days: Mapping[Stage, dt.date]) -> None:
    stages = campaign.stages
    if missing := [stage for stage in stages if stage not in days]:
        raise ValidationError({f"day_{missing[0].value}": _("Give each stage its day.")})
    for before, after in pairwise(stages):
        if days[after] < days[before]:
            text = _("“%(stage)s” ends on %(day)s; what follows it cannot end before.")
            message = text % {"stage": before.label, "day": day_text(days[before])}
            raise ValidationError({f"day_{after.value}": message})
    if days[Stage.SELF_REVIEW] < campaign.first_day:
        raise ValidationError({f"day_{Stage.SELF_REVIEW.value}": _("That is before the period under review.")})
    create_checked([Step(campaign=campaign, stage=stage, due_on=days[stage]) for stage in stages])


def _collective(campaign: Campaign, unit: Unit) -> Subject:
    return Subject(campaign=campaign, unit=unit, group=Group.COLLECTIVE)


def _member(campaign: Campaign, membership: Membership, *, leads: bool) -> Subject:
    ground: str = OF_STANDING.get(Standing.State(membership.state), "")  # type: ignore[attr-defined]  # annotated
    if not ground and _is_new(campaign.version, membership.person.joined_party_on, campaign.last_day):
        ground = Ground.NEW
    return Subject(
        campaign=campaign, unit=membership.unit, person=membership.person, unrated=ground,
        group=Group.LEADER if leads else Group.MEMBER,
    )  # fmt: skip


def _is_new(version: RuleVersion, joined: dt.date | None, last_day: dt.date) -> bool:
    """Tell whether somebody was admitted less than the rule's months before the period ends."""
    return bool(version.months_of_new and joined and add_months(joined, version.months_of_new) > last_day)


def _name_places(subjects: list[Subject], posts: Mapping[int, set[int]]) -> None:
    """Whoever holds a post elsewhere is reviewed there as well, but rated once, in the own cell."""
    through = Subject.places.through
    through.objects.bulk_create(
        through(subject_id=subject.pk, unit_id=unit_id)
        for subject in subjects
        for unit_id in sorted(posts.get(subject.person_id or 0, set()) - {subject.unit_id})
    )
