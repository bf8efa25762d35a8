from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.clock import today
from chibo.base.forms import done, form_page
from chibo.base.paging import page_of
from chibo.records.reviews import queries, rules, writing
from chibo.records.reviews.forms import PaperForm, SelfReviewForm, filled
from chibo.records.reviews.headings import headings_of
from chibo.records.reviews.levels import Stage
from chibo.records.reviews.models import SelfReview, Subject
from chibo.records.reviews.pages import subject_for
from chibo.records.reviews.paper import to_docx
from chibo.records.reviews.year_record import kept_or_current, record_of, rows_of
from chibo.records.selfchecks.models import SelfCheck
from chibo.records.selfchecks.queries import handed_in, own_check, readable_check
from chibo.registry.access.http import SignedInRequest
from chibo.registry.files.http import made_response
from chibo.registry.files.models import Kind as FileKind


@require_GET
def own(request: SignedInRequest) -> HttpResponse:
    """Show the own reviews, those of the collective one writes for, what to correct and what to read today."""
    page = page_of(request, queries.own_subjects(request.user))
    context = {
        "page": page,
        "rows": [
            {
                "subject": subject, "form": _form_of(subject),
                "due": queries.due_step(subject.campaign, Stage.SELF_REVIEW),
                "is_shown": subject.campaign.is_published,
            }
            for subject in page
        ],
        "to_read": list(queries.to_read_today(request.user, today())),
        "remedies": list(queries.remedies_of(request.user, ())),
        "today": today(),
    }  # fmt: skip
    return render(request, "reviews/own.html", context)


@require_GET
def form_read(request: SignedInRequest, pk: int) -> HttpResponse:
    subject, form = _readable(request, pk)
    context = {
        "subject": subject,
        "form": form,
        "sections": [(title, form.texts.get(code, "")) for code, title in headings_of(subject).items()],
        "facts": rows_of(kept_or_current(subject, form.year_record), collective=subject.is_collective),
        "is_author": queries.writes_for(request.user, subject),
        "points": _points(form),
        "check": _check(request, subject),
    }
    return render(request, "reviews/form_read.html", context)


@require_http_methods(["GET", "POST"])
def form_write(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep a draft or hand it in; the facts of the period stand beside it."""
    subject = _own(request, pk)
    draft = _form_of(subject)
    if draft and draft.handed_in_on:
        return redirect("reviews:form", pk=pk)
    hands_in = "hand_in" in request.POST
    form = SelfReviewForm(request.POST or None, subject=subject, hands_in=hands_in, initial=filled(draft))

    def write() -> None:
        writing.write_form(subject, by=request.user, **form.written)
        if hands_in:
            writing.hand_in(subject, by=request.user)

    if done(request, form, write):
        messages.success(
            request, _("Your form is handed in.") if hands_in else _("The draft is kept; only you see it.")
        )
        return redirect("reviews:form", pk=pk)
    context = {
        "subject": subject,
        "facts": rows_of(record_of(subject), collective=subject.is_collective),
        "due": queries.due_step(subject.campaign, Stage.SELF_REVIEW),
        "checks_self": not subject.is_collective and not subject.campaign.is_quarterly,
        "check": None if subject.is_collective else own_check(request.user, subject.campaign.year),
    }
    return form_page(request, form, "reviews/form_write.html", context)


@require_http_methods(["GET", "POST"])
def form_receive(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the secretary of the cell enter the rating of a form that came on paper."""
    subject = subject_for(request, pk, rules.PROPOSE)
    if subject.is_collective or subject.unrated or _form_of(subject):
        return redirect(subject)
    form = PaperForm(request.POST or None, subject=subject)
    if done(request, form, lambda: writing.receive_on_paper(subject, by=request.user, **form.rated)):
        messages.success(request, _("The form on paper is entered."))
        return redirect(subject)
    return form_page(request, form, "reviews/paper_form.html", {"subject": subject})


@require_POST
def form_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    subject = _own(request, pk)
    try:
        writing.take_back(subject, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("reviews:form", pk=pk)
    messages.success(request, _("The form is a draft again; only you see it."))
    return redirect("reviews:form_write", pk=pk)


@require_GET
def form_word(request: SignedInRequest, pk: int) -> HttpResponse:
    subject, form = _readable(request, pk)
    name = f"kiem-diem-{subject.campaign.year}-{subject.pk}.docx"
    return made_response(to_docx(subject, form), name=name, kind=FileKind.DOCX)


def _readable(request: SignedInRequest, pk: int) -> tuple[Subject, SelfReview]:
    """Return a form that the user reads: the own one, one of the duty, or one before the own meeting today."""
    rows = Subject.objects.select_related("unit", "person", "campaign__unit", "self_review")
    subject = get_object_or_404(rows, pk=pk)
    form = _form_of(subject)
    if form is None or not queries.may_read_form(request.user, subject, form, today()):
        raise Http404
    return subject, form


def _own(request: SignedInRequest, pk: int) -> Subject:
    rows = Subject.objects.select_related("unit", "person", "campaign__unit", "self_review")
    subject = get_object_or_404(rows.prefetch_related("campaign__steps"), pk=pk)
    if not queries.writes_for(request.user, subject):
        if queries.visible_subjects(request.user).filter(pk=pk).exists():
            raise PermissionDenied
        raise Http404
    return subject


def _form_of(subject: Subject) -> SelfReview | None:
    return getattr(subject, "self_review", None)


def _check(request: SignedInRequest, subject: Subject) -> SelfCheck | None:
    """Return the self-check that was handed in with the form, if the user reads it."""
    found = handed_in(subject.person, subject.campaign.year) if subject.person else None
    return readable_check(request.user, found.pk, today()) if found else None


def _points(form: SelfReview) -> object:
    if form.common_points is None or form.task_points is None:
        return None
    return form.common_points + form.task_points
