from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from chibo.base.audit import note
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.base.spreadsheets import Column, write_workbook
from chibo.records.members import actions, holdings, queries, rules
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may, may_anywhere, permitted_unit_ids
from chibo.registry.files.http import made_response
from chibo.registry.files.models import Kind as FileKind
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import subtree_ids
from chibo.registry.people.holdings import held_about
from chibo.registry.people.models import Standing
from chibo.registry.people.queries import posts_of


@require_GET
def roll(request: SignedInRequest) -> HttpResponse:
    unit, day = _unit(request), request.standing.day
    below = subtree_ids([unit.pk], day)
    if not below & permitted_unit_ids(request.user, rules.VIEW):
        return _counts(request, unit)
    text, state = request.GET.get("q", ""), _state(request)
    counts = queries.count_by_standing(queries.roll_list(request.user, unit, day, text=text))
    context = {
        "page": page_of(request, queries.roll_list(request.user, unit, day, text=text, state=state)),
        "unit": unit,
        "q": text,
        "state": state,
        "states": [(value, label, counts.get(value, 0)) for value, label in Standing.State.choices],
        "total": sum(counts.values()),
        "several": len(below) > 1,
        "partly": bool(below - permitted_unit_ids(request.user, rules.VIEW)),
        "labels": dict(Standing.State.choices),
        "may_export": may_anywhere(request.user, rules.EXPORT),
        "may_import": may_anywhere(request.user, rules.IMPORT),
        "may_edit": may_anywhere(request.user, rules.EDIT),
    }
    return render_part(request, "members/roll.html", "rows", context)


def _counts(request: SignedInRequest, unit: Unit) -> HttpResponse:
    """Show how many members there are to those who may know that and no names."""
    if not may(request.user, rules.COUNT, unit.pk):
        raise PermissionDenied
    rows = queries.unit_counts(request.user, unit, request.standing.day)
    columns = [row.row for row in rows]
    context = {
        "unit": unit,
        "rows": rows,
        "states": Standing.State.labels,
        "sums": [sum(column) for column in zip(*columns, strict=True)],
        "total": sum(row.total for row in rows),
    }
    return render(request, "members/counts.html", context)


@require_GET
def roll_export(request: SignedInRequest) -> HttpResponse:
    unit, day = _unit(request), request.standing.day
    may_export = permitted_unit_ids(request.user, rules.EXPORT) & subtree_ids([unit.pk], day)
    if not may_export:
        raise PermissionDenied
    found = queries.roll_list(request.user, unit, day, text=request.GET.get("q", ""), state=_state(request))
    rows = [_exported(number, row) for number, row in enumerate(found.filter(unit_id__in=may_export), start=1)]
    note(unit, "roll exported", by=request.user, unit_id=unit.pk, changes={"rows": ["", len(rows)]})
    book = write_workbook(_("Members"), _columns(), rows)
    return made_response(book, name=f"{slugify(unit.slug)}-{day.isoformat()}.xlsx", kind=FileKind.XLSX)


def _columns() -> list[Column]:
    days = "dd/mm/yyyy"
    return [
        Column(_("No."), 6, "0"),
        Column(_("Full name"), 28),
        Column(_("Date of birth"), 14, days),
        Column(_("Gender"), 10),
        Column(_("Personal identification number"), 16),
        Column(_("Member card number"), 16),
        Column(_("Joined the Party on"), 14, days),
        Column(_("Official member since"), 14, days),
        Column(_("Cell"), 28),
        Column(_("Standing"), 24),
        Column(_("On the roll from"), 14, days),
    ]


def _exported(number: int, row: Any) -> list[Any]:
    person = row.person
    return [
        number,
        person.full_name,
        person.born_on,
        person.get_gender_display(),
        holdings.masked(person.citizen_number),
        holdings.masked(person.card_number),
        person.joined_party_on,
        person.official_on,
        row.unit.name,
        Standing.State(row.state).label,
        row.valid_from,
    ]


@require_GET
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    return _person(request, find(request, pk))


@never_cache
@require_POST
def numbers_unmask(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the full numbers in this one answer; its form carries no key, so that they are not kept for a repeat."""
    found = find(request, pk)
    if not may(request.user, rules.UNMASK, found.unit_id):
        raise PermissionDenied
    actions.show_numbers(found.person, unit_id=found.unit_id, by=request.user)
    return _person(request, found, in_clear=True)


def _person(request: SignedInRequest, found: queries.Found, *, in_clear: bool = False) -> HttpResponse:
    user, unit_id = request.user, found.unit_id
    context = {
        **_held(found, in_clear=in_clear),
        "in_clear": in_clear,
        "may_unmask": may(user, rules.UNMASK, unit_id) and not in_clear,
        "may_edit": may(user, rules.EDIT, unit_id),
        "may_transfer": may(user, rules.TRANSFER, unit_id) and found.is_member,
        "may_see_roll": may_anywhere(user, rules.VIEW),
    }
    return render(request, "members/person.html", context)


@never_cache
@require_GET
def me(request: SignedInRequest) -> HttpResponse:
    found = queries.person_for(request.user, request.user.person_id) if request.user.person_id else None
    context = _held(found, in_clear=True) if found else {}
    if found:
        context |= {
            "elsewhere": list(holdings.named_elsewhere(found.person)),
            "held": held_about(found.person),
            "may_propose": found.is_member,
            "open_fields": {row.field for row in context["corrections"] if row.state == row.State.OPEN},
        }
    return render(request, "members/me.html", context)


def find(request: SignedInRequest, pk: int) -> queries.Found:
    """Return a person that the reader may see; 404 for everybody else's."""
    found = queries.person_for(request.user, pk)
    if found is None:
        raise Http404
    return found


def _held(found: queries.Found, *, in_clear: bool) -> dict[str, Any]:
    person = found.person
    return {
        "person": person,
        "found": found,
        "details": holdings.details_of(person, in_clear=in_clear),
        "memberships": list(person.memberships.select_related("unit").order_by("-valid_from")),
        "standings": list(person.standings.order_by("-valid_from")),
        "posts": list(posts_of(person)),
        "corrections": list(queries.corrections_of(person)),
        "trail": holdings.trail_lines(person),
    }


def _unit(request: SignedInRequest) -> Unit:
    if request.standing.unit is None:
        raise PermissionDenied
    return request.standing.unit


def _state(request: SignedInRequest) -> str:
    state = request.GET.get("state", "")
    return state if state in Standing.State.values else ""
