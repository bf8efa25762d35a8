from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.audit import note
from chibo.base.clock import today
from chibo.base.forms import add_errors, done, form_page
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.base.spreadsheets import Column
from chibo.records.contests import queries, rounds, rules
from chibo.records.contests.forms import QuestionForm, QuizForm, RoundForm, filled
from chibo.records.contests.models import Question, Round
from chibo.records.contests.views import contest, workbook
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may, permitted_unit_ids


@require_GET
def round_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Before it is over: how to take part. Afterwards: the right answers, and the places of those one may see."""
    found = _round(request, pk)
    day = today()
    may_run = may(request.user, rules.RUN, found.contest.unit_id)
    over = found.is_over(day)
    own = list(queries.entries_of(request.user, found))
    context = {
        "round": found,
        "is_open": found.is_open(day),
        "is_over": over,
        "questions": queries.questions_of(found) if over or may_run else [],
        "own": own,
        "chosen": queries.chosen_in(own[-1]) if own and over else set(),
        "attempts_left": found.contest.max_attempts - len(own),
        "may_take": may(request.user, rules.TAKE, found.contest.unit_id),
        "may_run": may_run and not found.contest.is_closed,
        **_places(request, found, over=over),
    }
    return render_part(request, "contests/round_detail.html", "rows", context)


@require_http_methods(["GET", "POST"])
def round_add(request: SignedInRequest, pk: int) -> HttpResponse:
    of = contest(request, pk, run=True)
    form = RoundForm(request.POST or None, initial={"opens_on": of.opens_on, "closes_on": of.closes_on})
    made: list[Round] = []
    if done(request, form, lambda: made.append(rounds.add_round(of, by=request.user, **form.cleaned_data))):
        messages.success(request, _("Saved. Now write the questions of this round."))
        return redirect(made[0])
    return form_page(request, form, "contests/round_form.html", {"contest": of})


@require_http_methods(["GET", "POST"])
def round_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _round(request, pk, run=True)
    form = RoundForm(request.POST or None, initial={"opens_on": found.opens_on, "closes_on": found.closes_on})
    if done(request, form, lambda: rounds.change_round(found, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect(found)
    return form_page(request, form, "contests/round_form.html", {"contest": found.contest, "round": found})


@require_http_methods(["GET", "POST"])
def question_add(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _round(request, pk, run=True)
    form = QuestionForm(request.POST or None)
    if done(request, form, lambda: rounds.save_question(found, by=request.user, **form.question)):
        messages.success(request, _("The question is saved."))
        return redirect("contests:question_add" if "another" in request.POST else "contests:round", pk=found.pk)
    return form_page(request, form, "contests/question_form.html", {"round": found})


@require_http_methods(["GET", "POST"])
def question_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    question = _question(request, pk)
    found = question.round
    form = QuestionForm(request.POST or None, initial=filled(question))
    if done(request, form, lambda: rounds.save_question(found, question=question, by=request.user, **form.question)):
        messages.success(request, _("The question is saved."))
        return redirect(found)
    return form_page(request, form, "contests/question_form.html", {"round": found, "question": question})


@require_POST
def question_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    question = _question(request, pk)
    try:
        rounds.remove_question(question, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Removed."))
    return redirect(question.round)


@require_http_methods(["GET", "POST"])
def round_take(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer all questions of an open round on one page."""
    found = _round(request, pk)
    if not may(request.user, rules.TAKE, found.contest.unit_id):
        raise PermissionDenied
    questions = list(queries.questions_of(found)) if found.is_open(today()) else []
    if not questions:
        return redirect(found)
    asked: dict[str, Any] = {"questions": questions, "asks_guess": found.contest.asks_guess}
    if request.method == "POST":
        return _sent(request, found, QuizForm(request.POST, **asked))
    attempt = queries.entries_of(request.user, found).count() + 1
    if attempt > found.contest.max_attempts:
        return redirect(found)
    form = QuizForm(initial={"attempt": attempt}, **asked)
    return form_page(request, form, "contests/quiz.html", {"round": found, "attempt": attempt})


@require_GET
def round_export(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the places of the members whom the reader may see as a workbook, once the round is over."""
    found = _round(request, pk)
    if not permitted_unit_ids(request.user, rules.VIEW_ENTRIES) or not found.is_over(today()):
        raise Http404
    places = queries.ranking(request.user, found).places
    heads = [
        Column(_("Position"), 8, "0"),
        Column(_("Member"), 30),
        Column(_("Unit"), 36),
        Column(_("Right answers"), 14, "0"),
        Column(_("Guess"), 12, "0"),
        Column(_("Off by"), 12, "0"),
    ]
    cells = [
        [one.place, one.entry.person, one.entry.unit.name, one.entry.right, one.entry.guess, one.off] for one in places
    ]
    of = found.contest
    note(of, "results exported", by=request.user, unit_id=of.unit_id, changes={"rows": ["", len(cells)]})
    return workbook(f"cuoc-thi-{of.pk}-vong-{found.number}.xlsx", of.title, heads, cells)


def _sent(request: SignedInRequest, found: Round, form: QuizForm) -> HttpResponse:
    if form.is_valid():
        data = form.cleaned_data
        try:
            rounds.send_entry(
                found, answers=form.answers, attempt=data["attempt"], guess=data.get("guess"), by=request.user
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Your entry is recorded."))
            return redirect(found)
    return form_page(request, form, "contests/quiz.html", {"round": found})


def _places(request: SignedInRequest, found: Round, *, over: bool) -> dict[str, Any]:
    """Return the places, for those who may see entries, once the round is over."""
    if not over or not permitted_unit_ids(request.user, rules.VIEW_ENTRIES):
        return {"ranking": None, "page": None}
    places = queries.ranking(request.user, found)
    return {"ranking": places, "page": page_of(request, places.places)}


def _round(request: SignedInRequest, pk: int, *, run: bool = False) -> Round:
    found = queries.round_page(request.user, pk)
    if found is None:
        raise Http404
    if run and not may(request.user, rules.RUN, found.contest.unit_id):
        raise PermissionDenied
    return found


def _question(request: SignedInRequest, pk: int) -> Question:
    question = get_object_or_404(Question.objects.select_related("round__contest").prefetch_related("choices"), pk=pk)
    _round(request, question.round_id, run=True)
    return question
