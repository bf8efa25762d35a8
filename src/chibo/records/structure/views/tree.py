from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from chibo.base.spreadsheets import Column, write_workbook
from chibo.base.vietnamese import day as day_text
from chibo.records.structure import queries, rules
from chibo.records.structure.views.reach import unit_or_404
from chibo.records.structure.wording import tell
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may_anywhere, permitted_unit_ids
from chibo.registry.access.rules import VIEW_TREE
from chibo.registry.files.http import made_response
from chibo.registry.files.models import Kind as FileKind
from chibo.registry.orgs.models import Kind
from chibo.registry.orgs.queries import children_of


@require_GET
def organisation_tree(request: SignedInRequest) -> HttpResponse:
    day = request.standing.day
    branches = queries.tree(request.standing.units, day)
    recent = queries.recent_changes(permitted_unit_ids(request.user, VIEW_TREE), day)
    context = {
        "day": day,
        "party": [branch for branch in branches if branch.unit.in_party_tree],
        "beside": queries.beside(branches),
        "cells": sum(branch.unit.kind == Kind.CELL for branch in branches),
        "members": sum(branch.members or 0 for branch in branches if branch.depth == 0),
        "changes": [tell(change) for change in recent],
        "may_change": may_anywhere(request.user, rules.CHANGE),
    }
    return render(request, "structure/tree.html", context)


@require_GET
def tree_export(request: SignedInRequest) -> HttpResponse:
    """Give the tree of the day as a workbook."""
    day = request.standing.day
    columns = (
        Column(_("Unit"), 44), Column(_("Kind"), 22), Column(_("Under"), 36), Column(_("Who leads it"), 28),
        Column(_("Members"), 12, "0"),
    )  # fmt: skip
    rows = [
        (
            branch.indent + branch.name,
            str(Kind(branch.unit.kind).label),
            branch.above,
            ", ".join(str(tenure.person) for tenure in branch.heads),
            branch.members,
        )
        for branch in queries.tree(request.standing.units, day)
    ]
    title = _("Organisation on %(day)s") % {"day": day_text(day).replace("/", "-")}
    book = write_workbook(title, columns, rows)
    return made_response(book, name=f"to-chuc-{day.isoformat()}.xlsx", kind=FileKind.XLSX)


@require_GET
def unit_page(request: SignedInRequest, slug: str) -> HttpResponse:
    unit = unit_or_404(request, slug)
    day = request.standing.day
    life = queries.Life(unit, day)
    places = list(life.places)
    here = next((row for row in places if row.valid_from <= day < (row.valid_until or day.max)), None)
    name = next((row.name for row in life.names if row.valid_from <= day < (row.valid_until or day.max)), unit.name)
    context = {
        "unit": unit,
        "life": life,
        "name": name,
        "day": day,
        "here": here,
        "places": places,
        "ended": next((row for row in places if row.valid_until and row.valid_until <= day), None)
        if not here
        else None,
        "begins": places[-1].valid_from if places and places[-1].valid_from > day else None,
        "goes_on": list(life.successions),
        "below": children_of(unit.pk, day) if here else [],
        "counted": unit.kind in queries.COUNTED,
        "changes": [tell(change) for change in queries.changes_of([unit.pk])],
        "may_change": queries.reaches(request.user, rules.CHANGE, unit),
        "may_appoint": queries.reaches(request.user, rules.APPOINT, unit),
    }
    return render(request, "structure/unit.html", context)
