"""Pages of a cell's secretary, and the numbers of the committee."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.audit import note
from chibo.base.clock import today
from chibo.base.forms import done, status_of
from chibo.base.spreadsheets import Column, write_workbook
from chibo.base.vietnamese import month as month_name
from chibo.base.vietnamese import parse_id, parse_year
from chibo.records.plans import agreeing, queries, rules, status
from chibo.records.plans.forms import AgreeForm, CommentForm, ReviewForm, TurnsForm
from chibo.records.plans.models import StudyPlan
from chibo.records.plans.own_views import readable
from chibo.records.plans.status import MemberStatus, Show
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may_anywhere
from chibo.registry.files.http import made_response
from chibo.registry.files.models import Kind as FileKind
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import subtree_ids
from chibo.registry.people.models import Standing


@require_GET
def cell_list(request: SignedInRequest) -> HttpResponse:
    """Show by name who of the cell has registered, reported and agreed; never what."""
    cell, year = _cell(request), _year(request)
    month = _month(request, year)
    rows = status.cell_status(cell, year, month, request.standing.day)
    show = _show(request)
    context = {
        "cell": cell,
        "cells": list(_cells(request)),
        "year": year,
        "years": range(today().year, today().year - 6, -1),
        "month": month,
        "rows": [row for row in rows if row.fits(show)],
        "chips": [(one.value, label, sum(row.fits(one) for row in rows)) for one, label in _shows()],
        "show": show.value,
        "turns": status.by_month(rows),
    }
    return render(request, "plans/cell_list.html", context)


@require_GET
def cell_export(request: SignedInRequest) -> HttpResponse:
    cell, year = _cell(request), _year(request)
    rows = status.cell_status(cell, year, _month(request, year), request.standing.day)
    show = _show(request)
    lines = [_exported(number, row) for number, row in enumerate((row for row in rows if row.fits(show)), start=1)]
    note(cell, "list of plans exported", by=request.user, unit_id=cell.pk, changes={"rows": ["", len(lines)]})
    book = write_workbook(_("Plans"), _columns(), lines)
    return made_response(book, name=f"ke-hoach-{slugify(cell.slug)}-{year}.xlsx", kind=FileKind.XLSX)


@require_http_methods(["GET", "POST"])
def plans_agree(request: SignedInRequest) -> HttpResponse:
    cell, year = _cell(request), today().year
    plans = status.plans_to_agree(request.user, cell, year, today())
    initial = {"on": today(), "plans": [parse_id(request.GET.get("plan", "")) or 0]}
    form = AgreeForm(request.POST or None, plans=plans, initial=initial)

    def act() -> None:
        data = form.cleaned_data
        count = agreeing.agree_many(data["plans"], on=data["on"], by=request.user)
        text = ngettext("The cell has agreed on %(n)d plan.", "The cell has agreed on %(n)d plans.", count)
        messages.success(request, text % {"n": count})

    if done(request, form, act):
        return redirect("plans:cell")
    context = {"form": form, "cell": cell, "year": year, "nothing": not plans.exists()}
    return render(request, "plans/agree_form.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def turns_set(request: SignedInRequest) -> HttpResponse:
    """Set who reports in which month; who has no turn yet is proposed one."""
    cell, year, day = _cell(request), _year(request), today()
    rows = status.cell_status(cell, year, day.replace(day=1), day)
    known = {row.person.pk: row.turn.month for row in rows if row.turn}
    open_ = [row.person.pk for row in rows if row.has_duty and not row.turn]
    proposed = agreeing.spread_turns(open_, list(known.values()), first=day.month if year == day.year else 1)
    form = TurnsForm(request.POST or None, people=[row.person for row in rows], months=known | proposed)
    if done(request, form, lambda: agreeing.set_turns(cell, form.turns(), year=year, by=request.user)):
        messages.success(request, _("Who reports in which month is saved."))
        return redirect("plans:cell")
    context = {
        "form": form,
        "cell": cell,
        "year": year,
        "years": (day.year, day.year + 1),
        "proposed": len(proposed),
    }
    return render(request, "plans/turns_form.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def plan_comment(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = _followed(request, pk)
    form = CommentForm(request.POST or None, initial={"made_on": today()})

    def act() -> None:
        data = form.cleaned_data
        agreeing.comment(plan, made_on=data["made_on"], points=data["points"], by=request.user)

    if done(request, form, act):
        messages.success(request, _("The comments of the meeting are recorded."))
        return redirect(plan)
    context = {"form": form, "plan": plan, "title": _("Comments of the meeting"), "verb": _("Record the comments")}
    return render(request, "plans/one_form.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def plan_review(request: SignedInRequest, pk: int) -> HttpResponse:
    plan = _followed(request, pk)
    initial = {"on": plan.reviewed_on or today(), "result": plan.result, "points": plan.result_points}
    form = ReviewForm(request.POST or None, initial=initial)

    def act() -> None:
        data = form.cleaned_data
        agreeing.review(plan, result=data["result"], points=data["points"], on=data["on"], by=request.user)

    if done(request, form, act):
        messages.success(request, _("The conclusion of the cell is recorded."))
        return redirect(plan)
    context = {"form": form, "plan": plan, "title": _("Conclusion of the cell"), "verb": _("Record the conclusion")}
    return render(request, "plans/one_form.html", context, status=status_of(request))


@require_GET
def plan_numbers(request: SignedInRequest) -> HttpResponse:
    """Show by cell how many; numbers only."""
    if not may_anywhere(request.user, rules.COUNT):
        raise PermissionDenied
    year, unit, day = _year(request), request.standing.unit, request.standing.day
    month = _month(request, year)
    units = subtree_ids([unit.pk], day) if unit else set()
    cells = status.status_by_cell(request.user, units, year, month, day)
    context = {
        "cells": cells,
        "total": status.total_of(cells),
        "has_small": any(cell.agreed is None for cell in cells),
        "fewest": status.FEWEST,
        "year": year,
        "years": range(today().year, today().year - 6, -1),
        "month": month,
    }
    return render(request, "plans/plan_numbers.html", context)


def _columns() -> list[Column]:
    days = "dd/mm/yyyy"
    return [
        Column(_("No."), 6, "0"),
        Column(_("Full name"), 28),
        Column(_("Standing"), 20),
        Column(_("Registered on"), 14, days),
        Column(_("Agreed by the cell"), 14, days),
        Column(_("Reported this month"), 14),
        Column(_("Turn to report"), 12),
        Column(_("Comments"), 10, "0"),
    ]


def _exported(number: int, row: MemberStatus) -> list[Any]:
    reported = _("yes") if row.has_reported else _("no")
    return [
        number,
        row.person.full_name,
        Standing.State(row.standing).label,
        row.plan.registered_on if row.plan else None,
        row.plan.agreed_on if row.plan else None,
        reported if row.has_text else _("on paper") if row.plan else "",
        month_name(row.turn) if row.turn else "",
        row.comments,
    ]


def _shows() -> list[tuple[Show, str]]:
    return [
        (Show.ALL, _("All")),
        (Show.UNREGISTERED, _("Not registered")),
        (Show.TO_AGREE, _("Not agreed on yet")),
        (Show.UNREPORTED, _("Not reported this month")),
    ]


def _show(request: SignedInRequest) -> Show:
    asked = request.GET.get("show", "")
    return Show(asked) if asked in list(Show) else Show.ALL


def _cells(request: SignedInRequest) -> QuerySet[Unit]:
    unit, day = request.standing.unit, request.standing.day
    return status.followed_cells(request.user, subtree_ids([unit.pk], day) if unit else set(), day)


def _cell(request: SignedInRequest) -> Unit:
    """Return the cell that the reader follows: the one asked for, else the first where the reader stands."""
    if not may_anywhere(request.user, rules.FOLLOW):
        raise PermissionDenied
    cells = list(_cells(request))
    asked = request.GET.get("cell", "")
    cell = next((one for one in cells if one.slug == asked), cells[0] if cells else None)
    if cell is None:
        raise Http404
    return cell


def _followed(request: SignedInRequest, pk: int) -> StudyPlan:
    plan = readable(request, pk)
    if not queries.is_followed_by(request.user, plan):
        raise PermissionDenied
    return plan


def _year(request: SignedInRequest) -> int:
    return parse_year(request.GET.get("year", "")) or request.standing.day.year


def _month(request: SignedInRequest, year: int) -> dt.date:
    """Return the month that is looked at: of the year chosen, the month where the reader stands."""
    return request.standing.day.replace(year=year, day=1)
