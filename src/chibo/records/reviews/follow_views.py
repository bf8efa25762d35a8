from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from chibo.base.clock import today
from chibo.base.forms import done, form_page
from chibo.records.reviews import queries, remedying, rules
from chibo.records.reviews.forms import AnswerForm, AppealForm, RemedyForm, ReportForm, SendBackForm
from chibo.records.reviews.models import Appeal, Subject
from chibo.records.reviews.pages import remedy_for, subject_for
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may
from chibo.registry.people.models import Person, Tenure
from chibo.registry.people.queries import members_of


@require_http_methods(["GET", "POST"])
def remedy_set(request: SignedInRequest, pk: int) -> HttpResponse:
    subject = subject_for(request, pk, rules.FOLLOW_UP)
    form = RemedyForm(request.POST or None, people=_people(subject), initial={"owner": subject.person_id})
    if done(request, form, lambda: remedying.set_remedy(subject, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect(subject)
    return form_page(request, form, "reviews/remedy_form.html", {"subject": subject})


@require_http_methods(["GET", "POST"])
def remedy_change(request: SignedInRequest, pk: int) -> HttpResponse:
    remedy = remedy_for(request, pk, rules.FOLLOW_UP)
    initial = {
        "shortcoming": remedy.shortcoming,
        "measure": remedy.measure,
        "owner": remedy.owner_id,
        "due_on": remedy.due_on,
    }
    form = RemedyForm(request.POST or None, people=_people(remedy.subject), initial=initial)
    if done(request, form, lambda: remedying.change_remedy(remedy, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect(remedy.subject)
    return form_page(request, form, "reviews/remedy_form.html", {"subject": remedy.subject})


@require_http_methods(["GET", "POST"])
def remedy_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its owner, or whoever follows it up, says that it is corrected and what proves it."""
    remedy = remedy_for(request, pk)
    if remedy.owner_id != request.user.person_id and not may(request.user, rules.FOLLOW_UP, remedy.subject.unit_id):
        raise PermissionDenied
    form = ReportForm(request.POST or None)
    if done(request, form, lambda: remedying.report_remedy(remedy, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Reported. Somebody else confirms it."))
        return redirect("reviews:own" if remedy.owner_id == request.user.person_id else remedy.subject)
    return form_page(request, form, "reviews/remedy_report.html", {"remedy": remedy})


@require_POST
def remedy_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    remedy = remedy_for(request, pk, rules.FOLLOW_UP)
    try:
        remedying.confirm_remedy(remedy, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Confirmed."))
    return redirect(remedy.subject)


@require_http_methods(["GET", "POST"])
def remedy_send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    remedy = remedy_for(request, pk, rules.FOLLOW_UP)
    form = SendBackForm(request.POST or None)
    if done(request, form, lambda: remedying.send_back_remedy(remedy, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Sent back."))
        return redirect(remedy.subject)
    return form_page(request, form, "reviews/remedy_send_back.html", {"remedy": remedy})


@require_http_methods(["GET", "POST"])
def appeal_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Those concerned do not agree with what was decided about them."""
    subject = subject_for(request, pk)
    decision = subject.decisions.first() if queries.is_shown(subject, request.user) else None
    if not queries.writes_for(request.user, subject):
        raise PermissionDenied
    if decision is None:
        raise Http404
    form = AppealForm(request.POST or None)
    if done(request, form, lambda: remedying.file_appeal(decision, text=form.cleaned_data["text"], by=request.user)):
        messages.success(request, _("Your appeal is filed; the committee answers it."))
        return redirect(subject)
    return form_page(request, form, "reviews/appeal_form.html", {"subject": subject, "decision": decision})


@require_http_methods(["GET", "POST"])
def appeal_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = Appeal.objects.select_related("decision__subject__unit", "decision__subject__person")
    appeal = get_object_or_404(rows.filter(decision__subject__in=queries.visible_subjects(request.user)), pk=pk)
    subject = appeal.decision.subject
    if not may(request.user, rules.DECIDE, subject.unit_id):
        raise PermissionDenied
    form = AnswerForm(request.POST or None, initial={"decided_on": today()})
    if done(request, form, lambda: remedying.answer_appeal(appeal, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The appeal is answered."))
        return redirect(subject)
    return form_page(request, form, "reviews/answer_form.html", {"appeal": appeal, "subject": subject})


def _people(subject: Subject) -> QuerySet[Person]:
    """Return who can be named: the person; of a cell its members, of a committee whoever holds a post in it."""
    if subject.person_id:
        return Person.objects.filter(pk=subject.person_id)
    if subject.unit_id == subject.campaign.unit_id:
        holding = Tenure.objects.on(today()).filter(unit=subject.unit_id)
        return Person.objects.filter(pk__in=holding.values("person"))
    return members_of({subject.unit_id}, today())
