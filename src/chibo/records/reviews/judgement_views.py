from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.forms import done, form_page
from chibo.base.vietnamese import parse_id
from chibo.records.reviews import actions, planning, polls, queries, rules
from chibo.records.reviews.caps import Move, caps_of
from chibo.records.reviews.forms import DecisionsForm, JudgementsForm, PollForm, SittingForm
from chibo.records.reviews.levels import Body, Level
from chibo.records.reviews.models import Campaign, Subject
from chibo.records.reviews.pages import campaign_for
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import Permission, may
from chibo.registry.orgs.models import Unit

PAPER_LINES = 60


@require_http_methods(["GET", "POST"])
def sitting_set(request: SignedInRequest, pk: int, slug: str) -> HttpResponse:
    campaign, unit = _unit(request, pk, slug, rules.PROPOSE)
    before = campaign.sittings.filter(unit=unit).first()
    form = SittingForm(request.POST or None, initial={"held_on": before.held_on if before else today()})
    if done(
        request, form,
        lambda: planning.set_sitting(campaign, unit, held_on=form.cleaned_data["held_on"], by=request.user),
    ):  # fmt: skip
        messages.success(request, _("On that day the members of the cell read what was handed in."))
        return redirect(campaign)
    return form_page(request, form, "reviews/sitting_form.html", {"campaign": campaign, "unit": unit})


@require_http_methods(["GET", "POST"])
def levels_propose(request: SignedInRequest, pk: int, slug: str) -> HttpResponse:
    campaign, unit = _unit(request, pk, slug, rules.PROPOSE)
    subjects = queries.subjects_of(campaign, unit.pk)
    form = JudgementsForm(request.POST or None, subjects=subjects, before=_said(subjects, Body.CELL))

    def act() -> Sequence[object]:
        return actions.propose(campaign, form.judgements, on=form.cleaned_data["on"], by=request.user)

    page = {
        "campaign": campaign,
        "unit": unit,
        "title": _("Proposals of %(unit)s") % {"unit": unit.name},
        "verb": _("Record the proposals"),
    }
    return _answer(request, form, act, page)


@require_http_methods(["GET", "POST"])
def levels_appraise(request: SignedInRequest, pk: int, slug: str) -> HttpResponse:
    campaign, unit = _unit(request, pk, slug, rules.APPRAISE)
    subjects = _to_appraise(campaign, unit)
    form = JudgementsForm(
        request.POST or None, subjects=subjects, before=_said(subjects, Body.BOARD),
        initial=_initial(subjects, Body.BOARD, Body.CELL),
    )  # fmt: skip

    def act() -> Sequence[object]:
        return actions.appraise(campaign, form.judgements, on=form.cleaned_data["on"], by=request.user)

    page = {
        "campaign": campaign,
        "unit": unit,
        "title": _("Appraisal of %(unit)s") % {"unit": unit.name},
        "verb": _("Record the appraisal"),
    }
    return _answer(request, form, act, page)


@require_http_methods(["GET", "POST"])
def levels_decide(request: SignedInRequest, pk: int, slug: str) -> HttpResponse:
    campaign, unit = _unit(request, pk, slug, rules.DECIDE)
    subjects = [one for one in queries.subjects_of(campaign, unit.pk) if queries.said(one, Body.BOARD)]
    form = DecisionsForm(
        request.POST or None, subjects=subjects, before={}, initial=_initial(subjects, None, Body.BOARD, Body.CELL)
    )

    def act() -> Sequence[object]:
        data = form.cleaned_data
        return actions.decide(
            campaign, form.judgements, paper=data["paper"], decided_on=data["on"], issuer=data["issuer"],
            exception=data.get("exception", ""), by=request.user,
        )  # fmt: skip

    page = {
        "campaign": campaign,
        "unit": unit,
        "title": _("Decision on %(unit)s") % {"unit": unit.name},
        "verb": _("Record the decision"),
    }
    return _answer(request, form, act, page)


