"""Pages that move a document: given out, done, drafted, signed, issued, confirmed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from chibo.base.clock import today
from chibo.base.forms import Form, add_errors, status_of
from chibo.records.documents import incoming, numbering, outgoing, queries, rules
from chibo.records.documents.authority import objection
from chibo.records.documents.forms import (
    AssignForm,
    CloseForm,
    DraftForm,
    IssueForm,
    OpinionForm,
    ReasonForm,
    SendForm,
    SignForm,
    TermForm,
    lines_of,
)
from chibo.records.documents.models import CommitteeTerm, Delivery, Document
from chibo.records.documents.views import registering_unit, the_document
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import above_ids, subtree_ids, units_on

type Act = Callable[..., object]


@require_http_methods(["GET", "POST"])
def document_assign(request: SignedInRequest, pk: int) -> HttpResponse:
    document = the_document(request, pk, rules.HANDLE)
    own = document.due_on if document.due_on and document.due_on >= today() else None
    due_on = own or incoming.usual_deadline(today())
    form = AssignForm(
        request.POST or None, units=_around(document.unit), initial={"on": today(), "due_on": due_on}
    )  # fmt: skip
    return _step(request, document, form, incoming.assign_document, _("Give the document out"), _("Give it out"))


@require_http_methods(["GET", "POST"])
def document_close(request: SignedInRequest, pk: int) -> HttpResponse:
    document = the_document(request, pk, rules.HANDLE)
    form = CloseForm(request.POST or None, initial={"on": today(), "outcome": document.outcome})
    return _step(request, document, form, incoming.close_document, _("Close the document"), _("Close it"))


@require_http_methods(["GET", "POST"])
def document_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    document = the_document(request, pk, rules.HANDLE)
    form = ReasonForm(request.POST or None)
    return _step(request, document, form, incoming.reopen_document, _("Open the document again"), _("Open it again"))


@require_http_methods(["GET", "POST"])
def draft_create(request: SignedInRequest) -> HttpResponse:
    unit = registering_unit(request)
    form = DraftForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            document = outgoing.draft_document(unit=unit, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The draft is begun."))
            return redirect(document)
    context = {"form": form, "title": _("Begin a document of %(unit)s") % {"unit": unit}, "verb": _("Begin the draft")}
    return render(request, "documents/step_form.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def draft_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    document = the_document(request, pk, rules.EDIT)
    names = ("type", "genre", "recipients_text", "secret")
    initial = {name: getattr(document, name) for name in names}
    initial |= {"title": "" if document.secret else document.title, "carries_out": lines_of(document.carries_out.all())}
    form = DraftForm(request.POST or None, user=request.user, initial=initial)
    return _step(request, document, form, outgoing.change_draft, _("Change the draft"), _("Save"))


@require_http_methods(["GET", "POST"])
def draft_drop(request: SignedInRequest, pk: int) -> HttpResponse:
    document = the_document(request, pk, rules.EDIT)
    if request.method == "POST":
        try:
            outgoing.drop_draft(document, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(document)
        return redirect("documents:list")
    context = {
        "title": _("Delete the draft"),
        "what": _("The draft “%(title)s” is deleted.") % {"title": document.title},
        "consequences": [_("It has no number yet, so no gap appears. It cannot be got back.")],
        "verb": _("Delete the draft"),
        "keep": _("Keep it"),
        "back": document.get_absolute_url(),
        "dangerous": True,
    }
    return render(request, "base/confirm.html", context)


@require_POST
def opinions_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    document = the_document(request, pk, rules.EDIT)
    return _do(request, document, lambda: outgoing.ask_opinions(document, by=request.user))


@require_http_methods(["GET", "POST"])
def opinion_give(request: SignedInRequest, pk: int) -> HttpResponse:
    document = the_document(request, pk, rules.HANDLE)
    form = OpinionForm(request.POST or None)
    return _step(request, document, form, outgoing.give_opinion, _("Opinion on the draft"), _("Give the opinion"))


@require_POST
def document_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    document = the_document(request, pk, rules.EDIT)
    return _do(request, document, lambda: outgoing.submit_document(document, by=request.user))


@require_http_methods(["GET", "POST"])
def document_return(request: SignedInRequest, pk: int) -> HttpResponse:
    document = the_document(request, pk, rules.SIGN)
    form = ReasonForm(request.POST or None)
    return _step(request, document, form, outgoing.return_document, _("Give the document back"), _("Give it back"))


@require_http_methods(["GET", "POST"])
def document_sign(request: SignedInRequest, pk: int) -> HttpResponse:
    document = the_document(request, pk, rules.SIGN)
    form = SignForm(request.POST or None, initial={"signed_on": today(), "signer": str(request.user)})
    return _step(request, document, form, outgoing.sign_document, _("Sign the document"), _("Note the signature"))


@require_http_methods(["GET", "POST"])
def document_issue(request: SignedInRequest, pk: int) -> HttpResponse:
    document = the_document(request, pk, rules.EDIT)
    term, against = queries.term_on(document.unit_id, today()), objection(document, today())
    form = IssueForm(
        request.POST or None, asks_why=against is not None, units=_around(document.unit).exclude(pk=document.unit_id),
        initial={"issued_on": today(), "recipients_text": document.recipients_text},
    )  # fmt: skip
    context: dict[str, Any] = {
        "term": term,
        "next": numbering.next_number(term, document.type) if term else None,
        "issuing": True,
    }
    context["objection"] = against
    title, verb = _("Number and issue the document"), _("Number and issue")
    return _step(request, document, form, outgoing.issue_document, title, verb, **context)


@require_http_methods(["GET", "POST"])
def document_send(request: SignedInRequest, pk: int) -> HttpResponse:
    document = the_document(request, pk, rules.EDIT)
    there = [delivery.unit_id for delivery in document.deliveries.all()]
    units = _around(document.unit).exclude(pk__in=[*there, document.unit_id])
    form = SendForm(request.POST or None, units=units)
    return _step(request, document, form, outgoing.send_further, _("Send to more units"), _("Send"))


@require_POST
def receipt_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    delivery = _delivery(request, pk)
    return _do(request, delivery.document, lambda: outgoing.confirm_receipt(delivery, by=request.user))


@require_POST
def reading_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    delivery = _delivery(request, pk)
    return _do(request, delivery.document, lambda: outgoing.confirm_reading(delivery, by=request.user))


@require_http_methods(["GET", "POST"])
def terms(request: SignedInRequest) -> HttpResponse:
    """Show and record the terms of the committees whose registers the reader keeps; numbers run by them."""
    kept = permitted_unit_ids(request.user, rules.EDIT)
    if not kept:
        raise PermissionDenied
    form = TermForm(
        request.POST or None, units=units_on(today()).filter(pk__in=kept), initial={"unit": request.standing.unit}
    )
    if request.method == "POST" and form.is_valid():
        try:
            numbering.open_term(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The term is recorded."))
            return redirect("documents:terms")
    rows = CommitteeTerm.objects.filter(unit_id__in=kept).select_related("unit").prefetch_related("series")
    return render(request, "documents/terms.html", {"form": form, "terms": rows}, status=status_of(request))


def _around(unit: Unit) -> QuerySet[Unit]:
    """Return where a document of this unit may go: units below it, beside it under one ward, and above it."""
    day = today()
    above = above_ids([unit.pk], day)
    roots = units_on(day).filter(pk__in=above, kind="party").values_list("pk", flat=True)
    return units_on(day).filter(pk__in=above | subtree_ids([unit.pk, *roots], day))


def _delivery(request: SignedInRequest, pk: int) -> Delivery:
    ours = permitted_unit_ids(request.user, rules.RECEIVE)
    delivery = Delivery.objects.get_for(request.user, rules.VIEW, pk=pk)
    the_document(request, delivery.document_id)
    if delivery.unit_id not in ours:
        raise PermissionDenied
    return delivery


def _step(
    request: SignedInRequest, document: Document, form: Form, act: Act, *words: str, **context: Any
) -> HttpResponse:
    """Show the form of one step under its title and verb; sent in, do the step."""
    title, verb = words
    if request.method == "POST" and form.is_valid():
        try:
            act(document, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(document)
    page = {"form": form, "document": document, "title": title, "verb": verb, **context}
    return render(request, "documents/step_form.html", page, status=status_of(request))


def _do(request: SignedInRequest, document: Document, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Saved."))
    return redirect(document)
