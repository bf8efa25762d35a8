"""After the publication: comments under themes, and what was done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from chibo.base.clock import today
from chibo.base.forms import Form, done, form_page
from chibo.base.paging import page_of
from chibo.records.surveys import following, queries
from chibo.records.surveys.forms import CommentsForm, DoneForm, MeasureForm, ThemeForm
from chibo.records.surveys.models import Measure
from chibo.records.surveys.views import seen
from chibo.registry.access.http import SignedInRequest


@require_http_methods(["GET", "POST"])
def comments(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put each comment of this page under a theme."""
    survey = seen(request, pk, run=True)
    page = page_of(request, queries.comments_of(survey))
    form = CommentsForm(
        request.POST if request.method == "POST" else None, comments=list(page), themes=list(survey.themes.all())
    )
    moved: list[int] = []
    if done(request, form, lambda: moved.append(following.sort_comments(survey, form.chosen, by=request.user))):
        text = ngettext("%(n)d comment was sorted.", "%(n)d comments were sorted.", moved[0]) % {"n": moved[0]}
        messages.success(request, text)
        return redirect(request.get_full_path())
    context = {"survey": survey, "page": page, "theme_form": ThemeForm()}
    return form_page(request, form, "surveys/comments.html", context)


@require_http_methods(["GET", "POST"])
def theme_add(request: SignedInRequest, pk: int) -> HttpResponse:
    survey = seen(request, pk, run=True)
    form = ThemeForm(request.POST or None)
    if done(request, form, lambda: following.add_theme(survey, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("surveys:comments", pk=survey.pk)
    return form_page(request, form, "surveys/part_form.html", {"survey": survey, "title": _("Name a theme")})


@require_http_methods(["GET", "POST"])
def measure_add(request: SignedInRequest, pk: int) -> HttpResponse:
    survey = seen(request, pk, run=True)
    form = MeasureForm(request.POST or None, survey=survey)
    if done(request, form, lambda: following.add_measure(survey, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect(survey)
    return form_page(request, form, "surveys/part_form.html", {"survey": survey, "title": _("Record a measure")})


@require_http_methods(["GET", "POST"])
def measure_done(request: SignedInRequest, pk: int) -> HttpResponse:
    measure = get_object_or_404(Measure.objects.select_related("survey"), pk=pk)
    survey = seen(request, measure.survey_id, run=True)
    form = DoneForm(request.POST or None, initial={"done_on": measure.done_on or today(), "outcome": measure.outcome})
    if done(request, form, lambda: following.finish_measure(measure, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect(survey)
    context = {"survey": survey, "title": _("What came of it"), "measure": measure}
    return form_page(request, form, "surveys/part_form.html", context)


@require_http_methods(["GET", "POST"])
def follow_up_end(request: SignedInRequest, pk: int) -> HttpResponse:
    survey = seen(request, pk, run=True)
    form = Form(request.POST if request.method == "POST" else None)
    if done(request, form, lambda: following.end_follow_up(survey, by=request.user)):
        messages.success(request, _("The survey is closed: everything was followed up."))
        return redirect(survey)
    context = {
        "title": _("Close the survey"),
        "what": _("Everything that was decided is done. No measure can be added afterwards."),
        "verb": _("Close the survey"),
        "keep": _("Not yet"),
        "back": survey.get_absolute_url(),
    }
    return form_page(request, form, "base/confirm.html", context)
