from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.forms import done, form_page
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.records.reviews import actions, planning, polls, queries, rules
from chibo.records.reviews.forms import OpinionForm, PlaceForm, UnratedForm
from chibo.records.reviews.levels import Body, Level
from chibo.records.reviews.models import Subject
from chibo.records.reviews.pages import campaign_for, subject_for
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may, permitted_unit_ids
from chibo.registry.orgs.models import Unit

FILTERS = {
    "form": gettext_lazy("Form missing"),
    "propose": gettext_lazy("To be proposed"),
    "appraise": gettext_lazy("To be appraised"),
    "decide": gettext_lazy("To be decided"),
    "rated": gettext_lazy("Rated"),
    "unrated": gettext_lazy("Not rated"),
}


@require_GET
def subject_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the list by name to those whose duty it is, each the units of that duty."""
    campaign = campaign_for(request, pk)
    if not permitted_unit_ids(request.user, rules.of(rules.VIEW, quarterly=campaign.is_quarterly)):
        raise PermissionDenied
    get = request.GET
    unit = Unit.objects.filter(slug=get.get("cell", ""), pk__in=campaign.subjects.values("unit")).first()
    rows = queries.subject_list(
        request.user, campaign, units={unit.pk} if unit else None, state=get.get("state", ""), text=get.get("q", ""),
        level=get.get("level", "") if get.get("level") in Level.values else "",
    )  # fmt: skip
    page = page_of(request, rows)
    context = {
        "campaign": campaign,
        "unit": unit,
        "q": get.get("q", ""),
        "filters": FILTERS.items(),
        "levels": Level,
        "page": page,
        "rows": [_row(subject) for subject in page],
    }
    return render_part(request, "reviews/subject_list.html", "rows", context)


@require_GET
def subject_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return render(request, "reviews/subject_detail.html", _context(request, subject_for(request, pk)))


@require_http_methods(["GET", "POST"])
def unrated_set(request: SignedInRequest, pk: int) -> HttpResponse:
    subject = subject_for(request, pk, rules.FOLLOW_UP)
    initial = {"ground": subject.unrated, "reason": subject.unrated_reason}
    form = UnratedForm(request.POST or None, grounds=queries.grounds_of(subject.campaign), initial=initial)
    if done(request, form, lambda: planning.leave_unrated(subject, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect(subject)
    return form_page(request, form, "reviews/unrated_form.html", {"subject": subject})


@require_http_methods(["GET", "POST"])
def place_opine(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record what was concluded in another place where the subject holds a post; the rating stays with the cell."""
    subject = subject_for(request, pk, rules.FOLLOW_UP)
    form = PlaceForm(request.POST or None, units=subject.places.all())
    if done(
        request, form, lambda: actions.give_opinion(subject, body=Body.PLACE, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect(subject)
    return form_page(request, form, "reviews/place_form.html", {"subject": subject})


@require_http_methods(["GET", "POST"])
def inspection_opine(request: SignedInRequest, pk: int) -> HttpResponse:
    subject = subject_for(request, pk, rules.OPINE)
    before = next((one for one in subject.opinions.all() if one.body == Body.INSPECTION), None)
    form = OpinionForm(request.POST or None, initial={"text": before.text if before else ""})

    def act() -> None:
        unit, text = subject.campaign.unit, form.cleaned_data["text"]
        actions.give_opinion(subject, body=Body.INSPECTION, unit=unit, text=text, by=request.user)

    if done(request, form, act):
        messages.success(request, _("Saved."))
        return redirect(subject)
    return form_page(request, form, "reviews/opinion_form.html", {"subject": subject})


def _row(subject: Subject) -> dict[str, Any]:
    form = getattr(subject, "self_review", None)
    return {
        "subject": subject,
        "form": form if form and form.handed_in_on else None,
        "cell": queries.said(subject, Body.CELL),
        "board": queries.said(subject, Body.BOARD),
    }


def _context(request: SignedInRequest, subject: Subject) -> dict[str, Any]:
    user, campaign = request.user, subject.campaign
    has_duty = queries.allowed(user, rules.VIEW, subject)
    author, follows = queries.writes_for(user, subject), queries.allowed(user, rules.FOLLOW_UP, subject)
    form = getattr(subject, "self_review", None)
    shown = queries.is_shown(subject, user)
    decisions = list(subject.decisions.all()) if shown else []
    latest = decisions[0] if decisions else None
    is_open = not campaign.is_published
    return {
        "subject": subject, "campaign": campaign, "has_duty": has_duty, "shown": shown, "today": today(),
        "form": form if queries.may_read_form(user, subject, form, today()) else None,
        "form_handed_in": form.handed_in_on if form else None,
        "is_author": author,
        "decisions": decisions,
        "barriers": queries.barriers(campaign, [subject]).get(subject.pk, ()) if has_duty else (),
        "vote": polls.outcomes([subject]).get(subject.pk) if has_duty else None,
        "may_write": author and is_open and not subject.unrated and not (form and form.handed_in_on),
        "may_receive": is_open and not author and not form and not subject.is_collective and not subject.unrated
        and queries.allowed(user, rules.PROPOSE, subject),
        "may_unrate": is_open and follows,
        "may_place": is_open and follows and bool(subject.places.all()),
        "may_opine": is_open and may(user, rules.OPINE, subject.unit_id),
        "may_follow": follows,
        "may_appeal": author and campaign.is_published and latest and not hasattr(latest, "appeal"),
        "may_answer": may(user, rules.DECIDE, subject.unit_id) and not author,
        "person_id": user.person_id,
    }  # fmt: skip
