from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.clock import today
from chibo.base.forms import add_errors, status_of
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.base.vietnamese import parse_id, parse_year
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may_anywhere, permitted_unit_ids
from chibo.registry.orgs.models import Kind as UnitKind
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import around
from chibo.reports import actions, queries, rules
from chibo.reports.citations import points_for
from chibo.reports.compose import compose
from chibo.reports.desk import Editing, desk
from chibo.reports.forms import BlockForm, DetailsForm, ReportForm, SignForm
from chibo.reports.models import Block, Report, SignedFile
from chibo.reports.renderings import MEDIA_TYPES, render_file

REPORTING = (UnitKind.PARTY, UnitKind.CELL)


@require_GET
def report_list(request: SignedInRequest) -> HttpResponse:
    unit, get = request.standing.unit, request.GET
    kind, state, year = get.get("kind", ""), get.get("state", ""), get.get("year", "")
    rows = queries.report_list(
        request.user,
        units=around(unit.pk, request.standing.day) if unit else set(),
        kind=kind if kind in Report.Kind.values else "",
        state=state if state in Report.State.values else "",
        year=parse_year(year),
    )
    context = {
        "page": page_of(request, rows),
        "kinds": Report.Kind,
        "states": Report.State,
        "years": [str(year) for year in queries.years_of(request.user)],
        "chosen": {"kind": kind, "state": state, "year": year},
        "may_create": may_anywhere(request.user, rules.EDIT),
    }
    return render_part(request, "reports/report_list.html", "rows", context)


