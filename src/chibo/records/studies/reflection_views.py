from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.forms import done, form_page
from chibo.records.studies import queries, reflecting, rules
from chibo.records.studies.forms import AssessmentForm, ReasonForm, ReflectionForm
from chibo.records.studies.models import Reflection
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.files.http import file_response


@require_GET
def reflection_read(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _readable(request, pk), AssessmentForm())


@require_http_methods(["GET", "POST"])
def reflection_write(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep a draft, or hand it in: two buttons of one form."""
    reflection = _readable(request, pk)
    if reflection.person_id != request.user.person_id:
        raise PermissionDenied
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ReflectionForm(*sent, reflection=reflection, initial={"text": reflection.text})
    handing_in = "hand_in" in request.POST

    def act() -> None:
        data = form.cleaned_data
        reflecting.write(
            reflection, text=data["text"], upload=data["upload"], drop_file=data.get("drop_file", False),
            by=request.user,
        )  # fmt: skip
        if handing_in:
            reflecting.hand_in(reflection, by=request.user)

    if done(request, form, act):
        told = _("Your reflection is handed in.") if handing_in else _("Draft saved. Only you can read it.")
        messages.success(request, told)
        return redirect(reflection)
    return form_page(request, form, "studies/reflection_form.html", {"reflection": reflection})


@require_POST
def reflection_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    reflection = _readable(request, pk)
    try:
        reflecting.withdraw(reflection, by=request.user)
    except ValidationError as error:
        return _page(request, reflection, AssessmentForm(), error=error)
    messages.success(request, _("Your reflection is taken back; you can change it."))
    return redirect("studies:write", pk=reflection.pk)


@require_POST
def reflection_assess(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a mark, or give the reflection back: two buttons of one form."""
    reflection = _readable(request, pk)
    if not queries.may_assess(request.user, reflection):
        raise PermissionDenied
    returning = "give_back" in request.POST
    form = AssessmentForm(request.POST, returning=returning)

    def act() -> None:
        data = form.cleaned_data
        if returning:
            reflecting.give_back(reflection, comment=data["comment"], by=request.user)
        else:
            reflecting.assess(reflection, mark=data["mark"], comment=data["comment"], by=request.user)

    if done(request, form, act):
        messages.success(request, _("The reflection is given back.") if returning else _("The mark is recorded."))
        return redirect(reflection.programme)
    return _page(request, reflection, form)


@require_GET
def reflection_file(request: SignedInRequest, pk: int) -> FileResponse:
    reflection = _readable(request, pk)
    if reflection.file is None:
        raise Http404
    return file_response(reflection.file)


@require_http_methods(["GET", "POST"])
def reflection_release(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = Reflection.objects.filter(queries.named_to(request.user)).defer("text", "comment")
    reflection = get_object_or_404(seen.select_related("programme", "person"), pk=pk)
    if reflection.unit_id not in permitted_unit_ids(request.user, rules.COLLECT):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    programme = reflection.programme
    if done(request, form, lambda: reflecting.release(reflection, reason=form.cleaned_data["reason"], by=request.user)):
        messages.success(request, _("No reflection is asked of this comrade any more."))
        return redirect(programme)
    what = _("%(name)s is not asked for a reflection any more and counts no longer among those who owe one.")
    context = {
        "title": _("No longer due"),
        "what": what % {"name": reflection.person.full_name},
        "verb": _("Ask no longer"),
        "keep": _("Back without saving"),
        "back": programme.get_absolute_url(),
    }
    return form_page(request, form, "base/confirm.html", context)


def _readable(request: SignedInRequest, pk: int) -> Reflection:
    """Return a reflection whose text the user may read; for all others there is none."""
    reflection = queries.reflection_page(request.user, pk)
    if reflection is None:
        raise Http404
    return reflection


def _page(
    request: SignedInRequest, reflection: Reflection, form: AssessmentForm, error: ValidationError | None = None
) -> HttpResponse:
    context = {
        "reflection": reflection,
        "is_own": reflection.person_id == request.user.person_id,
        "may_assess": reflection.state == Reflection.State.HANDED_IN and queries.may_assess(request.user, reflection),
        "form": form,
        "errors": error.messages if error else [],
    }
    return render(request, "studies/reflection.html", context, status=422 if error or form.errors else 200)
