from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.forms import add_errors, status_of
from chibo.base.guard import safe_name
from chibo.records.documents.models import Type
from chibo.records.documents.queries import document_page
from chibo.records.letterheads import actions, queries, rules
from chibo.records.letterheads.forms import TemplateForm
from chibo.records.letterheads.placeholders import PLACEHOLDERS
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may
from chibo.registry.files.http import made_response
from chibo.registry.files.models import Kind
from chibo.registry.orgs.models import Unit


@require_GET
def template_list(request: SignedInRequest) -> HttpResponse:
    units = queries.units_with_letterheads(request.user)
    standing = request.standing.unit
    unit = units.filter(pk=standing.pk).first() if standing else None
    unit = unit or units.order_by("pk").first()
    if unit is None:
        raise PermissionDenied
    context = {
        "unit": unit,
        "letterheads": queries.letterheads_of(unit, request.standing.day),
        "placeholders": PLACEHOLDERS,
        "may_edit": may(request.user, rules.EDIT, unit.pk),
    }
    return render(request, "letterheads/template_list.html", context)


@require_GET
def template_download(request: SignedInRequest, slug: str, type: str) -> HttpResponse:  # noqa: A002 -- the address's word
    unit, kind = _of(request, slug, type)
    content = queries.template_content(unit, kind, request.standing.day)
    name = _("Template for %(type)s") % {"type": kind.label}
    return made_response(content, name=safe_name(f"{name}.docx"), kind=Kind.DOCX)


@require_http_methods(["GET", "POST"])
def template_upload(request: SignedInRequest, slug: str, type: str) -> HttpResponse:  # noqa: A002 -- as above
    unit, kind = _of(request, slug, type, edit=True)
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.put_in_place(unit=unit, type_=kind, upload=data["file"], on=data["on"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The template is in place."))
            return redirect("letterheads:list")
    context = {"form": form, "unit": unit, "type": kind, "slug": type, "placeholders": PLACEHOLDERS}
    return render(request, "letterheads/template_form.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def template_withdraw(request: SignedInRequest, slug: str, type: str) -> HttpResponse:  # noqa: A002 -- as above
    unit, kind = _of(request, slug, type, edit=True)
    template = queries.template_on(unit, kind, today())
    if template is None:
        raise Http404
    if request.method == "POST":
        try:
            actions.withdraw_template(template, on=today(), by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The built-in layout is in use again."))
        return redirect("letterheads:list")
    context = {
        "title": _("Withdraw the template"),
        "what": _("From today, documents of this type are written in the built-in layout again."),
        "verb": _("Withdraw"),
        "keep": _("Keep it"),
        "back": reverse("letterheads:list"),
    }
    return render(request, "base/confirm.html", context)


@require_GET
def document_word(request: SignedInRequest, pk: int) -> HttpResponse:
    document = document_page(request.user, pk)
    if document is None or document.secret or document.is_incoming:
        raise Http404
    try:
        content = queries.document_word(document)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(document)
    name = safe_name(f"{(document.symbol or document.title).replace('/', '-')}.docx")
    return made_response(content, name=name, kind=Kind.DOCX)


def _of(request: SignedInRequest, slug: str, type_slug: str, *, edit: bool = False) -> tuple[Unit, Type]:
    kind = queries.type_of(type_slug)
    unit = get_object_or_404(queries.units_with_letterheads(request.user), slug=slug)
    if kind is None:
        raise Http404
    if edit and not may(request.user, rules.EDIT, unit.pk):
        raise PermissionDenied
    return unit, kind
