from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from chibo.base.clock import today
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.base.spreadsheets import Column, write_workbook
from chibo.base.vietnamese import parse_id, parse_year
from chibo.records.awards import paper, queries, rules
from chibo.records.awards.models import Award, AwardKind
from chibo.records.awards.queries import Wanted
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may, may_anywhere, permitted_unit_ids
from chibo.registry.files.http import made_response
from chibo.registry.files.models import Kind as FileKind

KEPT = ("system", "whom", "state", "year", "kind", "person")


@require_GET
def award_list(request: SignedInRequest) -> HttpResponse:
    rows = _rows(request)
    context = {
        "page": page_of(request, rows),
        "totals": queries.totals(rows),
        "systems": AwardKind.System,
        "states": Award.State,
        "years": queries.years_of(request.user, _units(request)),
        "kept": [(name, request.GET.get(name, "")) for name in KEPT],
        "may_propose": may_anywhere(request.user, rules.PROPOSE),
        "may_decide": may_anywhere(request.user, rules.DECIDE),
        "at_work": may_anywhere(request.user, rules.VIEW_PROPOSALS),
    }
    return render_part(request, "awards/award_list.html", "rows", context)


@require_GET
def award_export(request: SignedInRequest) -> HttpResponse:
    heads = [
        Column(_("Year"), 8, "0"), Column(_("Award"), 40), Column(_("System"), 20), Column(_("Collective"), 40),
        Column(_("Person"), 28), Column(_("For what"), 50), Column(_("State"), 16), Column(_("Decision"), 20),
        Column(_("Date of the decision"), 14, "dd/mm/yyyy"), Column(_("Decided by"), 36),
        Column(_("Money, in đồng"), 16, "#,##0"),
    ]  # fmt: skip
    cells = [
        [
            award.year, award.kind.name, award.kind.get_system_display(), award.unit.name,
            award.person.full_name if award.person else "", award.merit, award.get_state_display(), award.symbol,
            award.decided_on, award.issuer, award.money,
        ]
        for award in _rows(request)
    ]  # fmt: skip
    return made_response(write_workbook(_("Awards"), heads, cells), name="khen-thuong.xlsx", kind=FileKind.XLSX)


@require_GET
def proposals_paper(request: SignedInRequest) -> HttpResponse:
    """Write the open proposals, as the list is narrowed, as a submission in Word."""
    unit = request.standing.unit
    if unit is None or not may(request.user, rules.VIEW_PROPOSALS, unit.pk):
        raise PermissionDenied
    rows = _rows(request).filter(state=Award.State.PROPOSED, unit_id__in=_working_on(request))
    content = paper.write(unit, list(rows), today())
    return made_response(content, name="de-nghi-khen-thuong.docx", kind=FileKind.DOCX)


@require_GET
def award_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    found = award(request, pk)
    at_work = found.unit_id in _working_on(request)
    same = Wanted(person=found.person_id) if found.person_id else Wanted(whom="collective")
    units = None if found.person_id else [found.unit_id]
    context = {
        "award": found,
        "opinions": queries.opinions_of(found) if at_work else [],
        "history": queries.award_list(request.user, units, same).exclude(pk=found.pk)[:30],
        "at_work": at_work,
        "may_opine": found.is_open and may(request.user, rules.OPINE, found.unit_id),
        "may_decide": may(request.user, rules.DECIDE, found.unit_id),
    }
    return render(request, "awards/award_detail.html", context)


@require_GET
def runs(request: SignedInRequest) -> HttpResponse:
    """Show who held a title so many years running that the higher one can be proposed."""
    if not may_anywhere(request.user, rules.VIEW_PROPOSALS):
        raise PermissionDenied
    year = parse_year(request.GET.get("year", "")) or today().year
    units = (_units(request) or set()) & permitted_unit_ids(request.user, rules.VIEW_PROPOSALS)
    context = {
        "year": year,
        "years": [year - 1, year, year + 1]
        if year < today().year
        else [today().year - 2, today().year - 1, today().year],
        "runs": queries.runs(request.user, units, year),
        "may_propose": may_anywhere(request.user, rules.PROPOSE),
    }
    return render(request, "awards/runs.html", context)


def award(request: SignedInRequest, pk: int) -> Award:
    found = queries.award_page(request.user, pk)
    if found is None:
        raise Http404
    return found


def _rows(request: SignedInRequest) -> QuerySet[Award]:
    return queries.award_list(request.user, _units(request), _wanted(request))


def _wanted(request: SignedInRequest) -> Wanted:
    asked: dict[str, Any] = {name: request.GET.get(name, "")[:60] for name in ("system", "whom", "state", "kind")}
    person = parse_id(request.GET.get("person", ""))
    return Wanted(request.GET.get("q", ""), year=parse_year(request.GET.get("year", "")), person=person, **asked)


def _units(request: SignedInRequest) -> set[int] | None:
    """Return where the reader stands and what lies below it; None without a standing point: all that they may see."""
    return request.standing.below if request.standing.unit else None


def _working_on(request: SignedInRequest) -> set[int]:
    return permitted_unit_ids(request.user, rules.VIEW_PROPOSALS)
