from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chibo.base.facts import Counting, Described, Facts, Kind, Measure, Period, facts, first_of_each
from chibo.records.surveys import rules
from chibo.records.surveys.drawn import FROM_OFFICES, FROM_THE_GROUND, Drawn
from chibo.records.surveys.models import Group, Invitation, Subject, Survey
from chibo.registry.access.models import User

ASKED_CELLS = Group.cells.through
OTHERS = tuple(one for one in Drawn if one not in (*FROM_OFFICES, *FROM_THE_GROUND))


def _surveys(period: Period) -> Facts:
    rows = Survey.objects.filter(started_at__isnull=False, answer_from__gte=period.start, answer_from__lt=period.end)
    return facts(rows, unit="unit_id", day="answer_from", record_type="survey")


def _leaders(period: Period) -> Facts:
    rows = Subject.objects.filter(
        person__isnull=False, survey__started_at__isnull=False,
        survey__answer_from__gte=period.start, survey__answer_from__lt=period.end,
    )  # fmt: skip
    return facts(
        rows, unit="survey__unit_id", day="survey__answer_from", person="person_id", record_type="survey_subject"
    )


def _asked_of_leaders(period: Period) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        survey__about=Survey.About.LEADERS, survey__answer_from__gte=period.start, survey__answer_from__lt=period.end
    )


def _asked(rows: QuerySet[Invitation]) -> Facts:
    return facts(
        rows, unit="survey__unit_id", day="survey__answer_from", person="person_id", record_type="survey_invitation"
    )


def _all(period: Period) -> Facts:
    return _asked(_asked_of_leaders(period))


def _from_offices(period: Period) -> Facts:
    return _asked(_asked_of_leaders(period).filter(drawn_as__in=FROM_OFFICES))


def _from_the_ground(period: Period) -> Facts:
    return _asked(_asked_of_leaders(period).filter(drawn_as__in=FROM_THE_GROUND))


def _others(period: Period) -> Facts:
    return _asked(_asked_of_leaders(period).filter(drawn_as__in=OTHERS))


def _cells(period: Period) -> Facts:
    """Give each cell once in the period, with the first survey of its members about themselves."""
    rows = ASKED_CELLS._default_manager.filter(  # noqa: SLF001 -- Django's documented API
        group__survey__about=Survey.About.OWN_CELL, group__survey__started_at__isnull=False,
        group__survey__answer_from__gte=period.start, group__survey__answer_from__lt=period.end,
    )  # fmt: skip
    first = first_of_each(rows, by="unit", day="group__survey__answer_from")
    return facts(first, unit="unit_id", day="group__survey__answer_from", record_type="survey_cell")


SURVEYS = Measure("surveys.held", _("Opinion surveys"), "cuộc", Kind.FLOW, _surveys)
LEADERS = Measure(
    "surveys.leaders", _("Leaders of whom opinions were asked"), "đồng chí", Kind.FLOW, _leaders, Counting.PEOPLE
)
ASKED = Measure("surveys.asked", _("People asked for their opinion of leaders"), "người", Kind.FLOW, _all)
ASKED_OFFICES = Measure(
    "surveys.asked_offices", _("Of those asked: officials and staff of the offices"), "người", Kind.FLOW, _from_offices
)
ASKED_GROUND = Measure(
    "surveys.asked_ground", _("Of those asked: cell secretaries, heads of residential groups and of the Front there"),
    "người", Kind.FLOW, _from_the_ground,
)  # fmt: skip
ASKED_OTHERS = Measure("surveys.asked_others", _("Of those asked: others"), "người", Kind.FLOW, _others)
CELLS = Measure(
    "surveys.cells", _("Cells whose members were asked about their own members"), "chi bộ", Kind.FLOW, _cells
)


def describe_surveys(user: User, ids: list[int]) -> dict[int, Described]:
    rows = Survey.objects.permitted(user, rules.VIEW).filter(pk__in=ids)
    return {row.pk: Described(label=row.title, url=row.get_absolute_url()) for row in rows}


def describe_subjects(user: User, ids: list[int]) -> dict[int, Described]:
    seen = Survey.objects.permitted(user, rules.VIEW)
    rows = Subject.objects.filter(pk__in=ids, survey__in=seen).select_related("survey")
    return {row.pk: Described(row.name, row.survey.get_absolute_url(), row.survey.title) for row in rows}


def describe_invitations(user: User, ids: list[int]) -> dict[int, Described]:
    seen = Survey.objects.permitted(user, rules.VIEW)
    rows = Invitation.objects.filter(pk__in=ids, survey__in=seen).select_related("survey", "person", "group")
    return {row.pk: Described(row.person.full_name, _address(row.survey_id), row.group.name) for row in rows}


def describe_cells(user: User, ids: list[int]) -> dict[int, Described]:
    seen = Survey.objects.permitted(user, rules.VIEW).values("pk")
    rows = ASKED_CELLS._default_manager.filter(pk__in=ids, group__survey__in=seen)  # noqa: SLF001 -- as above
    named = rows.values_list("pk", "unit__name", "group__survey_id", "group__survey__title")
    return {pk: Described(name, _address(survey), title) for pk, name, survey, title in named}


def _address(survey_id: int) -> str:
    return reverse("surveys:detail", args=[survey_id])
