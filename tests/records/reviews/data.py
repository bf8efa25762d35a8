"""Reviews for tests: a ward with a cell whose members are reviewed."""

import datetime as dt

from chibo.base.clock import today
from chibo.records.reviews import actions, planning
from chibo.records.reviews.actions import Judgement
from chibo.records.reviews.levels import Level, Stage
from chibo.records.reviews.models import Campaign, Subject

YEAR = 2025
ROLL = dt.date(YEAR, 11, 20)


def days(first: dt.date) -> dict[Stage, dt.date]:
    return {stage: first + dt.timedelta(days=2 * place) for place, stage in enumerate(Stage)}


def a_campaign(*, of, year: int = YEAR, **details) -> Campaign:
    roll_on = details.pop("roll_on", dt.date(year, 11, 20))
    given = {"kind": Campaign.Kind.YEAR, "year": year, "roll_on": roll_on, "days": days(roll_on), "by": None}
    return planning.plan_campaign(unit=of, **given | details)


def a_campaign_now(*, of) -> Campaign:
    """A review of this year in its self-review."""
    return a_campaign(of=of, year=today().year, roll_on=today())


def subject_of(campaign: Campaign, person=None, unit=None) -> Subject:
    rows = campaign.subjects.select_related("campaign__unit", "unit", "person")
    return rows.get(person=person) if person else rows.get(person=None, unit=unit)


def to_rate(campaign: Campaign) -> list[Subject]:
    return list(campaign.subjects.filter(unrated="").select_related("campaign__unit", "unit", "person"))


def judged(campaign: Campaign, *best: Subject, level: Level = Level.GOOD) -> list[Judgement]:
    """Everybody at `level`, and these at the highest."""
    return [Judgement(one, Level.EXCELLENT if one in best else level) for one in to_rate(campaign)]


def propose_all(campaign: Campaign, *best: Subject) -> None:
    actions.propose(campaign, judged(campaign, *best), on=campaign.roll_on, by=None)
    actions.appraise(campaign, judged(campaign, *best), on=campaign.roll_on, by=None)


def decide_all(campaign: Campaign, *best: Subject) -> None:
    propose_all(campaign, *best)
    actions.decide(campaign, judged(campaign, *best), paper="1-QĐ/ĐU", decided_on=campaign.roll_on, by=None)


def a_published(*, of, year: int = YEAR) -> Campaign:
    campaign = a_campaign(of=of, year=year)
    decide_all(campaign)
    return planning.publish(campaign, on=dt.date(year, 12, 31), by=None)
