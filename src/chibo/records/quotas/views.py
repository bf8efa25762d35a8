from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.forms import add_errors, status_of
from chibo.records.quotas import actions, queries, rules
from chibo.records.quotas.arithmetic import Base, Cap, Population, explanation, greatest
from chibo.records.quotas.forms import ReadingForm
from chibo.records.quotas.models import BASES, Subject
from chibo.registry.access.http import SignedInRequest, acting_for
from chibo.registry.access.permissions import may_anywhere

EXAMPLE = Population(rated=120, reached=100)
"""On the page each reading is worked out for the same people, so that they can be compared."""


@require_GET
def rule_list(request: SignedInRequest) -> HttpResponse:
    if not may_anywhere(request.user, rules.VIEW):
        raise PermissionDenied
    unit, day = request.standing.unit, request.standing.day
    in_force = [queries.rule_for(unit, day, subject=subject) for subject in Subject] if unit else []
    found = [rule for rule in in_force if rule is not None]
    context = {
        "unit": unit,
        "day": day,
        "in_force": [(rule, explanation(queries.cap_of(rule), EXAMPLE)) for rule in found],
        "readings": _readings(queries.cap_of(found[0])) if found else [],
        "rules": queries.rule_list(request.user),
        "example": EXAMPLE,
        "may_set": acting_for(request, rules.SET) is not None,
    }
    return render(request, "quotas/rule_list.html", context)


@require_http_methods(["GET", "POST"])
def reading_set(request: SignedInRequest) -> HttpResponse:
    """Record how the committee reads a rule."""
    unit = acting_for(request, rules.SET)
    if unit is None:
        raise PermissionDenied
    rule = queries.rule_for(unit, request.standing.day)
    initial = {name: getattr(rule, name) for name in ("subject", "base", "scope", "rounding")} if rule else {}
    form = ReadingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_reading(unit=unit, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The committee's reading is set."))
            return redirect("quotas:list")
    return render(request, "quotas/reading_form.html", {"form": form, "unit": unit}, status=status_of(request))


def _readings(cap: Cap) -> list[tuple[str, int]]:
    """Return what each base would give for the example, with the share and rounding in force."""
    return [(str(label), greatest(Cap(cap.share, Base(base), cap.rounding), EXAMPLE)) for base, label in BASES]
