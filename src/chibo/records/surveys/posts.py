"""How a leader is named on a survey, in Vietnamese as on papers: the name, then the posts of the day."""

from django.db.models import QuerySet

from chibo.records.surveys.models import Survey
from chibo.registry.orgs.models import Kind
from chibo.registry.orgs.queries import name_on, subtree_ids
from chibo.registry.people.heads import PREFIX
from chibo.registry.people.models import Person, Tenure, Title
from chibo.registry.people.queries import holders_on

LEADING = (Title.SECRETARY, Title.DEPUTY, Title.STANDING_MEMBER, Title.HEAD, Title.DEPUTY_HEAD)
IN_THE_PARTY = {
    Title.SECRETARY: "Bí thư", Title.DEPUTY: "Phó Bí thư", Title.STANDING_MEMBER: "Ủy viên Ban Thường vụ",
}  # fmt: skip
HEADS = {Kind.INSPECTION: "Chủ nhiệm", Kind.OFFICE: "Chánh"}
"""The others have a chairman or chairwoman."""


def leading_posts(survey: Survey) -> QuerySet[Tenure]:
    """Return who led the committee, its cells, offices and organisations on the survey's day, with `name_then`."""
    held = holders_on(survey.drawn_on, subtree_ids([survey.unit_id], survey.drawn_on)).filter(title__in=LEADING)
    return (
        held.exclude(unit__kind=Kind.RESIDENTS)
        .annotate(name_then=name_on(survey.drawn_on, "unit_id"))
        .order_by("unit__position", "unit_id", "title")
    )


def named(survey: Survey, person: Person) -> str:
    """Return the leader with all posts held that day; empty without one."""
    posts = [_written(post) for post in leading_posts(survey).filter(person=person)]
    return ", ".join([person.full_name, *posts])[:200] if posts else ""


def _written(post: Tenure) -> str:
    unit: str = post.name_then  # type: ignore[attr-defined]  # annotated above
    if post.title in IN_THE_PARTY:
        committee = PREFIX.sub("Đảng ủy ", unit) if post.unit.kind == Kind.PARTY else unit
        return f"{IN_THE_PARTY[Title(post.title)]} {committee}"
    head = "Bí thư" if unit.startswith("Đoàn ") else HEADS.get(Kind(post.unit.kind), "Chủ tịch")
    return f"{head} {unit}" if post.title == Title.HEAD else f"Phó {head} {unit}"
