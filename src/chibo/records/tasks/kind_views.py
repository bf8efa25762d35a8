"""What tasks count beside themselves, and how long a task has to which nobody gave a deadline."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.forms import add_errors, status_of
from chibo.records.tasks import kinds, queries, rules
from chibo.records.tasks.forms import KindForm, TermForm
from chibo.records.tasks.models import CountKind
from chibo.registry.access.http import SignedInRequest
from chibo.registry.calendar.actions import set_term
from chibo.registry.calendar.queries import terms_of
from chibo.registry.orgs.models import Unit


@require_GET
def kind_list(request: SignedInRequest) -> HttpResponse:
    context = {
        "kinds": queries.kinds_of_counts(),
        "may_edit": queries.office_of(request.user, rules.KEEP_KINDS) is not None,
    }
    return render(request, "tasks/kind_list.html", context)


@require_http_methods(["GET", "POST"])
def kind_edit(request: SignedInRequest, pk: str = "") -> HttpResponse:
    """Add a kind, or change the one that the address names."""
    office = _office(request)
    kind = get_object_or_404(CountKind, pk=pk) if pk else None
    form = KindForm(request.POST or None, initial={"name": kind.name, "noun": kind.noun} if kind else {})
    if request.method == "POST" and form.is_valid():
        try:
            if kind:
                kinds.change_kind(kind, by=request.user, unit_id=office.pk, **form.cleaned_data)
            else:
                kinds.add_kind(by=request.user, unit_id=office.pk, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("tasks:kinds")
    return render(request, "tasks/kind_form.html", {"form": form, "kind": kind}, status=status_of(request))


@require_http_methods(["GET", "POST"])
def kind_remove(request: SignedInRequest, pk: str) -> HttpResponse:
    office = _office(request)
    kind = get_object_or_404(CountKind, pk=pk)
    if request.method == "POST":
        try:
            kinds.remove_kind(kind, by=request.user, unit_id=office.pk)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, _("Removed “%(title)s”.") % {"title": kind.name})
        return redirect("tasks:kinds")
    context = {
        "title": _("Remove this kind of count"), "what": kind.name, "verb": _("Remove"), "keep": _("Keep it"),
        "consequences": [_("It can no longer be chosen. A kind under which something was counted stays.")],
        "back": "../../", "dangerous": True,
    }  # fmt: skip
    return render(request, "base/confirm.html", context)


@require_http_methods(["GET", "POST"])
def term(request: SignedInRequest) -> HttpResponse:
    """Show how long the rule gives, and let an office change it from a day on."""
    office = queries.office_of(request.user, rules.KEEP_KINDS)
    if request.method == "POST" and office is None:
        raise PermissionDenied
    known = list(terms_of(queries.RULE))
    now = known[0] if known else None
    initial = {"since": today(), "length": now.length, "measured": now.measured} if now else {"since": today()}
    form = TermForm(request.POST or None, initial=initial)
    if office and request.method == "POST" and form.is_valid():
        try:
            set_term(code=queries.RULE, by=request.user, unit_id=office.pk, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("days:term")
    context = {"form": form, "terms": known, "may_edit": office is not None}
    return render(request, "tasks/term.html", context, status=status_of(request))


def _office(request: SignedInRequest) -> Unit:
    office = queries.office_of(request.user, rules.KEEP_KINDS)
    if office is None:
        raise PermissionDenied
    return office
