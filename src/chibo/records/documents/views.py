from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.clock import today
from chibo.base.forms import add_errors, status_of
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.base.spreadsheets import Column, write_workbook
from chibo.base.vietnamese import parse_year
from chibo.records.documents import actions, queries, rules
from chibo.records.documents.authority import objection
from chibo.records.documents.forms import AliasForm, ChangeForm, ClauseForm, DocumentForm, FileForm, PastForm
from chibo.records.documents.models import Clause, Direction, Document, DocumentFile, State, Type
from chibo.records.documents.references import full_citation, short_citation
from chibo.records.documents.snippets import snippets
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import Permission, may, may_anywhere, permitted_unit_ids
from chibo.registry.files.http import file_response, made_response
from chibo.registry.files.models import Kind as FileKind
from chibo.registry.orgs.models import Unit
from chibo.registry.people.heads import head_of

MOST = 10_000
"""So far the register is counted and paged through; beyond it one narrows the list."""


@require_GET
def document_list(request: SignedInRequest) -> HttpResponse:
    asked = _asked(request)
    page = page_of(request, queries.register(request.user, asked), most=MOST)
    around = snippets(list(page), asked.text) if asked.text else {}
    context = {
        "page": page,
        "rows": [(document, around.get(document.pk)) for document in page],
        "asked": asked,
        "types": Type,
        "states": [state for state in State if _fits(state, asked.direction)],
        "directions": Direction,
        "years": queries.years_of(request.user),
        "q": asked.text,
        "may_register": may_anywhere(request.user, rules.EDIT),
        "today": today(),
    }
    return render_part(request, "documents/document_list.html", "rows", context)


@require_GET
def document_export(request: SignedInRequest) -> HttpResponse:
    """Give the whole register as filtered, to be printed or worked on."""
    rows = [_exported(number, row) for number, row in enumerate(queries.register(request.user, _asked(request)), 1)]
    book = write_workbook(_("Register of documents"), _columns(), rows)
    return made_response(book, name=f"so-van-ban-{today().isoformat()}.xlsx", kind=FileKind.XLSX)


@require_GET
def document_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return detail(request, the_document(request, pk))


