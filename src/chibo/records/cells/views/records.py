from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseFormSet, formset_factory
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.forms import add_errors
from chibo.records.cells import actions, queries
from chibo.records.cells.actions import NewAssignment, NewDecision
from chibo.records.cells.attending import members_at, presence
from chibo.records.cells.filling import filled
from chibo.records.cells.forms import AdoptForm, CorrectionForm, DecisionForm, HeldForm, TextForm, WorkForm
from chibo.records.cells.models import Record, Sitting
from chibo.records.cells.paper import canonical, paper_of
from chibo.records.cells.steps import is_scored
from chibo.records.cells.views.flow import around, begun, is_sent, refusal, widened
from chibo.records.cells.voting import Vote
from chibo.registry.access.http import SignedInRequest

Decisions = formset_factory(DecisionForm, extra=0, max_num=60)
Works = formset_factory(WorkForm, extra=0, max_num=60)
TIMES = ("began_at", "ended_at", "speakers")
LEAST, SPARE = 3, 2
"""How many lines there are at least, and how many are left empty."""


@require_http_methods(["GET", "POST"])
def proceedings(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting, sitting = begun(request, pk)
    here, people = presence(meeting), members_at(meeting)
    form, decisions, works = _forms(request, sitting, people)
    is_more = "more" in request.POST
    if not is_more and is_sent(request, form, decisions, works):
        try:
            _write(request, sitting, form, decisions, works)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("cells:score" if is_scored(meeting) else "cells:texts", pk=pk)
    context = around(meeting, sitting, "proceedings", here) | {
        "form": form, "decisions": decisions, "works": works, "here": here, "scores": is_scored(meeting),
    }  # fmt: skip
    status = 422 if request.method == "POST" and not is_more else 200
    return render(request, "cells/proceedings.html", context, status=status)


def _forms(
    request: SignedInRequest, sitting: Sitting, people: Any
) -> tuple[HeldForm, BaseFormSet[DecisionForm], BaseFormSet[WorkForm]]:
    meeting, more = sitting.meeting, {"people": people}
    if request.method == "POST":
        data = request.POST
        for prefix in ("q", "v"):
            data = widened(request, prefix) if request.POST.get("more") == prefix else data
        form = HeldForm(None if "more" in data else data, people=people, initial=data.dict())
        return form, Decisions(data, prefix="q"), Works(data, prefix="v", form_kwargs=more)
    initial = {name: getattr(meeting, name) for name in TIMES} | {
        "began_at": meeting.began_at or meeting.starts_at, "with_resolution": sitting.with_resolution,
        "chair": sitting.chair, "minute_taker": sitting.minute_taker, "discussion": sitting.discussion,
        "praise": sitting.praise, "shortcomings": sitting.shortcomings,
    }  # fmt: skip
    votes = [
        {"text": row.text, "in_favour": row.in_favour, "against": row.against or None, "blank": row.blank or None}
        for row in queries.decisions(sitting)
    ]
    works = [{"text": row.text, "person": row.person, "due_on": row.due_on} for row in queries.assignments(sitting)]
    return (
        HeldForm(people=people, initial=initial),
        Decisions(prefix="q", initial=_with_room(votes)),
        Works(prefix="v", initial=_with_room(works), form_kwargs=more),
    )


def _with_room(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    empty = max(LEAST - len(lines), SPARE if lines else 0)
    return [*lines, *({} for _line in range(empty))]


def _write(
    request: SignedInRequest,
    sitting: Sitting,
    form: HeldForm,
    decisions: BaseFormSet[DecisionForm],
    works: BaseFormSet[WorkForm],
) -> None:
    data = form.cleaned_data
    votes = [
        NewDecision(line["text"], Vote(line["in_favour"], line["against"] or 0, line["blank"] or 0))
        for line in (one.cleaned_data for one in decisions)
        if line.get("text")
    ]
    new = [
        NewAssignment(line["text"], line["person"], line["due_on"])
        for line in (one.cleaned_data for one in works)
        if line.get("text")
    ]
    times = {name: data.pop(name) for name in TIMES}
    actions.write_proceedings(sitting, decisions=votes, assignments=new, times=times, by=request.user, **data)


@require_http_methods(["GET", "POST"])
def texts(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting, sitting = begun(request, pk)
    context = around(meeting, sitting, "texts")
    records: dict[str, Record] = context["records"]
    kinds = _kinds(sitting)
    initial = {kind.value: _text(sitting, kind, records.get(kind)) for kind in kinds}
    form = TextForm(request.POST or None, initial=initial, with_resolution=sitting.with_resolution)
    if request.method == "POST" and form.is_valid():
        try:
            for kind in kinds:
                actions.write_text(sitting, kind, form.cleaned_data[kind.value], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect("cells:finish", pk=pk)
    context |= {"form": form, "by_hand": any(record.is_by_hand for record in records.values())}
    return render(request, "cells/texts.html", context, status=422 if request.method == "POST" else 200)


def _kinds(sitting: Sitting) -> list[Record.Kind]:
    return [Record.Kind.MINUTES, *([Record.Kind.RESOLUTION] if sitting.with_resolution else [])]


def _text(sitting: Sitting, kind: Record.Kind, record: Record | None) -> str:
    """Return what was edited by hand, or what the records say now."""
    if record and (record.is_by_hand or record.state != Record.State.DRAFT):
        return record.text
    return filled(sitting, kind)


@require_http_methods(["GET", "POST"])
def refill(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask again before what was written by hand is lost."""
    meeting, sitting = begun(request, pk)
    errors: list[str] = []
    if request.method == "POST":
        errors = refusal(lambda: _refill(request, sitting))
        if not errors:
            messages.success(request, _("Filled in again."))
            return redirect("cells:texts", pk=pk)
    context = {
        "title": _("Fill in again"),
        "what": str(meeting),
        "consequences": [*errors, _("What was written by hand in the minutes and the resolution is lost.")],
        "verb": _("Fill in again"),
        "keep": _("Keep what is written"),
        "back": redirect("cells:texts", pk=pk).url,
    }
    return render(request, "base/confirm.html", context, status=422 if errors else 200)


def _refill(request: SignedInRequest, sitting: Sitting) -> None:
    for kind in _kinds(sitting):
        actions.write_text(sitting, kind, filled(sitting, kind), by=request.user)


@require_http_methods(["GET", "POST"])
def finish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Adopt, then lock: two steps, each by one button."""
    meeting, sitting = begun(request, pk)
    here = presence(meeting)
    form = AdoptForm(request.POST if "adopt" in request.POST else None, initial={"in_favour": here.voters})
    if request.method == "POST":
        if "lock" in request.POST:
            errors = refusal(lambda: actions.lock(sitting, by=request.user))
            if not errors:
                messages.success(request, _("Locked. Nobody can change the text any more."))
                return redirect("cells:meeting", pk=pk)
            for words in errors:
                messages.error(request, words)
        elif _adopted(request, sitting, form):
            return redirect("cells:finish", pk=pk)
    context = around(meeting, sitting, "finish", here)
    records: dict[str, Record] = context["records"]
    is_adopted = any(record.adopted_at for record in records.values())
    context |= {
        "form": form, "here": here, "is_adopted": is_adopted, "assignments": queries.assignments(sitting),
        "is_locked": any(record.is_locked for record in records.values()), "may_adopt": bool(records),
    }  # fmt: skip
    return render(request, "cells/finish.html", context, status=422 if request.method == "POST" else 200)


def _adopted(request: SignedInRequest, sitting: Sitting, form: AdoptForm) -> bool:
    vote = None
    if sitting.with_resolution:
        if not form.is_valid():
            return False
        data = form.cleaned_data
        vote = Vote(data["in_favour"], data["against"] or 0, data["blank"] or 0)
    try:
        actions.adopt(sitting, vote=vote, by=request.user)
    except ValidationError as error:
        for words in error.messages:
            messages.error(request, words)
        return False
    return True


@require_GET
def record_page(request: SignedInRequest, pk: int) -> HttpResponse:
    record = _record(request, pk)
    context = {
        "record": record, "paper": paper_of(record), "holds": queries.may_prepare(request.user, record.sitting.meeting),
        "correction": getattr(record, "correction", None), "words": canonical(paper_of(record)),
    }  # fmt: skip
    return render(request, "cells/record_page.html", context)


@require_http_methods(["GET", "POST"])
def record_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    record = _record(request, pk, holds=True)
    if not record.is_locked:
        raise Http404
    earlier: Record | None = getattr(record, "correction", None)
    initial = {"text": earlier.text if earlier else record.text, "because": earlier.because if earlier else ""}
    form = CorrectionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            new = actions.correct(record, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved. Read it through, then lock it."))
            return redirect(new)
    context = {"form": form, "record": record}
    return render(request, "cells/correct.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def correction_lock(request: SignedInRequest, pk: int) -> HttpResponse:
    record = _record(request, pk, holds=True)
    for words in refusal(lambda: actions.lock_correction(record, by=request.user)):
        messages.error(request, words)
    return redirect(record)


def _record(request: SignedInRequest, pk: int, *, holds: bool = False) -> Record:
    record = queries.record_page(request.user, pk)
    if record is None:
        raise Http404
    if holds and not queries.may_prepare(request.user, record.sitting.meeting):
        raise PermissionDenied
    return record
