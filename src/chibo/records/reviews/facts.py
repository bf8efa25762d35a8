from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from chibo.base.clock import today
from chibo.base.facts import Described, Facts, Kind, Measure, Period, facts
from chibo.records.reviews import queries
from chibo.records.reviews.levels import FULFILLING, Level
from chibo.records.reviews.models import Campaign, Remedy, Subject
from chibo.registry.access.models import User

ORGANISATIONS, MEMBERS = Q(person=None), Q(person__isnull=False)
RATED = ~Q(level="")


def _subjects(period: Period, only: Q, amount: Any = None) -> Facts:
    """Subjects of the yearly reviews whose roll was taken in the period; quarterly reviews of leaders do not count."""
    rows = Subject.objects.filter(
        only, campaign__kind=Campaign.Kind.YEAR, campaign__roll_on__gte=period.start, campaign__roll_on__lt=period.end
    )
    return facts(
        rows, unit="unit_id", day="campaign__roll_on", person="person_id", record_type="review_subject", amount=amount
    )


def _failing(period: Period) -> Facts:
    """Everybody who was decided, each as one or none: none failing is a fact because the others were judged."""
    failed = Case(When(level=Level.FAILED, then=Value(1)), default=Value(0), output_field=IntegerField())
    return _subjects(period, RATED, failed)


def _remedies(period: Period, only: Q | None = None) -> Facts:
    rows = Remedy.objects.filter(only or Q(), due_on__gte=period.start, due_on__lt=period.end)
    rows = rows.filter(Q(due_on__lt=today()) | Q(confirmed_on__isnull=False))
    return facts(rows, unit="subject__unit_id", day="due_on", record_type="remedy")


def _rated(code: str, name: Any, noun: str, only: Q) -> Measure:
    return Measure(f"reviews.{code}", name, noun, Kind.FLOW, lambda period: _subjects(period, only))


ORGANISATION, MEMBER = "tổ chức đảng", "đảng viên"
ORGANISATIONS_RATED = _rated("organisations", _("Party organisations rated"), ORGANISATION, ORGANISATIONS & RATED)
ORGANISATIONS_EXCELLENT = _rated(
    "organisations_excellent", _("Party organisations that fulfilled their tasks excellently"), ORGANISATION,
    ORGANISATIONS & Q(level=Level.EXCELLENT),
)  # fmt: skip
ORGANISATIONS_GOOD = _rated(
    "organisations_good", _("Party organisations that fulfilled their tasks well"), ORGANISATION,
    ORGANISATIONS & Q(level=Level.GOOD),
)  # fmt: skip
ORGANISATIONS_FULFILLED = _rated(
    "organisations_fulfilled", _("Party organisations that fulfilled their tasks, no more"), ORGANISATION,
    ORGANISATIONS & Q(level=Level.FULFILLED),
)  # fmt: skip
ORGANISATIONS_FULFILLING = _rated(
    "organisations_fulfilling", _("Party organisations that fulfilled their tasks or better"), ORGANISATION,
    ORGANISATIONS & Q(level__in=FULFILLING),
)  # fmt: skip
ORGANISATIONS_UNRATED = _rated(
    "organisations_unrated", _("Party organisations not rated"), ORGANISATION, ORGANISATIONS & ~Q(unrated="")
)
MEMBERS_RATED = _rated("members", _("Members rated"), MEMBER, MEMBERS & RATED)
MEMBERS_EXCELLENT = _rated(
    "members_excellent", _("Members who fulfilled their tasks excellently"), MEMBER, MEMBERS & Q(level=Level.EXCELLENT)
)
MEMBERS_GOOD = _rated(
    "members_good", _("Members who fulfilled their tasks well"), MEMBER, MEMBERS & Q(level=Level.GOOD)
)
MEMBERS_FULFILLED = _rated(
    "members_fulfilled", _("Members who fulfilled their tasks, no more"), MEMBER, MEMBERS & Q(level=Level.FULFILLED)
)
MEMBERS_FULFILLING = _rated(
    "members_fulfilling", _("Members who fulfilled their tasks or better"), MEMBER, MEMBERS & Q(level__in=FULFILLING)
)
MEMBERS_UNRATED = _rated("members_unrated", _("Members not rated"), MEMBER, MEMBERS & ~Q(unrated=""))
FAILING = Measure(
    "reviews.failing", _("Party organisations and members that did not fulfil their tasks"),
    "tổ chức đảng, đảng viên", Kind.FLOW, _failing,
)  # fmt: skip
REMEDIES_DUE = Measure("reviews.remedies", _("Shortcomings to be corrected"), "hạn chế", Kind.FLOW, _remedies)
REMEDIES_DONE = Measure(
    "reviews.remedies_done", _("Shortcomings corrected and confirmed"), "hạn chế", Kind.FLOW,
    lambda period: _remedies(period, Q(confirmed_on__isnull=False)),
)  # fmt: skip


def describe_subjects(user: User, ids: list[int]) -> dict[int, Described]:
    """Names only to those who may see the result by name."""
    rows = queries.visible_subjects(user).filter(pk__in=ids).select_related("unit", "person", "campaign")
    return {
        row.pk: Described(
            label=str(row), url=row.get_absolute_url(),
            detail=(row.get_level_display() or row.get_unrated_display()) if queries.is_shown(row, user) else "",
        )
        for row in rows
    }  # fmt: skip


def describe_remedies(user: User, ids: list[int]) -> dict[int, Described]:
    seen = queries.visible_subjects(user).values("pk")
    rows = Remedy.objects.filter(pk__in=ids, subject__in=seen).select_related("subject__unit", "subject__person")
    return {
        row.pk: Described(
            label=row.shortcoming, url=row.subject.get_absolute_url(),
            detail=f"{row.subject}, {row.confirmed_on or row.due_on}",
        )
        for row in rows
    }  # fmt: skip
