from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chibo.base.forms import add_errors, status_of
from chibo.base.vietnamese import day as day_text
from chibo.records.structure import actions, queries, rules
from chibo.records.structure.forms import AppointForm, EndPostForm
from chibo.records.structure.views.reach import unit_or_404
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.rules import VIEW_TREE
from chibo.registry.people.models import Tenure, Title


@require_http_methods(["GET", "POST"])
def post_appoint(request: SignedInRequest, slug: str) -> HttpResponse:
    unit = unit_or_404(request, slug, rules.APPOINT)
    text = (request.POST or request.GET).get("q", "").strip()
    day = request.standing.day
    found = queries.found_people(unit, day, text)
    people = queries.people_around(unit, day)
    form = AppointForm(request.POST or None, unit=unit, people=people, shown=found, initial={"on": day})
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "title": Title(form.cleaned_data["title"])}
        try:
            tenure = actions.appoint(data.pop("person"), unit=unit, by=request.user, **data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            names = {"person": tenure.person, "post": tenure.get_title_display(), "day": day_text(tenure.valid_from)}
            messages.success(request, _("%(person)s is %(post)s from %(day)s.") % names)
            return redirect("structure:unit", slug=unit.slug)
    context = {"unit": unit, "form": form, "q": text, "found": found}
    return render(request, "structure/appoint.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def post_end(request: SignedInRequest, pk: int) -> HttpResponse:
    tenure = Tenure.objects.filter(pk=pk).select_related("person", "unit").first()
    if tenure is None or not queries.reaches(request.user, VIEW_TREE, tenure.unit):
        raise Http404
    if not queries.reaches(request.user, rules.APPOINT, tenure.unit):
        raise PermissionDenied
    form = EndPostForm(request.POST or None, initial={"last_day": request.standing.day})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_post(tenure, last_day=form.cleaned_data["last_day"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The post of %(person)s ends.") % {"person": tenure.person})
            return redirect("structure:unit", slug=tenure.unit.slug)
    names = {
        "person": tenure.person, "post": tenure.get_title_display(), "unit": tenure.unit,
        "day": day_text(tenure.valid_from),
    }  # fmt: skip
    context = {
        "title": _("End a post"),
        "what": _("%(person)s is %(post)s of %(unit)s since %(day)s.") % names,
        "verb": _("End the post"),
        "keep": _("Keep the post"),
        "back": reverse("structure:unit", args=[tenure.unit.slug]),
        "form": form,
    }
    return render(request, "base/confirm.html", context, status=status_of(request))
