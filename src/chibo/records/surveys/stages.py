"""How far a survey is, in the order in which it goes."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chibo.records.surveys.models import Survey


class Stage(StrEnum):
    SET_UP = "set_up"
    ISSUING = "issuing"
    ANSWERING = "answering"
    CLOSED = "closed"
    OPENED = "opened"
    PUBLISHED = "published"
    FOLLOWED_UP = "followed_up"


NAMES: dict[Stage, str | Promise] = {
    Stage.SET_UP: _("Being prepared"),
    Stage.ISSUING: _("Slips and tickets"),
    Stage.ANSWERING: _("Answering"),
    Stage.CLOSED: _("Closed"),
    Stage.OPENED: _("Boxes opened"),
    Stage.PUBLISHED: _("Results published"),
    Stage.FOLLOWED_UP: _("Followed up"),
}
TONES = {Stage.ANSWERING: "hand", Stage.CLOSED: "look", Stage.OPENED: "look", Stage.PUBLISHED: "good",
         Stage.FOLLOWED_UP: "good"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    name: str | Promise
    tone: str
    is_past: bool = False
    is_now: bool = False


def stage(survey: Survey, day: dt.date, *, opened: bool = False, over: bool = False) -> Stage:
    """Return the stage; `opened` and `over` tell of the boxes, which may close before the last day."""
    if survey.is_set_up:
        return Stage.SET_UP
    if survey.followed_up_at:
        return Stage.FOLLOWED_UP
    if survey.is_published:
        return Stage.PUBLISHED
    if opened:
        return Stage.OPENED
    if over or day > survey.answer_until:
        return Stage.CLOSED
    return Stage.ANSWERING if day >= survey.answer_from else Stage.ISSUING


def stage_of(survey: Survey, day: dt.date) -> Step:
    """Return the stage for a list, by the days alone."""
    found = stage(survey, day)
    return Step(NAMES[found], TONES.get(found, ""), is_now=True)


def stages_of(survey: Survey, day: dt.date, *, opened: bool, over: bool) -> list[Step]:
    """Return all stages with where the survey stands."""
    now = list(Stage).index(stage(survey, day, opened=opened, over=over))
    return [
        Step(NAMES[one], TONES.get(one, ""), is_past=place < now, is_now=place == now)
        for place, one in enumerate(Stage)
    ]
