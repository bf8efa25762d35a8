"""Every figure that Chibo can state, as a definition over measures."""

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chibo.base.facts import Counting, Describe, Measure
from chibo.base.facts import Kind as MeasureKind
from chibo.records.awards import facts as awards
from chibo.records.cascade import facts as cascade
from chibo.records.cells import facts as cells
from chibo.records.communication import facts as communication
from chibo.records.contests import facts as contests
from chibo.records.documents import facts as documents
from chibo.records.following import facts as following
from chibo.records.meetings import facts as meetings
from chibo.records.members import facts as members
from chibo.records.plans import facts as plans
from chibo.records.regulations import facts as regulations
from chibo.records.reviews import facts as reviews
from chibo.records.scoring import facts as scoring
from chibo.records.studies import facts as studies
from chibo.records.surveys import facts as surveys
from chibo.records.targets import facts as targets
from chibo.records.tasks import facts as tasks
from chibo.registry.people import facts as people


class Kind(Enum):
    COUNT = "count"
    PERCENT = "percent"
    """Numerator over denominator, both counts of records."""

    ACHIEVEMENT = "achievement"
    """A count against the target that was given for just that unit and period, in percent."""

    RANGE = "range"
    """The least and the greatest percentage of the months, or of the years, within the period."""

    SPREAD = "spread"
    """The least and the greatest amount of a single record, such as the length of a broadcast."""


class Step(Enum):
    """Into what a range cuts its period."""

    MONTH = "month"
    YEAR = "year"
    """Counted from the first day of the period: of 15/5/2016 to 22/4/2021 there are five."""


class Group(Enum):
    ORGANISATION = "organisation"
    MEMBERS = "members"
    MOVEMENT = "movement"
    STUDY = "study"
    CELLS = "cells"
    PLANS = "plans"
    CONTESTS = "contests"
    AWARDS = "awards"
    DOCUMENTS = "documents"
    CASCADE = "cascade"
    COMMUNICATION = "communication"
    TASKS = "tasks"
    REVIEWS = "reviews"
    SURVEYS = "surveys"


