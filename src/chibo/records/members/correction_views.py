from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.forms import add_errors, status_of
from chibo.base.paging import page_of
from chibo.records.members import actions, queries, rules
from chibo.records.members.forms import CorrectionForm, DeclineForm
from chibo.records.members.holdings import details_of
from chibo.records.members.models import Correction
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may_anywhere


@require_http_methods(["GET", "POST"])
def correction_propose(request: SignedInRequest, field: str) -> HttpResponse:
    person = request.user.person
    if field not in Correction.FIELDS or person is None:
        raise Http404
    form = CorrectionForm(request.POST or None, field=field)
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_correction(person, field=field, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Sent to the secretary. The answer will stand on this page."))
            return redirect("members:me")
    held = next(detail for detail in details_of(person, in_clear=True) if detail.name == field)
    return render(request, "members/correction_form.html", {"form": form, "held": held}, status=status_of(request))


@require_GET
def correction_list(request: SignedInRequest) -> HttpResponse:
    if not may_anywhere(request.user, rules.DECIDE_CORRECTION):
        raise PermissionDenied
    return _list(request)


@require_POST
def correction_accept(request: SignedInRequest, pk: int) -> HttpResponse:
    correction = Correction.objects.get_for(request.user, rules.DECIDE_CORRECTION, pk=pk)
    try:
        actions.accept_correction(correction, by=request.user)
    except ValidationError as error:
        return _list(request, error)
    messages.success(request, _("The record was corrected."))
    return redirect("members:corrections")


@require_http_methods(["GET", "POST"])
def correction_decline(request: SignedInRequest, pk: int) -> HttpResponse:
    correction = Correction.objects.get_for(request.user, rules.DECIDE_CORRECTION, pk=pk)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decline_correction(correction, answer=form.cleaned_data["answer"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Declined; the member reads why."))
            return redirect("members:corrections")
    context = {"form": form, "correction": correction, "label": correction.label}
    return render(request, "members/correction_decline.html", context, status=status_of(request))


def _list(request: SignedInRequest, error: ValidationError | None = None) -> HttpResponse:
    everything = request.GET.get("all") == "1"
    page = page_of(request, queries.correction_list(request.user, open_only=not everything))
    context = {
        "page": page,
        "rows": [(row, row.label) for row in page],
        "everything": everything,
        "errors": error.messages if error else [],
    }
    return render(request, "members/correction_list.html", context, status=422 if error else 200)
