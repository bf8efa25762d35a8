from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.forms import add_errors, status_of
from chibo.records.scoring import rubric_actions, rules, versions, wording
from chibo.records.scoring.forms import EndForm, VersionForm
from chibo.records.scoring.models import Rubric
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may, may_anywhere, permitted_unit_ids
from chibo.registry.orgs.models import Kind, Unit
from chibo.registry.orgs.queries import nearest_above


@require_GET
def rubric_list(request: SignedInRequest) -> HttpResponse:
    if not may_anywhere(request.user, rules.OVERVIEW):
        raise PermissionDenied
    day = today()
    rows = list(versions.visible_rubrics(request.user))
    context = {
        "rubrics": [(row, row.is_on(day) and (row.base is None or row.base.is_on(day))) for row in rows],
        "may_set": _committee(request) is not None,
    }
    return render(request, "scoring/rubric_list.html", context)


@require_GET
def rubric_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    rubric = _rubric(request, pk)
    others = [one for one in versions.visible_rubrics(request.user) if one.pk != rubric.pk]
    may_end = rubric.unit_id is not None and may(request.user, rules.SET_RUBRIC, rubric.unit_id)
    context = {
        "rubric": rubric,
        "criteria": versions.criteria_of(rubric),
        "levels": wording.levels(rubric),
        "lengths": wording.lengths(rubric),
        "others": others,
        "may_set": _committee(request) is not None,
        "may_end": may_end and (rubric.valid_until is None or rubric.valid_until > today()),
    }
    return render(request, "scoring/rubric_detail.html", context)


@require_GET
def rubric_compare(request: SignedInRequest, pk: int) -> HttpResponse:
    new = _rubric(request, pk)
    others = [one for one in versions.visible_rubrics(request.user) if one.pk != new.pk]
    asked = request.GET.get("with", "")
    old = next((one for one in others if str(one.pk) == asked), new.base or (others[0] if others else new))
    rows = versions.compare(versions.criteria_of(old), versions.criteria_of(new))
    context = {
        "old": old, "new": new, "others": others, "rows": rows, "changed": sum(not row.is_same for row in rows),
        "old_lengths": wording.lengths(old), "new_lengths": wording.lengths(new),
    }  # fmt: skip
    return render(request, "scoring/rubric_compare.html", context)


@require_http_methods(["GET", "POST"])
def rubric_write(request: SignedInRequest, pk: int) -> HttpResponse:
    start = _rubric(request, pk)
    unit = _committee(request)
    if unit is None:
        raise PermissionDenied
    form = VersionForm(request.POST or None, start=start, criteria=versions.criteria_of(start))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = rubric_actions.write_version(
                unit=unit, start=start, title=data["title"], source=data["source"], valid_from=data["valid_from"],
                lines=form.new_lines(), lengths=form.lengths(), is_change=data["is_change"], by=request.user,
            )  # fmt: skip
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The version is in the list."))
            return redirect(made)
    context = {"form": form, "start": start, "unit": unit}
    return render(request, "scoring/rubric_form.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def rubric_end(request: SignedInRequest, pk: int) -> HttpResponse:
    rubric = _rubric(request, pk)
    if rubric.unit_id is None or not may(request.user, rules.SET_RUBRIC, rubric.unit_id):
        raise PermissionDenied
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            rubric_actions.end_version(rubric, on=form.cleaned_data["on"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("From that day on the cells go by the version for all again."))
            return redirect(rubric)
    context = {"form": form, "rubric": rubric}
    return render(request, "scoring/rubric_end.html", context, status=status_of(request))


def _rubric(request: SignedInRequest, pk: int) -> Rubric:
    rubric = versions.visible_rubrics(request.user).filter(pk=pk).first()
    if rubric is None:
        raise Http404
    return rubric


def _committee(request: SignedInRequest) -> Unit | None:
    """Return the committee for whose cells the reader writes versions: where they stand, else their own."""
    own = permitted_unit_ids(request.user, rules.SET_RUBRIC)
    standing = request.standing.unit
    near = nearest_above(standing.pk, (Kind.PARTY, Kind.SUPERIOR), request.standing.day) if standing else None
    if near and near.pk in own:
        return near
    return Unit.objects.filter(pk__in=own).order_by("pk").first()
