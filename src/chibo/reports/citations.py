"""Which points of documents the paragraphs of reports state the results of."""

from collections.abc import Collection, Iterator

from django.db.models import Q, QuerySet
from django.utils.text import Truncator

from chibo.base.vietnamese import day as day_text
from chibo.records.documents.points import Citation, Clause, points_to_cite
from chibo.registry.access.models import User
from chibo.registry.orgs.queries import subtree_ids
from chibo.reports.models import Block, Report
from chibo.reports.queries import visible


def paragraphs_on(user: User, clause_ids: Collection[int]) -> Iterator[Citation]:
    """Return the paragraphs that state the results of these points, of reports that the user may see."""
    rows = Block.clauses.through.objects.filter(clause__in=clause_ids, block__report__in=visible(user))
    order = ("-block__report__end", "block__report", "block__position")
    for row in rows.select_related("block__report__unit").order_by(*order):
        report, block = row.block.report, row.block
        detail = Truncator(block.text).words(20)
        yield Citation(row.clause_id, _title(report), detail, f"{report.get_absolute_url()}#p-{block.pk}")


def points_for(user: User, report: Report, block: Block | None = None) -> QuerySet[Clause]:
    """Return the points that a paragraph may cite, and those that it cites."""
    units = subtree_ids([report.unit_id], report.period.last_day)
    rows = points_to_cite(user, units, start=report.start, end=report.end)
    chosen = block.clauses.values_list("pk", flat=True) if block else ()
    return Clause.objects.filter(Q(pk__in=rows) | Q(pk__in=chosen))


def _title(report: Report) -> str:
    return report.citation if report.is_signed else f"{report} ({day_text(report.period.last_day)})"
