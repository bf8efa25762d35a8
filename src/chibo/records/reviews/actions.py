"""What is said about the subjects of a review, in order: proposals of the cells, appraisal, decision. Lists at once."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note_each
from chibo.base.clock import today
from chibo.base.saving import create_checked
from chibo.records.reviews.caps import require_room
from chibo.records.reviews.levels import Body, Group, Level
from chibo.records.reviews.models import Campaign, Decision, Opinion, SelfReview, Subject
from chibo.records.reviews.planning import open_campaign
from chibo.records.reviews.polls import outcomes
from chibo.records.reviews.queries import barriers
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.orgs.queries import nearest_above


@dataclass(frozen=True, slots=True)
class Judgement:
    """A level for one subject, with what is to be said about it: the conclusion, or why it departs."""

    subject: Subject
    level: Level
    text: str = ""


@transaction.atomic
def propose(campaign: Campaign, judgements: Sequence[Judgement], *, on: dt.date, by: User | None) -> list[Opinion]:
    """Record what cells propose: of each unit the collective before or with its head, the head before the others."""
    campaign = open_campaign(campaign)
    if campaign.is_quarterly:
        raise ValidationError(_("In a quarter the board appraises what leaders rate themselves; no cell proposes."))
    _require_day(on)
    _require_rated(campaign, judgements)
    _require_order(campaign, judgements)
    return _say(judgements, body=Body.CELL, unit=None, on=on, by=by)


@transaction.atomic
def appraise(campaign: Campaign, judgements: Sequence[Judgement], *, on: dt.date, by: User | None) -> list[Opinion]:
    """Record what the Party-building board says to the proposals; where it departs it says why."""
    campaign = open_campaign(campaign)
    _require_day(on)
    _require_rated(campaign, judgements)
    proposed = _own_levels(judgements) if campaign.is_quarterly else _levels_said(judgements, Body.CELL)
    for one in judgements:
        if one.subject.pk not in proposed and campaign.is_quarterly:
            if not one.text:
                raise ValidationError(_("%(subject)s: no form is handed in; say why."), params={"subject": one.subject})
        elif one.subject.pk not in proposed:
            raise ValidationError(_("%(subject)s: nothing has been proposed yet."), params={"subject": one.subject})
        elif one.level != proposed[one.subject.pk] and not one.text:
            raise ValidationError(_("%(subject)s: say why you depart."), params={"subject": one.subject})
    return _say(judgements, body=Body.BOARD, unit=campaign.unit, on=on, by=by)


@transaction.atomic
def give_opinion(subject: Subject, *, body: Body, unit: Unit, text: str, by: User) -> Opinion:
    """Record what another place of work, or the inspection committee, says about a subject; without a level."""
    open_campaign(subject.campaign)
    if body not in (Body.PLACE, Body.INSPECTION):
        raise ValidationError(_("This body gives a level."))
    if body == Body.PLACE and not subject.places.filter(pk=unit.pk).exists():
        raise ValidationError({"unit": _("The subject holds no post there.")})
    (opinion,) = _say([Judgement(subject, Level.GOOD, text)], body=body, unit=unit, on=today(), by=by, level=False)
    return opinion


@transaction.atomic
def decide(
    campaign: Campaign,
    judgements: Sequence[Judgement],
    *,
    paper: str,
    decided_on: dt.date,
    by: User | None,
    issuer: str = "",
    exception: str = "",
) -> list[Decision]:
    """Record what the committee decides about a list; all or none.

    Refused: more “excellently” than the cap allows unless `exception` names its ground; and, without a reason,
    a level that departs from the proposal, that the ballot did not carry, that a record bars, or that was decided
    otherwise before.
    """
    campaign = open_campaign(campaign)
    _require_decidable(campaign, judgements, decided_on)
    require_room(campaign, {one.subject.pk: one.level for one in judgements}, exception=exception)
    latest = latest_decisions(one.subject.pk for one in judgements)
    decisions = [
        Decision(
            subject=one.subject, level=one.level, paper=paper, decided_on=decided_on, reason=one.text,
            issuer=issuer or issuer_for(campaign, one.subject), replaces=latest.get(one.subject.pk),
            exception=exception if one.level == Level.EXCELLENT else "", recorded_by=by,
        )
        for one in judgements
    ]  # fmt: skip
    record_decisions(decisions, by=by)
    return decisions


def record_decisions(decisions: Sequence[Decision], *, by: User | None) -> None:
    """Write decisions and let each subject stand where its latest one puts it."""
    create_checked(decisions)
    before = {one.subject_id: one.subject.level for one in decisions}
    for one in decisions:
        one.subject.level = one.level
    Subject.objects.bulk_update([one.subject for one in decisions], ["level"], batch_size=500)
    lines = [
        (one.subject, one.subject.unit_id, {"level": [before[one.subject_id], one.level], "paper": ["", one.paper]})
        for one in decisions
    ]
    note_each(lines, "level decided", by=by)


def latest_decisions(subject_ids: Iterable[int]) -> dict[int, Decision]:
    rows = Decision.objects.filter(subject_id__in=list(subject_ids), replaced_by=None)
    return {decision.subject_id: decision for decision in rows}


def issuer_for(campaign: Campaign, subject: Subject) -> str:
    """Return who decides: the committee, in a quarter its standing committee; about the whole, the one above."""
    own = campaign.unit.name
    if campaign.is_quarterly:
        return f"Ban Thường vụ {own.replace('Đảng bộ', 'Đảng ủy', 1)}"
    if not (subject.is_collective and subject.unit_id == campaign.unit_id):
        return own
    above = nearest_above(campaign.unit_id, [Kind.SUPERIOR], campaign.roll_on)
    return above.name if above else own


def _say(
    judgements: Sequence[Judgement],
    *,
    body: Body,
    unit: Unit | None,
    on: dt.date,
    by: User | None,
    level: bool = True,
) -> list[Opinion]:
    """Write what a body says; what it said before gives way, and the trail keeps it."""
    known = {
        (opinion.subject_id, opinion.unit_id): opinion
        for opinion in Opinion.objects.filter(subject__in=[one.subject.pk for one in judgements], body=body)
    }
    lines, opinions = [], []
    for one in judgements:
        where = unit or one.subject.unit
        opinion = known.get((one.subject.pk, where.pk)) or Opinion(subject=one.subject, body=body, unit=where)
        changes = {"level": [opinion.level, one.level]} if level else {"text": [opinion.text, one.text]}
        lines.append((one.subject, one.subject.unit_id, changes))
        opinion.level, opinion.text = one.level if level else "", one.text
        opinion.given_on, opinion.given_by = on, by
        opinions.append(opinion)
    create_checked([one for one in opinions if one.pk is None])
    Opinion.objects.bulk_update(
        [one for one in opinions if (one.subject_id, one.unit_id) in known],
        ["level", "text", "given_on", "given_by"],
    )
    note_each(lines, SAID[body], by=by)
    return opinions


SAID = {
    Body.CELL: "level proposed",
    Body.BOARD: "proposal appraised",
    Body.PLACE: "opinion on a review given",
    Body.INSPECTION: "opinion on a review given",
}


def _require_day(day: dt.date, name: str = "on") -> None:
    if day > today():
        raise ValidationError({name: _("That day is still to come.")})


def _require_rated(campaign: Campaign, judgements: Sequence[Judgement]) -> None:
    for one in judgements:
        if one.subject.campaign_id != campaign.pk:
            raise ValidationError(_("%(subject)s is not part of this review."), params={"subject": one.subject})
        if one.subject.unrated:
            raise ValidationError(
                _("%(subject)s is not rated: %(ground)s."),
                params={"subject": one.subject, "ground": one.subject.get_unrated_display()},
            )


def _require_order(campaign: Campaign, judgements: Sequence[Judgement]) -> None:
    now = {one.subject.pk for one in judgements}
    units = {one.subject.unit_id for one in judgements}
    rows = campaign.subjects.filter(unit__in=units, unrated="").select_related("unit", "person")
    before = list(rows.exclude(opinions__body=Body.CELL).exclude(pk__in=now).exclude(group=Group.MEMBER))
    for one in judgements:
        for other in before:
            if other.unit_id == one.subject.unit_id and _comes_first(other, one.subject):
                raise ValidationError(_("First comes %(subject)s."), params={"subject": other})


def _comes_first(one: Subject, other: Subject) -> bool:
    """Tell whether one is reviewed first: the collective before people, its heads before the others."""
    ranks = {Group.COLLECTIVE: 0, Group.LEADER: 1, Group.MEMBER: 2}
    return ranks[Group(one.group)] < ranks[Group(other.group)]


def _levels_said(judgements: Sequence[Judgement], body: Body) -> dict[int, str]:
    rows = Opinion.objects.filter(subject__in=[one.subject.pk for one in judgements], body=body)
    return dict(rows.values_list("subject_id", "level"))


def _own_levels(judgements: Sequence[Judgement]) -> dict[int, str]:
    rows = SelfReview.objects.filter(subject__in=[one.subject.pk for one in judgements], handed_in_on__isnull=False)
    return dict(rows.values_list("subject_id", "level"))


def _require_decidable(campaign: Campaign, judgements: Sequence[Judgement], decided_on: dt.date) -> None:
    _require_day(decided_on, "decided_on")
    _require_rated(campaign, judgements)
    _require_reasons(campaign, judgements)


def _require_reasons(campaign: Campaign, judgements: Sequence[Judgement]) -> None:
    appraised = _levels_said(judgements, Body.BOARD)
    proposed = appraised if campaign.is_quarterly else _levels_said(judgements, Body.CELL)
    barred = barriers(campaign, [one.subject for one in judgements if one.level == Level.EXCELLENT])
    carried = outcomes(one.subject for one in judgements)
    for one in judgements:
        params = {"subject": one.subject}
        if one.subject.pk not in appraised:
            raise ValidationError(_("%(subject)s: the proposal has not been appraised yet."), params=params)
        if one.text:
            continue
        if one.subject.level:
            raise ValidationError(_("%(subject)s: a level was decided before; say why it changes."), params=params)
        if one.level != proposed[one.subject.pk]:
            raise ValidationError(_("%(subject)s: say why the level departs from the proposal."), params=params)
        if one.subject.pk in barred:
            raise ValidationError(_("%(subject)s: a record stands against this level; say why."), params=params)
        if (vote := carried.get(one.subject.pk)) and vote.carried != one.level:
            raise ValidationError(_("%(subject)s: the ballot did not carry this level; say why."), params=params)