GROUP_NAMES = {
    Group.ORGANISATION: _("Organisation"),
    Group.MEMBERS: _("Members"),
    Group.MOVEMENT: _("Movement of members"),
    Group.STUDY: _("Study conferences"),
    Group.CELLS: _("Cell meetings"),
    Group.PLANS: _("Plans of study and follow"),
    Group.CONTESTS: _("Contests"),
    Group.AWARDS: _("Awards"),
    Group.DOCUMENTS: _("Documents"),
    Group.CASCADE: _("Carrying out of documents"),
    Group.COMMUNICATION: _("Communication"),
    Group.TASKS: _("Tasks"),
    Group.REVIEWS: _("Review and rating"),
    Group.SURVEYS: _("Opinion surveys"),
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure's definition. `base` names in Vietnamese what the percentage is of."""

    code: str
    name: str | Promise
    group: Group
    kind: Kind
    numerator: Measure
    denominator: Measure | None = None
    target: str = ""
    """The code of the indicator whose target is the base, for an achievement."""
    base: str = ""
    places: int = 1
    step: Step = Step.MONTH

    def __post_init__(self) -> None:
        if (self.kind in (Kind.PERCENT, Kind.RANGE)) != (self.denominator is not None):
            raise ValueError(self.code)
        if (self.kind is Kind.ACHIEVEMENT) != bool(self.target):
            raise ValueError(self.code)
        if self.kind is Kind.SPREAD and self.numerator.counting is not Counting.RECORDS:
            raise ValueError(self.code)
        if self.kind is Kind.RANGE and MeasureKind.STOCK in (self.numerator.kind, self.base_measure.kind):
            raise ValueError(self.code)

    @property
    def base_measure(self) -> Measure:
        """What the percentage is of; only where there is one."""
        assert self.denominator is not None, self.code
        return self.denominator

    @property
    def noun(self) -> str:
        return self.numerator.noun if self.kind in (Kind.COUNT, Kind.SPREAD) else f"% {self.base}"


def _count(code: str, group: Group, measure: Measure) -> Indicator:
    return Indicator(code, measure.name, group, Kind.COUNT, measure)


INDICATORS: tuple[Indicator, ...] = (
    _count("TC-01", Group.ORGANISATION, people.CELLS),
    _count("TC-02", Group.ORGANISATION, people.GROUPS_OPENING),
    _count("TC-03", Group.ORGANISATION, people.GROUPS),
    _count("TC-04", Group.ORGANISATION, regulations.IN_FORCE),
    Indicator(
        "TC-05", _("Residential groups led by the secretary of a cell, of all"), Group.ORGANISATION, Kind.PERCENT,
        people.GROUPS_LED_BY_SECRETARIES, people.GROUPS, base="thôn, khu",
    ),
    Indicator(
        "TC-06", _("Heads of agencies, schools and enterprises who are secretaries, of all"), Group.ORGANISATION,
        Kind.PERCENT, people.AGENCIES_LED_BY_SECRETARIES, people.AGENCIES, base="thủ trưởng các cơ quan, đơn vị",
        places=2,
    ),
    _count("TC-07", Group.ORGANISATION, people.AGENCIES_LED_BY_OTHERS),
    _count("DV-01", Group.MEMBERS, people.MEMBERS),
    _count("DV-02", Group.MEMBERS, people.WOMEN),
    Indicator(
        "DV-03", _("Share of women"), Group.MEMBERS, Kind.PERCENT, people.WOMEN, people.MEMBERS, base="đảng viên"
    ),
    _count("DV-04", Group.MEMBERS, people.PROBATIONARY),
    _count("DV-05", Group.MEMBERS, people.EXEMPT),
    _count("DV-KN-01", Group.MOVEMENT, people.ADMITTED),
    Indicator(
        "DV-KN-02", _("Members admitted against the target"), Group.MOVEMENT, Kind.ACHIEVEMENT, people.ADMITTED,
        target="DV-KN-01", base="chỉ tiêu",
    ),
    _count("DV-10", Group.MOVEMENT, people.OPENING),
    _count("DV-11", Group.MOVEMENT, people.CAME[people.WAY.OPENING]),
    _count("DV-12", Group.MOVEMENT, people.CAME[people.WAY.ARRIVED]),
    _count("DV-13", Group.MOVEMENT, people.CAME[people.WAY.TRANSFERRED]),
    _count("DV-14", Group.MOVEMENT, people.CAME[people.WAY.REORGANISED]),
    _count("DV-15", Group.MOVEMENT, people.REGROUPED_IN),
    _count("DV-21", Group.MOVEMENT, people.LEFT[people.WAY.DEPARTED]),
    _count("DV-22", Group.MOVEMENT, people.LEFT[people.WAY.TRANSFERRED]),
    _count("DV-23", Group.MOVEMENT, people.LEFT[people.WAY.REORGANISED]),
    _count("DV-24", Group.MOVEMENT, people.LEFT[people.WAY.STRUCK_OFF]),
    _count("DV-25", Group.MOVEMENT, people.LEFT[people.WAY.RESIGNED]),
    _count("DV-26", Group.MOVEMENT, people.LEFT[people.WAY.EXPELLED]),
    _count("DV-27", Group.MOVEMENT, people.LEFT[people.WAY.DIED]),
    _count("DV-28", Group.MOVEMENT, people.REGROUPED_OUT),
    _count("HT-01", Group.STUDY, meetings.CONFERENCES),
    Indicator(
        "HT-02", _("Attendance at study conferences"), Group.STUDY, Kind.PERCENT,
        meetings.CONFERENCE_ATTENDED, meetings.CONFERENCE_DUTY, base="lượt người phải dự",
    ),
    _count("HT-03", Group.STUDY, meetings.CONFERENCE_PEOPLE),
    Indicator(
        "HT-04", _("Attendance at study conferences, lowest and highest year"), Group.STUDY, Kind.RANGE,
        meetings.CONFERENCE_ATTENDED, meetings.CONFERENCE_DUTY, base="lượt người phải dự", step=Step.YEAR,
    ),
    _count("HT-05", Group.STUDY, studies.HANDED_IN),
    Indicator(
        "HT-06", _("Reflections handed in of those due"), Group.STUDY, Kind.PERCENT,
        studies.HANDED_IN, studies.DUE, base="bài thu hoạch phải nộp",
    ),
    _count("HT-07", Group.STUDY, studies.SEMINARS),
    _count("HT-08", Group.STUDY, meetings.HELD_ABOVE),
    Indicator(
        "HT-09", _("Attendance at study conferences of grassroots committees"), Group.STUDY, Kind.PERCENT,
        meetings.GRASSROOTS_ATTENDED, meetings.GRASSROOTS_DUTY, base="lượt người phải dự",
    ),
    _count("SH-01", Group.CELLS, meetings.CELL_MEETINGS),
    Indicator(
        "SH-02", _("Attendance at cell meetings"), Group.CELLS, Kind.PERCENT,
        meetings.CELL_ATTENDED, meetings.CELL_DUTY, base="lượt đảng viên phải dự",
    ),
    Indicator(
        "SH-03", _("Attendance at cell meetings, lowest and highest month"), Group.CELLS, Kind.RANGE,
        meetings.CELL_ATTENDED, meetings.CELL_DUTY, base="lượt đảng viên phải dự",
    ),
    _count("SH-10", Group.CELLS, scoring.SCORED),
    *(
        _count(f"SH-{number}", Group.CELLS, measure)
        for number, measure in enumerate(scoring.BY_LEVEL.values(), start=11)
    ),
    Indicator(
        "SH-15", _("Points of cell meetings, of 100"), Group.CELLS, Kind.PERCENT,
        scoring.POINTS, scoring.MOST, base="điểm tối đa",
    ),
    _count("SH-21", Group.CELLS, following.CELLS),
    _count("SH-22", Group.CELLS, following.TURNS),
    _count("SH-04", Group.CELLS, cells.THEMATIC),
    _count("SH-05", Group.CELLS, cells.MET),
    _count("SH-06", Group.CELLS, cells.RESOLUTIONS),
    _count("SH-07", Group.CELLS, cells.MINUTES),
    Indicator(
        "SH-08", _("Tasks from resolutions of cells done, of those due"), Group.CELLS, Kind.PERCENT,
        cells.TASKS_DONE, cells.TASKS, base="nhiệm vụ đến hạn",
    ),
    _count("DK-01", Group.PLANS, plans.COLLECTIVES),
    _count("DK-02", Group.PLANS, plans.INDIVIDUALS),
    Indicator(
        "DK-03", _("Share of members who registered a plan"), Group.PLANS, Kind.PERCENT,
        plans.INDIVIDUALS, people.MEMBERS, base="đảng viên",
    ),
    _count("DK-04", Group.PLANS, plans.COMMENTED),
    _count("DK-05", Group.PLANS, plans.COMMENTS),
    _count("CT-01", Group.CONTESTS, contests.ENTRIES),
    Indicator(
        "CT-02", _("Contest entries against the plan"), Group.CONTESTS, Kind.ACHIEVEMENT, contests.ENTRIES,
        target="CT-01", base="kế hoạch",
    ),
    _count("CT-03", Group.CONTESTS, contests.ENTRANTS),
    _count("VB-01", Group.DOCUMENTS, documents.RECEIVED),
    _count("VB-02", Group.DOCUMENTS, documents.PROGRAMMES_RECEIVED),
    _count("VB-03", Group.DOCUMENTS, documents.PLANS_FROM_PROGRAMMES),
    _count("VB-04", Group.DOCUMENTS, documents.ISSUED),
    _count("VB-05", Group.DOCUMENTS, documents.THEMATIC_RESOLUTIONS),
    _count("VB-06", Group.DOCUMENTS, documents.CONCLUSION_NOTICES),
    _count("VB-07", Group.DOCUMENTS, documents.ACTION_PROGRAMMES),
    _count("VB-08", Group.DOCUMENTS, documents.COMMUNICATION),
    *(
        _count(f"VB-{number}", Group.DOCUMENTS, measure)
        for number, measure in enumerate(documents.ISSUED_BY_TYPE.values(), start=11)
    ),
    _count("TK-01", Group.CASCADE, cascade.UNITS_PLANNED),
    _count("TK-02", Group.CASCADE, cascade.REACHED),
    Indicator(
        "TK-03", _("Share of members whom the study of documents reached"), Group.CASCADE, Kind.PERCENT,
        cascade.REACHED, cascade.TO_REACH, base="đảng viên",
    ),
    Indicator(
        "TK-04", _("Share of the members of mass organisations whom documents reached"), Group.CASCADE, Kind.PERCENT,
        cascade.UNION_REACHED, cascade.UNION_MEMBERS, base="hội viên",
    ),
    _count("TTr-01", Group.COMMUNICATION, communication.PORTAL),
    _count("TTr-02", Group.COMMUNICATION, communication.PICTURED),
    _count("TTr-03", Group.COMMUNICATION, communication.BROADCASTS),
    Indicator(
        "TTr-04", _("Length of a broadcast, shortest and longest"), Group.COMMUNICATION, Kind.SPREAD,
        communication.LENGTHS,
    ),
    _count("TTr-05", Group.COMMUNICATION, communication.MINUTES),
    _count("TTr-06", Group.COMMUNICATION, communication.AIRINGS),
    _count("TTr-07", Group.COMMUNICATION, communication.PEOPLE),
    _count("TTr-08", Group.COMMUNICATION, communication.MODELS),
    _count("KT-01", Group.AWARDS, awards.TITLES),
    _count("KT-02", Group.AWARDS, awards.FLAGS),
    _count("KT-03", Group.AWARDS, awards.COLLECTIVES),
    _count("KT-04", Group.AWARDS, awards.INDIVIDUALS),
    _count("KT-05", Group.AWARDS, awards.PEOPLE),
    _count("KT-06", Group.AWARDS, awards.BADGES),
    _count("NV-01", Group.TASKS, tasks.DONE),
    _count("NV-02", Group.TASKS, tasks.DUE),
    _count("NV-03", Group.TASKS, tasks.IN_TIME_OF_DUE),
    _count("NV-04", Group.TASKS, tasks.LATE),
    Indicator(
        "NV-05", _("Tasks done in time, of those due"), Group.TASKS, Kind.PERCENT,
        tasks.IN_TIME_OF_DUE, tasks.DUE, base="nhiệm vụ đến hạn",
    ),
    _count("NV-06", Group.TASKS, tasks.PROJECTS),
    _count("NV-07", Group.TASKS, tasks.CASES),
    _count("NV-08", Group.TASKS, tasks.GRAVES_MOVED),
    _count("NV-09", Group.TASKS, tasks.PAID),
    Indicator(
        "NV-10", _("Households that signed the inventory, of those in it"), Group.TASKS, Kind.PERCENT,
        tasks.SIGNED, tasks.TO_SIGN, base="hộ dân",
    ),
    Indicator(
        "NV-11", _("Households that build with a permit, of those that build"), Group.TASKS, Kind.PERCENT,
        tasks.PERMITTED, tasks.BUILDING, base="hộ gia đình xây dựng",
    ),
    _count("XL-01", Group.REVIEWS, reviews.ORGANISATIONS_RATED),
    _count("XL-02", Group.REVIEWS, reviews.ORGANISATIONS_EXCELLENT),
    _count("XL-03", Group.REVIEWS, reviews.ORGANISATIONS_GOOD),
    _count("XL-04", Group.REVIEWS, reviews.ORGANISATIONS_FULFILLED),
    Indicator(
        "XL-05", _("Share of Party organisations that fulfilled their tasks or better"), Group.REVIEWS, Kind.PERCENT,
        reviews.ORGANISATIONS_FULFILLING, reviews.ORGANISATIONS_RATED, base="tổ chức đảng",
    ),
    _count("XL-06", Group.REVIEWS, reviews.ORGANISATIONS_UNRATED),
    _count("XL-07", Group.REVIEWS, reviews.MEMBERS_RATED),
    _count("XL-08", Group.REVIEWS, reviews.MEMBERS_EXCELLENT),
    _count("XL-09", Group.REVIEWS, reviews.MEMBERS_GOOD),
    _count("XL-10", Group.REVIEWS, reviews.MEMBERS_FULFILLED),
    Indicator(
        "XL-11", _("Share of members who fulfilled their tasks or better"), Group.REVIEWS, Kind.PERCENT,
        reviews.MEMBERS_FULFILLING, reviews.MEMBERS_RATED, base="đảng viên được xếp loại",
    ),
    _count("XL-12", Group.REVIEWS, reviews.MEMBERS_UNRATED),
    _count("XL-13", Group.REVIEWS, reviews.FAILING),
    Indicator(
        "XL-14", _("Shortcomings corrected, of those due"), Group.REVIEWS, Kind.PERCENT,
        reviews.REMEDIES_DONE, reviews.REMEDIES_DUE, base="hạn chế đến hạn khắc phục",
    ),
    _count("LY-01", Group.SURVEYS, surveys.SURVEYS),
    _count("LY-02", Group.SURVEYS, surveys.LEADERS),
    _count("LY-03", Group.SURVEYS, surveys.ASKED),
    _count("LY-04", Group.SURVEYS, surveys.ASKED_OFFICES),
    _count("LY-05", Group.SURVEYS, surveys.ASKED_GROUND),
    _count("LY-06", Group.SURVEYS, surveys.ASKED_OTHERS),
    _count("LY-07", Group.SURVEYS, surveys.CELLS),
)  # fmt: skip

BY_CODE = {indicator.code: indicator for indicator in INDICATORS}
WITH_TARGET = {indicator.target for indicator in INDICATORS if indicator.target}
AGAINST_TARGET = {indicator.target: indicator.code for indicator in INDICATORS if indicator.target}
"""The achievement that belongs to each count with a target."""

WAYS_IN = ("DV-KN-01", "DV-11", "DV-12", "DV-13", "DV-14", "DV-15")
WAYS_OUT = ("DV-21", "DV-22", "DV-23", "DV-24", "DV-25", "DV-26", "DV-27", "DV-28")
"""Members at the beginning, plus the ways in, less the ways out, are the members at the end."""
OPENING, CLOSING = "DV-10", "DV-01"

DESCRIBE: dict[str, Describe] = {
    "membership": members.describe_memberships,
    "unit": members.describe_units,
    "meeting": meetings.describe_meetings,
    "attendance": meetings.describe_attendances,
    "score": scoring.describe_scores,
    "visit": following.describe_visits,
    "cell_record": cells.describe_records,
    "study_plan": plans.describe_plans,
    "plan_comment": plans.describe_comments,
    "reflection": studies.describe_reflections,
    "seminar": studies.describe_seminars,
    "contest_entry": contests.describe_entries,
    "award": awards.describe_awards,
    "response": cascade.describe_responses,
    "dissemination": cascade.describe_disseminations,
    "regulation_version": regulations.describe_versions,
    "communication_item": communication.describe_items,
    "example": communication.describe_examples,
    "target": targets.describe_targets,
    "document": documents.describe_documents,
    "review_subject": reviews.describe_subjects,
    "remedy": reviews.describe_remedies,
    "task": tasks.describe_tasks,
    "task_count": tasks.describe_counts,
    "survey": surveys.describe_surveys,
    "survey_subject": surveys.describe_subjects,
    "survey_invitation": surveys.describe_invitations,
    "survey_cell": surveys.describe_cells,
}


def is_stock(indicator: Indicator) -> bool:
    return indicator.numerator.kind is MeasureKind.STOCK