@require_http_methods(["GET", "POST"])
def report_create(request: SignedInRequest) -> HttpResponse:
    units = list(Unit.objects.filter(pk__in=permitted_unit_ids(request.user, rules.EDIT), kind__in=REPORTING))
    if not units:
        raise PermissionDenied
    here = request.standing.unit
    first = here if here in units else min(units, key=lambda unit: REPORTING.index(UnitKind(unit.kind)))
    initial = {"unit": first, "kind": Report.Kind.YEAR}
    form = ReportForm(request.POST or None, units=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            report = actions.create_report(
                unit=data["unit"], kind=data["kind"], period=data["period"], subject=data["subject"], by=request.user
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The draft is ready; every figure in it opens its records."))
            return redirect(report)
    return render(request, "reports/report_form.html", {"form": form}, status=status_of(request))


@require_GET
def report_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    report = queries.report_for(request.user, pk)
    return _desk(request, report, _editing(request, report))


@require_http_methods(["GET", "POST"])
def report_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    report = queries.report_for(request.user, pk, rules.EDIT)
    form = DetailsForm(request.POST or None, instance=report)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_details(report, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("reports:detail", pk=pk)
    context = {"form": form, "report": queries.report_for(request.user, pk)}
    return render(request, "reports/report_details.html", context, status=status_of(request))


@require_POST
def block_edit(request: SignedInRequest, pk: int, block: int) -> HttpResponse:
    report = queries.report_for(request.user, pk, rules.EDIT)
    row = _block(report, block)
    form = BlockForm(_with_insertion(request), kind=row.kind, points=points_for(request.user, report, row))
    if not _is_only_looked_at(request) and form.is_valid():
        try:
            actions.edit_block(row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved this paragraph."))
            return redirect(f"{report.get_absolute_url()}#p-{row.pk}")
    return _desk(request, report, Editing(form, Block.Kind(row.kind), block=row))


@require_POST
def block_add(request: SignedInRequest, pk: int) -> HttpResponse:
    report = queries.report_for(request.user, pk, rules.EDIT)
    kind, after = _kind(request.POST.get("kind", "")), request.POST.get("after", "")
    behind = _block(report, after) if after else None
    form = BlockForm(_with_insertion(request), kind=kind, points=points_for(request.user, report))
    if not _is_only_looked_at(request) and form.is_valid():
        try:
            row = actions.add_block(report, kind=kind, after=behind, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Added."))
            return redirect(f"{report.get_absolute_url()}#p-{row.pk}")
    return _desk(request, report, Editing(form, kind, after=behind))


@require_POST
def block_move(request: SignedInRequest, pk: int, block: int) -> HttpResponse:
    report = queries.report_for(request.user, pk, rules.EDIT)
    row = _block(report, block)
    actions.move_block(row, by_places=-1 if "up" in request.POST else 1, by=request.user)
    return redirect(f"{report.get_absolute_url()}?edit={row.pk}#p-{row.pk}")


@require_http_methods(["GET", "POST"])
def block_delete(request: SignedInRequest, pk: int, block: int) -> HttpResponse:
    report = queries.report_for(request.user, pk, rules.EDIT)
    row = _block(report, block)
    if request.method == "POST":
        actions.delete_block(row, by=request.user)
        messages.success(request, _("Deleted."))
        return redirect(report)
    context = {
        "title": _("Delete this part of the report?"),
        "what": str(row),
        "consequences": [_("The records behind its figures stay as they are.")],
        "verb": _("Delete"),
        "keep": _("Keep"),
        "back": f"{report.get_absolute_url()}?edit={row.pk}",
        "dangerous": True,
    }
    return render(request, "base/confirm.html", context)


@require_http_methods(["GET", "POST"])
def report_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    report = queries.report_for(request.user, pk, rules.EDIT)
    if report.is_signed:
        raise PermissionDenied
    if request.method == "POST":
        actions.delete_draft(report, by=request.user)
        messages.success(request, _("The draft is deleted."))
        return redirect("reports:list")
    context = {
        "title": _("Delete this draft?"),
        "what": str(report),
        "consequences": [
            _("What was written in it cannot be brought back."),
            _("The records behind its figures stay as they are."),
        ],
        "verb": _("Delete the draft"),
        "keep": _("Keep"),
        "back": report.get_absolute_url(),
        "dangerous": True,
    }
    return render(request, "base/confirm.html", context)


@require_http_methods(["GET", "POST"])
def report_sign(request: SignedInRequest, pk: int) -> HttpResponse:
    report = queries.report_for(request.user, pk, rules.SIGN)
    if report.is_signed:
        return redirect(report)
    initial = {"number": queries.next_number(report, today()), "signed_on": today()}
    form = SignForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            signed = actions.sign_report(report, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Signed: %(report)s.") % {"report": signed.citation})
            return redirect(signed)
    report.refresh_from_db()
    composition = compose(report, queries.blocks_of(report))
    context = {"form": form, "report": report, "figures": len(composition.readings), "signer": _signer(request, report)}
    return render(request, "reports/report_sign.html", context, status=status_of(request))


@require_POST
def report_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    report = queries.report_for(request.user, pk, rules.EDIT)
    try:
        draft = actions.create_correction(report, by=request.user)
    except ValidationError as error:
        return _desk(request, report, errors=error.messages)
    messages.success(request, _("The correction is drafted; it cites the signed report."))
    return redirect(draft)


@require_GET
def report_download(request: SignedInRequest, pk: int, kind: str) -> HttpResponseBase:
    report = queries.report_for(request.user, pk)
    if kind not in SignedFile.Kind.values:
        raise Http404
    content = render_file(report, SignedFile.Kind(kind))
    name = f"bao-cao-{report.unit.slug}-{report.period.last_day}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=MEDIA_TYPES[SignedFile.Kind(kind)], headers=headers)


def _desk(
    request: SignedInRequest, report: Report, editing: Editing | None = None, errors: list[str] | None = None
) -> HttpResponse:
    context = desk(request, report, editing, errors or [])
    refused = bool(errors) or bool(editing and editing.form.errors)
    return render(request, "reports/report_detail.html", context, status=422 if refused else 200)


def _editing(request: SignedInRequest, report: Report) -> Editing | None:
    """Read `?edit=ID`, or `?add=KIND&after=ID`, of somebody who may write in this draft."""
    edit, add, after = (request.GET.get(name, "") for name in ("edit", "add", "after"))
    if report.is_signed or report.unit_id not in permitted_unit_ids(request.user, rules.EDIT):
        return None
    if edit:
        row = _block(report, edit)
        initial = {"text": row.text, "clauses": row.clauses.all()}
        form = BlockForm(kind=row.kind, points=points_for(request.user, report, row), initial=initial)
        return Editing(form, Block.Kind(row.kind), block=row)
    if add:
        behind = _block(report, after) if after else None
        form = BlockForm(kind=_kind(add), points=points_for(request.user, report))
        return Editing(form, _kind(add), after=behind)
    return None


def _block(report: Report, pk: int | str) -> Block:
    row = report.blocks.select_related("report").filter(pk=parse_id(str(pk)) or 0).first()
    if row is None:
        raise Http404
    return row


def _kind(value: str) -> Block.Kind:
    if value not in Block.Kind.values:
        raise Http404
    return Block.Kind(value)


def _is_only_looked_at(request: SignedInRequest) -> bool:
    """Tell whether the writer asks to see how it reads or to insert a figure, and not yet to save."""
    return "preview" in request.POST or "insert" in request.POST


def _with_insertion(request: SignedInRequest) -> dict[str, Any]:
    """Return what was written, with the chosen figure put at its end where that was asked for."""
    text, chosen = request.POST.get("text", ""), request.POST.get("figure", "")
    written = f"{text.rstrip()} {chosen.strip()}" if "insert" in request.POST and chosen else text
    return {"text": written, "clauses": request.POST.getlist("clauses")}


def _signer(request: SignedInRequest, report: Report) -> actions.Signature | None:
    try:
        return actions.signature_of(request.user, report.unit)
    except ValidationError:
        return None
