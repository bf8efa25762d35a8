from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.forms import Form, add_errors, status_of
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.records.documents.queries import document_list
from chibo.records.regulations import actions, queries, rules
from chibo.records.regulations.comparing import compare, paragraphs
from chibo.records.regulations.forms import EndForm, RegulationForm, ReviewForm, VersionForm
from chibo.records.regulations.models import Regulation
from chibo.registry.access.http import SignedInRequest, acting_for
from chibo.registry.access.permissions import may
from chibo.registry.orgs.queries import around


@require_GET
def regulation_list(request: SignedInRequest) -> HttpResponse:
    unit, day = request.standing.unit, request.standing.day
    state, text = request.GET.get("state", ""), request.GET.get("q", "")
    units = around(unit.pk, day) if unit else set()
    context = {
        "page": page_of(request, queries.regulation_list(request.user, units=units, day=day, state=state, text=text)),
        "states": zip(queries.STATES, (_("In force"), _("Due for review"), _("No longer in force")), strict=True),
        "soon": day + queries.SOON,
        "q": text,
        "may_adopt": acting_for(request, rules.EDIT) is not None,
    }
    return render_part(request, "regulations/regulation_list.html", "rows", context)


@require_GET
def regulation_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    regulation = _regulation(request, pk)
    versions = list(queries.versions_of(regulation))
    chosen = next((one for one in versions if str(one.pk) == request.GET.get("version")), None)
    shown = chosen or next((one for one in versions if one.is_on(request.standing.day)), None)
    context = {
        "regulation": regulation,
        "versions": versions,
        "shown": shown,
        "lines": paragraphs(shown.text) if shown else [],
        "reviews": queries.reviews_of(regulation),
        "seen_documents": set(
            document_list(request.user)
            .filter(pk__in=[one.document_id for one in versions])
            .values_list("pk", flat=True)
        ),
        "may_edit": may(request.user, rules.EDIT, regulation.unit_id),
        "is_open": versions[0].valid_until is None,
        "is_due": versions[0].valid_until is None and versions[0].review_due_on <= today() + queries.SOON,
    }
    return render(request, "regulations/regulation_detail.html", context)


@require_http_methods(["GET", "POST"])
def regulation_create(request: SignedInRequest) -> HttpResponse:
    unit = acting_for(request, rules.EDIT)
    if unit is None:
        raise PermissionDenied
    form = RegulationForm(request.POST or None, user=request.user)

    def adopt() -> Regulation:
        return actions.adopt_regulation(unit=unit, by=request.user, **form.cleaned_data)

    if (done := _done(request, form, adopt)) is not None:
        messages.success(request, _("The regulation is in the list."))
        return redirect(done)
    return _form_page(request, form, title=_("Enter a regulation"), verb=_("Put it in force"), lede=unit.name)


@require_http_methods(["GET", "POST"])
def version_create(request: SignedInRequest, pk: int) -> HttpResponse:
    regulation = _regulation(request, pk, edit=True)
    last = queries.last_version(regulation)
    form = VersionForm(request.POST or None, user=request.user, initial={"text": last.text})

    def adopt() -> Regulation:
        return actions.adopt_version(regulation, by=request.user, **form.cleaned_data).regulation

    if _done(request, form, adopt) is not None:
        messages.success(request, _("The new version is in the list."))
        return redirect(regulation)
    return _form_page(
        request, form, title=_("New version"), verb=_("Put it in force"), lede=regulation.title, regulation=regulation
    )


@require_GET
def version_compare(request: SignedInRequest, pk: int) -> HttpResponse:
    regulation = _regulation(request, pk)
    versions = list(queries.versions_of(regulation))
    by_pk = {str(one.pk): one for one in versions}
    new = by_pk.get(request.GET.get("new", ""), versions[0])
    before = next((one for one in versions if one.valid_from < new.valid_from), new)
    old = by_pk.get(request.GET.get("old", ""), before)
    rows = compare(old.text, new.text)
    context = {
        "regulation": regulation,
        "versions": versions,
        "old": old,
        "new": new,
        "rows": rows,
        "changed": sum(row.changed for row in rows),
    }
    return render(request, "regulations/version_compare.html", context)


@require_http_methods(["GET", "POST"])
def review_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    regulation = _regulation(request, pk, edit=True)
    form = ReviewForm(request.POST or None)
    if _done(request, form, lambda: actions.confirm_review(regulation, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Reviewed; the next day is noted."))
        return redirect(regulation)
    return _form_page(
        request, form, title=_("Reviewed, still right"), verb=_("Note the review"), lede=regulation.title,
        regulation=regulation,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def regulation_end(request: SignedInRequest, pk: int) -> HttpResponse:
    regulation = _regulation(request, pk, edit=True)
    form = EndForm(request.POST or None)

    def end() -> Regulation:
        actions.end_regulation(regulation, by=request.user, on=form.cleaned_data["on"])
        return regulation

    if _done(request, form, end) is not None:
        messages.success(request, _("The regulation has ended; its versions stay to be read."))
        return redirect(regulation)
    context = {
        "form": form,
        "title": _("End the regulation"),
        "what": _("“%(title)s” will no longer be in force. This cannot be undone.") % {"title": regulation.title},
        "verb": _("End it"),
        "keep": _("Keep it in force"),
        "back": regulation.get_absolute_url(),
        "dangerous": True,
    }
    return render(request, "base/confirm.html", context, status=status_of(request))


def _regulation(request: SignedInRequest, pk: int, *, edit: bool = False) -> Regulation:
    regulation = queries.regulation_page(request.user, pk)
    if regulation is None:
        raise Http404
    if edit and not may(request.user, rules.EDIT, regulation.unit_id):
        raise PermissionDenied
    return regulation


def _done[T](request: SignedInRequest, form: Form, act: Callable[[], T]) -> T | None:
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act()
    except ValidationError as error:
        add_errors(form, error)
        return None


def _form_page(
    request: SignedInRequest, form: Form, *, title: str, verb: str, lede: str, regulation: Regulation | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "verb": verb, "lede": lede, "regulation": regulation}
    return render(request, "regulations/regulation_form.html", context, status=status_of(request))
