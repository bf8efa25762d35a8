from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.forms import add_errors
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.records.documents import actions, queries, rules
from chibo.records.documents.forms import AliasForm, DocumentForm
from chibo.records.documents.models import Document, Type
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may, may_anywhere, permitted_unit_ids
from chibo.registry.orgs.models import Unit


@require_GET
def document_list(request: SignedInRequest) -> HttpResponse:
    type_ = request.GET.get("type", "")
    text = request.GET.get("q", "")
    rows = queries.document_list(request.user, text=text, type_=type_ if type_ in Type.values else "")
    context = {
        "page": page_of(request, rows),
        "types": Type,
        "q": text,
        "may_register": may_anywhere(request.user, rules.EDIT),
    }
    return render_part(request, "documents/document_list.html", "rows", context)


@require_GET
def document_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _detail(request, _document(request, pk), AliasForm())


@require_http_methods(["GET", "POST"])
def document_create(request: SignedInRequest) -> HttpResponse:
    registers = permitted_unit_ids(request.user, rules.EDIT)
    unit = request.standing.unit
    if unit is None or unit.pk not in registers:
        unit = Unit.objects.filter(pk__in=registers).order_by("pk").first()
    if unit is None:
        raise PermissionDenied
    form = DocumentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            document = actions.register_document(unit=unit, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Registered %(symbol)s.") % {"symbol": document.symbol})
            return redirect(document)
    context = {"form": form, "unit": unit}
    return render(request, "documents/document_form.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def alias_add(request: SignedInRequest, pk: int) -> HttpResponse:
    document = _document(request, pk, edit=True)
    form = AliasForm(request.POST)
    if form.is_valid():
        try:
            actions.add_alias(document, text=form.cleaned_data["text"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(document)
    return _detail(request, document, form, status=422)


@require_POST
def alias_remove(request: SignedInRequest, pk: int, alias: int) -> HttpResponse:
    document = _document(request, pk, edit=True)
    actions.remove_alias(get_object_or_404(document.aliases, pk=alias), by=request.user)
    return redirect(document)


def _document(request: SignedInRequest, pk: int, *, edit: bool = False) -> Document:
    document = queries.document_page(request.user, pk)
    if document is None:
        raise Http404
    if edit and not may(request.user, rules.EDIT, document.unit_id):
        raise PermissionDenied
    return document


def _detail(request: SignedInRequest, document: Document, form: AliasForm, status: int = 200) -> HttpResponse:
    context = {
        "document": document,
        "form": form,
        "may_edit": may(request.user, rules.EDIT, document.unit_id),
        "meetings": document.meetings.filter(
            unit_id__in=permitted_unit_ids(request.user, rules.VIEW_STUDIES)
        ).select_related("unit"),
    }
    return render(request, "documents/document_detail.html", context, status=status)