@require_http_methods(["GET", "POST"])
def document_create(request: SignedInRequest) -> HttpResponse:
    unit = registering_unit(request)
    outgoing = request.GET.get("direction") == Direction.OUTGOING
    form: DocumentForm
    if outgoing:
        form = PastForm(request.POST or None, user=request.user, initial={"issuer": head_of(unit, today()).issuer})
    else:
        form = DocumentForm(request.POST or None, initial={"received_on": today()})
    if request.method == "POST" and form.is_valid():
        direction = Direction.OUTGOING if outgoing else Direction.INCOMING
        try:
            document = actions.register_document(unit=unit, by=request.user, direction=direction, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Registered %(symbol)s.") % {"symbol": document.symbol})
            return redirect(document)
    context = {"form": form, "unit": unit, "outgoing": outgoing, "known": _known(unit, form)}
    return render(request, "documents/document_form.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def document_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    document = the_document(request, pk, rules.EDIT)
    if document.is_in_work:
        return redirect("documents:draft_edit", pk=pk)
    names = [name for name in DocumentForm.base_fields if name not in ("secret", "aliases")]
    form = ChangeForm(
        request.POST or None, document=document, initial={name: getattr(document, name) for name in names}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_document(document, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(document)
    context = {"form": form, "document": document, "known": _known(document.unit, form, but=document)}
    return render(request, "documents/document_form.html", context, status=status_of(request))


@require_POST
def alias_add(request: SignedInRequest, pk: int) -> HttpResponse:
    document = the_document(request, pk, rules.EDIT)
    form = AliasForm(request.POST)
    if form.is_valid():
        try:
            actions.add_alias(document, text=form.cleaned_data["text"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(document)
    return detail(request, document, alias_form=form)


@require_POST
def alias_remove(request: SignedInRequest, pk: int, alias: int) -> HttpResponse:
    document = the_document(request, pk, rules.EDIT)
    actions.remove_alias(get_object_or_404(document.aliases, pk=alias), by=request.user)
    return redirect(document)


@require_POST
def clause_add(request: SignedInRequest, pk: int) -> HttpResponse:
    document = the_document(request, pk, rules.EDIT)
    form = ClauseForm(request.POST)
    if form.is_valid():
        try:
            actions.add_clause(document, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(f"{document.get_absolute_url()}#h-points")
    return detail(request, document, clause_form=form)


@require_POST
def clause_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    clause = get_object_or_404(Clause, pk=pk)
    document = the_document(request, clause.document_id, rules.EDIT)
    try:
        actions.remove_clause(clause, by=request.user)
    except ValidationError as error:
        return detail(request, document, errors=error.messages)
    return redirect(document)


@require_POST
def file_add(request: SignedInRequest, pk: int) -> HttpResponse:
    document = the_document(request, pk, rules.EDIT)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.add_file(document, upload=form.cleaned_data["file"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Added “%(name)s”.") % {"name": form.cleaned_data["file"].name})
            return redirect(document)
    return detail(request, document, file_form=form)


@require_GET
def file_download(request: SignedInRequest, pk: int) -> FileResponse:
    row = get_object_or_404(DocumentFile.objects.select_related("file"), pk=pk)
    the_document(request, row.document_id)
    return file_response(row.file)


@require_http_methods(["GET", "POST"])
def file_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(DocumentFile.objects.select_related("file", "document"), pk=pk)
    document = the_document(request, row.document_id, rules.EDIT)
    if request.method == "POST":
        actions.remove_file(row, by=request.user)
        return redirect(document)
    context = {
        "title": _("Remove a file"),
        "what": _("The file “%(name)s” of %(document)s is removed.") % {"name": row.file.name, "document": document},
        "consequences": [_("It cannot be got back afterwards, and its words are no longer searched.")],
        "verb": _("Remove the file"),
        "keep": _("Keep it"),
        "back": document.get_absolute_url(),
        "dangerous": True,
    }
    return render(request, "base/confirm.html", context)


def the_document(request: SignedInRequest, pk: int, *needed: Permission) -> Document:
    """Return a document that the reader sees; 404 if there is none, 403 without one of the rights over its unit."""
    document = queries.document_page(request.user, pk)
    if document is None:
        raise Http404
    if needed and not any(may(request.user, one, document.unit_id) for one in needed):
        raise PermissionDenied
    return document


def registering_unit(request: SignedInRequest) -> Unit:
    """Return the unit for whose register the reader writes: where they stand, else their first."""
    registers = permitted_unit_ids(request.user, rules.EDIT)
    unit = request.standing.unit
    if unit is None or unit.pk not in registers:
        unit = Unit.objects.filter(pk__in=registers).order_by("pk").first()
    if unit is None:
        raise PermissionDenied
    return unit


def detail(
    request: SignedInRequest, document: Document, *, errors: list[str] | None = None, **forms: Any
) -> HttpResponse:
    user, unit_id = request.user, document.unit_id
    own = permitted_unit_ids(user, rules.VIEW_ISSUED)
    of_the_unit = unit_id in own
    context = {
        "document": document,
        "alias_form": AliasForm(),
        "clause_form": ClauseForm(auto_id="id_clause_%s"),
        "file_form": FileForm(),
        "errors": errors or [],
        **forms,
        "may_edit": may(user, rules.EDIT, unit_id),
        "may_handle": may(user, rules.HANDLE, unit_id),
        "may_word": not document.is_incoming and not document.secret,
        "may_sign": may(user, rules.SIGN, unit_id),
        "objection": objection(document, today()) if document.is_in_work else None,
        "confirmable": permitted_unit_ids(user, rules.RECEIVE),
        "deliveries": [one for one in document.deliveries.all() if of_the_unit or one.unit_id in own],
        "assignments": [one for one in document.assignments.all() if of_the_unit or one.unit_id in own],
        "citations": _citations(document),
        "today": today(),
        "meetings": document.meetings.filter(unit_id__in=permitted_unit_ids(user, rules.VIEW_STUDIES)).select_related(
            "unit"
        ),
    }
    return render(request, "documents/document_detail.html", context, status=422 if errors or forms else 200)


def _citations(document: Document) -> dict[str, str]:
    if document.is_in_work:
        return {}
    title = "" if document.secret else document.title
    return {
        "full": full_citation(
            document.type, document.symbol, issued_on=document.issued_on, issuer=document.issuer, title=title
        ),
        "short": short_citation(document.type, document.symbol),
    }


def _known(unit: Unit, form: DocumentForm, but: Document | None = None) -> Document | None:
    """Return what is in the register already under the name that the form gives."""
    given = {name: form.cleaned_data.get(name) for name in ("issuer", "symbol", "issued_on")} if form.errors else {}
    if not given or not all(given.values()):
        return None
    found = queries.same_line(unit.pk, **given)  # type: ignore[arg-type]  # all of them are there
    return None if found == but else found


def _fits(state: State, direction: str) -> bool:
    incoming = state in (State.RECEIVED, State.ASSIGNED, State.CLOSED)
    return not direction or incoming == (direction == Direction.INCOMING)


def _asked(request: SignedInRequest) -> queries.Filters:
    asked = request.GET
    unit = request.standing.unit
    return queries.Filters(
        unit_id=unit.pk if unit else None,
        direction=asked.get("direction", "") if asked.get("direction") in Direction.values else "",
        text=asked.get("q", ""),
        type=asked.get("type", "") if asked.get("type") in Type.values else "",
        state=asked.get("state", "") if asked.get("state") in State.values else "",
        year=parse_year(asked.get("year", "")),
        to_us="mine" in asked,
        late_on=today() if "late" in asked else None,
        sort=asked.get("sort") or (queries.BEST if asked.get("q", "").strip() else "new"),
    )


def _columns() -> list[Column]:
    days = "dd/mm/yyyy"
    return [
        Column(_("No."), 6, "0"), Column(_("Direction"), 12), Column(_("Symbol"), 18), Column(_("Date"), 12, days),
        Column(_("Issuer"), 26), Column(_("Type"), 16), Column(_("Title"), 60), Column(_("Received on"), 12, days),
        Column(_("Deadline"), 12, days), Column(_("State"), 20), Column(_("Signed by"), 24),
        Column(_("Recipients"), 30), Column(_("What was done"), 40), Column(_("Registered by"), 24),
    ]  # fmt: skip


def _exported(number: int, row: Document) -> list[Any]:
    return [
        number, row.get_direction_display(), row.symbol, row.issued_on, row.issuer, row.get_type_display(), row.title,
        row.received_on, row.due_on, row.get_state_display(), row.signer, row.recipients_text, row.outcome,
        row.unit.name,
    ]  # fmt: skip
