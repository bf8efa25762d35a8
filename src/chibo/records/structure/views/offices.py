import datetime as dt
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.base.spreadsheets import Column, write_workbook
from chibo.records.structure import offices, queries, rules
from chibo.records.structure.views.reach import unit_or_404
from chibo.registry.access.http import SignedInRequest
from chibo.registry.files.http import made_response
from chibo.registry.files.models import Kind as FileKind
from chibo.registry.orgs.models import Kind
from chibo.registry.people.models import Title

SHOWN = ("all", "several", "vacant", "ending")


@require_GET
def post_list(request: SignedInRequest) -> HttpResponse:
    """Show the posts of a day: all of them, who holds several, which are vacant, which terms end."""
    of, chosen = _reading(request), _chosen(request)
    show = request.GET.get("show", "")
    show = show if show in SHOWN else "all"
    several, vacant, endings = offices.with_several(of), offices.vacant(of), offices.endings(of)
    rows: Any = {"several": several, "vacant": vacant, "ending": endings}.get(show, offices.posts_on(of, **chosen))
    page = page_of(request, rows)
    held = offices.posts_of([person.pk for person in page], of.day) if show == "several" else {}
    context = {
        "show": show,
        "page": page,
        "people": [(person, held[person.pk]) for person in page] if show == "several" else [],
        "counts": {"several": several.count(), "vacant": vacant.count(), "ending": len(endings)},
        "shares": offices.shares(of),
        "day": of.day,
        "unit": request.standing.unit,
        "chosen": chosen,
        "kinds": Kind.choices,
        "titles": Title.choices,
    }
    return render_part(request, "structure/posts.html", "rows", context)


@require_GET
def post_export(request: SignedInRequest) -> HttpResponse:
    of = _reading(request)
    columns = (
        Column(_("Full name"), 28), Column(_("Post"), 26), Column(_("Unit"), 40), Column(_("Kind"), 26),
        Column(_("From"), 14, "dd/mm/yyyy"), Column(_("Decision"), 34),
    )  # fmt: skip
    rows = [
        (
            row.person.full_name, row.get_title_display(), row.unit_name, row.unit.get_kind_display(),
            row.valid_from, row.paper,
        )
        for row in offices.posts_on(of, **_chosen(request))
    ]  # fmt: skip
    book = write_workbook(_("Posts"), columns, rows)
    return made_response(book, name=f"chuc-danh-{of.day.isoformat()}.xlsx", kind=FileKind.XLSX)


@require_GET
def holder(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show all posts of one person, over time."""
    held = offices.life_in_posts(request.user, pk)
    if not held:
        raise Http404
    day = request.standing.day
    rows = [(row, row.valid_until - dt.timedelta(days=1) if row.valid_until else None) for row in held]
    context = {"person": held[0].person, "rows": rows, "now": sum(row.is_on(day) for row in held), "day": day}
    return render(request, "structure/holder.html", context)


@require_GET
def post_history(request: SignedInRequest, slug: str, title: str) -> HttpResponse:
    """Show who held one post of a unit, and when nobody did."""
    unit = unit_or_404(request, slug)
    if title not in Title.values:
        raise Http404
    context = {
        "unit": unit,
        "title": Title(title),
        "stretches": offices.history(unit, Title(title)),
        "may_appoint": queries.reaches(request.user, rules.APPOINT, unit),
    }
    return render(request, "structure/post_history.html", context)


def _reading(request: SignedInRequest) -> offices.Reading:
    return offices.reading(request.user, request.standing.unit, request.standing.day)


def _chosen(request: SignedInRequest) -> dict[str, str]:
    kind, title = request.GET.get("kind", ""), request.GET.get("title", "")
    return {
        "text": request.GET.get("q", ""),
        "kind": kind if kind in Kind.values else "",
        "title": title if title in Title.values else "",
    }
