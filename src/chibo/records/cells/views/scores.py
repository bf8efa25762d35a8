from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chibo.records.cells.steps import is_scored
from chibo.records.cells.views.flow import around, begun, refusal
from chibo.records.scoring import actions as scoring
from chibo.records.scoring.queries import as_lines, scored
from chibo.registry.access.http import SignedInRequest


@require_http_methods(["GET", "POST"])
def score(request: SignedInRequest, pk: int) -> HttpResponse:
    """Score the meeting before its minutes are written: as suggested by one button, or line by line."""
    meeting, sitting = begun(request, pk)
    if not is_scored(meeting):
        return redirect("cells:texts", pk=pk)
    errors: list[str] = []
    if request.method == "POST":
        errors = refusal(lambda: scoring.accept_suggestions(meeting, by=request.user))
        if not errors:
            messages.success(request, _("The score is saved."))
            return redirect("cells:texts", pk=pk)
    try:
        rubric, sheet, _facts = scoring.suggested(meeting)
    except ValidationError as error:
        messages.info(request, error.messages[0])
        return redirect("cells:texts", pk=pk)
    lines = as_lines(sheet)
    known = [line for line in lines if line.suggested is not None]
    context = around(meeting, sitting, "score") | {
        "errors": errors, "scored": scored(meeting), "rubric": rubric, "known": known,
        "suggested": sum(line.points for line in known), "of": sum(line.most for line in known),
        "rest": sum(line.most for line in lines if line.suggested is None),
    }  # fmt: skip
    return render(request, "cells/score.html", context, status=422 if errors else 200)
