from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Sum
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.clock import today
from chibo.base.forms import Form, done, form_page
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.base.vietnamese import parse_year
from chibo.records.studies import actions, queries, rules
from chibo.records.studies.forms import (
    AssignedForm,
    ConclusionForm,
    GroupForm,
    PaperForm,
    QuestionForm,
    ReasonForm,
    SeminarForm,
)  # fmt: skip
from chibo.records.studies.models import Assigned, Group, Paper, Raised, Seminar
from chibo.records.studies.views import around_here, holders
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may, may_anywhere
from chibo.registry.files.http import file_response
from chibo.registry.orgs.queries import around, units_on

PARTS: dict[str, type[Group | Paper | Raised | Assigned]] = {
    "thanh-phan": Group, "tham-luan": Paper, "cau-hoi": Raised, "phan-cong": Assigned,
}  # fmt: skip


@require_GET
def seminar_list(request: SignedInRequest) -> HttpResponse:
    year, text = parse_year(request.GET.get("year", "")), request.GET.get("q", "")
    context = {
        "page": page_of(request, queries.seminar_list(request.user, units=around_here(request), year=year, text=text)),
        "years": queries.years_of(request.user),
        "q": text,
        "may_hold": may_anywhere(request.user, rules.HOLD),
    }
    return render_part(request, "studies/seminar_list.html", "rows", context)


@require_GET
def seminar_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _detail(request, _seminar(request, pk))


@require_http_methods(["GET", "POST"])
def seminar_create(request: SignedInRequest) -> HttpResponse:
    units = holders(request)
    form = SeminarForm(request.POST or None, user=request.user, units=units, initial={"unit": units[0]})
    made: list[Seminar] = []
    if done(request, form, lambda: made.append(actions.plan_seminar(by=request.user, **form.cleaned_data))):
        messages.success(request, _("Planned “%(title)s”.") % {"title": made[0].topic})
        return redirect(made[0])
    return form_page(request, form, "studies/seminar_form.html", {})


@require_http_methods(["GET", "POST"])
def seminar_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    seminar = _seminar(request, pk, hold=True)
    initial = {name: getattr(seminar, name) for name in ("unit", "topic", "held_on", "place")}
    initial["documents"] = seminar.documents.all()
    form = SeminarForm(request.POST or None, user=request.user, units=[seminar.unit], initial=initial)
    if done(request, form, lambda: actions.change_seminar(seminar, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect(seminar)
    return form_page(request, form, "studies/seminar_form.html", {"seminar": seminar})


@require_http_methods(["GET", "POST"])
def part_add(request: SignedInRequest, pk: int, part: str) -> HttpResponse:
    """Add a count of people, a paper, a question or something assigned."""
    seminar = _seminar(request, pk, hold=True)
    if part not in PARTS:
        raise Http404
    form = _form(request, seminar, part)
    if done(request, form, lambda: _add(request, seminar, part, form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect(seminar)
    return form_page(request, form, "studies/part_form.html", {"seminar": seminar, "part": part})


@require_POST
def part_remove(request: SignedInRequest, part: str, pk: int) -> HttpResponse:
    if part not in PARTS:
        raise Http404
    seen = Seminar.objects.permitted(request.user, rules.VIEW)
    row: Any = get_object_or_404(PARTS[part]._default_manager.filter(seminar__in=seen), pk=pk)  # noqa: SLF001 -- Django's documented API
    if not may(request.user, rules.HOLD, row.seminar.unit_id):
        raise PermissionDenied
    try:
        actions.remove_part(row, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Removed."))
    return redirect(row.seminar)


@require_GET
def paper_file(request: SignedInRequest, pk: int) -> FileResponse:
    seen = Seminar.objects.permitted(request.user, rules.VIEW)
    paper = Paper.objects.filter(seminar__in=seen, pk=pk).select_related("file").first()
    if paper is None or paper.file is None:
        raise Http404
    return file_response(paper.file)


@require_http_methods(["GET", "POST"])
def seminar_conclude(request: SignedInRequest, pk: int) -> HttpResponse:
    seminar = _seminar(request, pk, hold=True)
    form = ConclusionForm(request.POST or None, initial={"conclusions": seminar.conclusions})
    if done(request, form, lambda: actions.conclude_seminar(seminar, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The seminar is concluded and counts from now on."))
        return redirect(seminar)
    return form_page(request, form, "studies/conclusion_form.html", {"seminar": seminar})


@require_http_methods(["GET", "POST"])
def seminar_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    seminar = _seminar(request, pk, hold=True)
    form = ReasonForm(request.POST or None)
    if done(
        request, form, lambda: actions.reopen_seminar(seminar, reason=form.cleaned_data["reason"], by=request.user)
    ):
        messages.success(request, _("The seminar is open again; it does not count meanwhile."))
        return redirect(seminar)
    context = {
        "title": _("Open the seminar again"),
        "what": _("While it is open it does not count. The reason is kept in the trail."),
        "verb": _("Open again"),
        "keep": _("Back without saving"),
        "back": seminar.get_absolute_url(),
    }
    return form_page(request, form, "base/confirm.html", context)


def _form(request: SignedInRequest, seminar: Seminar, part: str) -> Form:
    sent: tuple[Any, Any] = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    if part == "phan-cong":
        return AssignedForm(*sent, units=units_on(today()).filter(pk__in=around(seminar.unit_id, today())))
    kinds: dict[str, type[Form]] = {"thanh-phan": GroupForm, "tham-luan": PaperForm, "cau-hoi": QuestionForm}
    return kinds[part](*sent)


def _add(request: SignedInRequest, seminar: Seminar, part: str, data: dict[str, Any]) -> None:
    add: dict[str, Any] = {
        "thanh-phan": actions.add_group,
        "tham-luan": actions.add_paper,
        "cau-hoi": actions.add_question,
        "phan-cong": actions.assign,
    }
    add[part](seminar, by=request.user, **data)


def _seminar(request: SignedInRequest, pk: int, *, hold: bool = False) -> Seminar:
    seminar = queries.seminar_page(request.user, pk)
    if seminar is None:
        raise Http404
    if hold and not may(request.user, rules.HOLD, seminar.unit_id):
        raise PermissionDenied
    return seminar


def _detail(request: SignedInRequest, seminar: Seminar) -> HttpResponse:
    context = {
        "seminar": seminar,
        "people": seminar.groups.aggregate(people=Sum("people"))["people"],
        "may_hold": may(request.user, rules.HOLD, seminar.unit_id),
        "is_past": seminar.held_on <= today(),
    }
    return render(request, "studies/seminar_detail.html", context)