@require_http_methods(["GET", "POST"])
def poll_open(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put those who are appraised and not yet voted on onto the paper of a secret ballot."""
    campaign = campaign_for(request, pk, rules.PLAN)
    ready = campaign.subjects.filter(queries.STATES["decide"], poll_line=None).select_related("unit", "person")
    title = _("Vote on the ratings of %(period)s") % {"period": campaign}
    form = PollForm(request.POST or None, subjects=ready, initial={"title": title})
    made: list[Any] = []

    def act() -> None:
        data = form.cleaned_data
        made.append(
            polls.open_poll(
                campaign, list(data["subjects"]), title=data["title"], held_on=data["held_on"],
                summoned=data["summoned"], by=request.user,
            )
        )  # fmt: skip

    if done(request, form, act):
        messages.success(request, _("The ballot is open; two people enter what they count."))
        return redirect(made[0])
    return form_page(request, form, "reviews/poll_form.html", {"campaign": campaign, "most": PAPER_LINES})


@require_GET
def what_if(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how many places the caps give, step by step, and what changes if one subject moves; nothing is saved."""
    campaign = campaign_for(request, pk)
    if not may(request.user, rules.APPRAISE, campaign.unit_id) and not may(
        request.user, rules.DECIDE, campaign.unit_id
    ):
        raise PermissionDenied
    move = _move(request, campaign)
    subjects = list(
        campaign.subjects.filter(unrated="")
        .select_related("unit", "person")
        .annotate(stands=queries.standing_level())
        .order_by("unit__position", "unit", "person__sort_key", "pk")
    )
    barred = queries.barriers(campaign, subjects)
    context = {
        "campaign": campaign,
        "caps": caps_of(campaign, move),
        "move": move,
        "levels": Level,
        "movable": [(one.pk, one.full_name, Level(one.stands).label) for one in subjects if one.stands],
        "barred": [(one, barred[one.pk], one.stands == Level.EXCELLENT) for one in subjects if one.pk in barred],
    }
    return render(request, "reviews/what_if.html", context)


def _answer(
    request: SignedInRequest, form: JudgementsForm, act: Callable[[], Sequence[object]], page: dict[str, Any]
) -> HttpResponse:
    recorded: list[int] = []
    campaign: Campaign = page["campaign"]
    if campaign.is_published:
        messages.error(request, _("The results of this review are published; what is decided now answers an appeal."))
        return redirect(campaign)
    if done(request, form, lambda: recorded.append(len(act()))):
        text = ngettext("Recorded for %(count)d subject.", "Recorded for %(count)d subjects.", recorded[0])
        messages.success(request, text % {"count": recorded[0]})
        return redirect(campaign)
    barred = queries.barriers(campaign, form.subjects)
    votes = polls.outcomes(form.subjects)
    rows = [
        {
            "subject": subject, "level": level, "text": text, "form": _handed_in(subject),
            "cell": queries.said(subject, Body.CELL), "board": queries.said(subject, Body.BOARD),
            "barriers": barred.get(subject.pk, ()), "vote": votes.get(subject.pk),
        }
        for subject, level, text in form.rows()
    ]  # fmt: skip
    return form_page(request, form, "reviews/judgements_form.html", {"rows": rows, **page})


def _unit(request: SignedInRequest, pk: int, slug: str, rule: Permission) -> tuple[Campaign, Unit]:
    campaign = campaign_for(request, pk)
    judged = Unit.objects.filter(pk__in=campaign.subjects.values("unit"))
    if campaign.is_quarterly:
        judged = Unit.objects.filter(pk=campaign.unit_id)
    unit = get_object_or_404(judged, slug=slug)
    if not may(request.user, rules.of(rule, quarterly=campaign.is_quarterly), unit.pk):
        raise PermissionDenied
    return campaign, unit


def _to_appraise(campaign: Campaign, unit: Unit) -> list[Subject]:
    """Return whom the cell has proposed; in a quarter all leaders, first those who have handed in."""
    subjects = queries.subjects_of(campaign, unit.pk)
    if campaign.is_quarterly:
        return sorted(subjects, key=lambda one: _handed_in(one) is None)
    return [one for one in subjects if queries.said(one, Body.CELL)]


def _handed_in(subject: Subject) -> Any:
    form = getattr(subject, "self_review", None)
    return form if form and form.handed_in_on else None


def _said(subjects: Sequence[Subject], body: Body) -> dict[int, tuple[str, str]]:
    found = {subject.pk: queries.said(subject, body) for subject in subjects}
    return {pk: (one.level, one.text) for pk, one in found.items() if one}


def _initial(subjects: Sequence[Subject], *bodies: Body | None) -> dict[str, str]:
    """Begin from what was said last: None stands for the decision."""
    found = {}
    for subject in subjects:
        said = [queries.said(subject, body) if body else None for body in bodies]
        own = _handed_in(subject) if subject.campaign.is_quarterly else None
        levels = [
            subject.level if None in bodies else "",
            *(one.level for one in said if one),
            own.level if own else "",
        ]
        found[f"level_{subject.pk}"] = next(filter(None, levels), "")
    return found


def _move(request: SignedInRequest, campaign: Campaign) -> Move | None:
    pk, level = parse_id(request.GET.get("subject", "")), request.GET.get("to", "")
    subject = campaign.subjects.filter(pk=pk, unrated="").select_related("unit", "person").first() if pk else None
    return Move(subject, Level(level)) if subject and level in Level.values else None
