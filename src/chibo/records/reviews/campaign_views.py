from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.audit import note
from chibo.base.clock import today
from chibo.base.forms import done, form_page
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.base.spreadsheets import Column, write_workbook
from chibo.records.reviews import planning, queries, rules
from chibo.records.reviews.forms import (
    CampaignForm,
    DaysForm,
    PublishForm,
    QuarterForm,
    usual_days,
    usual_days_of_quarter,
)
from chibo.records.reviews.levels import Body, Ground, Level
from chibo.records.reviews.models import Campaign
from chibo.records.reviews.pages import campaign_for
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may, may_anywhere, permitted_unit_ids
from chibo.registry.files.http import made_response
from chibo.registry.files.models import Kind as FileKind
from chibo.registry.orgs.models import Kind, Unit


@require_GET
def campaign_list(request: SignedInRequest) -> HttpResponse:
    day = today()
    page = page_of(request, queries.campaign_list(request.user))
    context = {
        "page": page,
        "rows": [(campaign, queries.current_step(campaign, day)) for campaign in page],
        "may_plan": may_anywhere(request.user, rules.PLAN),
        "has_own": request.user.person_id is not None,
    }
    return render_part(request, "reviews/campaign_list.html", "rows", context)


@require_http_methods(["GET", "POST"])
def campaign_plan(request: SignedInRequest) -> HttpResponse:
    unit = _planning_unit(request)
    kind = Campaign.Kind.QUARTER if request.GET.get("kind") == Campaign.Kind.QUARTER else Campaign.Kind.YEAR
    form, made = _plan_form(request, kind), []

    def plan() -> None:
        data = form.cleaned_data
        made.append(
            planning.plan_campaign(
                unit=unit, kind=kind, year=data["year"], quarter=data.get("quarter"), roll_on=data["roll_on"],
                days=form.days, by=request.user,
            )
        )  # fmt: skip

    if done(request, form, plan):
        text = ngettext("On the list: %(count)d.", "On the list: %(count)d.", made[0].subjects.count())
        messages.success(request, text % {"count": made[0].subjects.count()})
        return redirect(made[0])
    return form_page(request, form, "reviews/campaign_form.html", {"unit": unit, "kind": kind})


@require_GET
def campaign_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the calendar to all, how far a cell is to its secretary and the offices, results once published."""
    campaign, user = campaign_for(request, pk), request.user
    counts_all = may(user, rules.COUNT, campaign.unit_id)
    own_cells = permitted_unit_ids(user, rules.of(rules.PROPOSE, quarterly=campaign.is_quarterly))
    units = _units(request, campaign, own_cells, counts_all=counts_all)
    distribution = queries.distribution(campaign)
    context: dict[str, Any] = {
        "campaign": campaign,
        "today": today(),
        "current": queries.current_step(campaign, today()),
        "units": units,
        "offers": any(row[name] for row in units for name in ("may_propose", "may_appraise", "may_decide")),
        "ready": campaign.subjects.filter(queries.STATES["decide"]).exists(),
        "may_plan": may(user, rules.PLAN, campaign.unit_id) and not campaign.is_published,
        "may_publish": may(user, rules.DECIDE, campaign.unit_id)
        and not campaign.is_published
        and not any(one.waiting for one in distribution.values()),
        "may_poll": may(user, rules.PLAN, campaign.unit_id) and not campaign.is_published,
        "polls": queries.polls_of(campaign) if may(user, rules.PLAN, campaign.unit_id) else [],
        "sees_names": bool(permitted_unit_ids(user, rules.of(rules.VIEW, quarterly=campaign.is_quarterly))),
        "may_count": counts_all,
        "may_whatif": may(user, rules.APPRAISE, campaign.unit_id) or may(user, rules.DECIDE, campaign.unit_id),
    }
    if counts_all or campaign.is_published:
        begun = {name: one for name, one in distribution.items() if one.rated or campaign.is_published}
        context["distribution"] = _tables(begun)
    return render(request, "reviews/campaign_detail.html", context)


@require_http_methods(["GET", "POST"])
def days_change(request: SignedInRequest, pk: int) -> HttpResponse:
    campaign = campaign_for(request, pk, rules.PLAN)
    initial = {f"day_{step.stage}": step.due_on for step in campaign.steps.all()}
    form = DaysForm(request.POST or None, stages=campaign.stages, initial=initial)
    if done(request, form, lambda: planning.change_days(campaign, days=form.days, by=request.user)):
        messages.success(request, _("Saved."))
        return redirect(campaign)
    return form_page(request, form, "reviews/days_form.html", {"campaign": campaign})


@require_POST
def roll_take(request: SignedInRequest, pk: int) -> HttpResponse:
    campaign = campaign_for(request, pk, rules.PLAN)
    try:
        added = planning.take_roll(campaign, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request, ngettext("Put on the list: %(count)d.", "Put on the list: %(count)d.", added) % {"count": added}
        )
    return redirect(campaign)


@require_http_methods(["GET", "POST"])
def campaign_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    campaign = campaign_for(request, pk, rules.DECIDE)
    form = PublishForm(request.POST or None)
    if done(request, form, lambda: planning.publish(campaign, on=form.cleaned_data["on"], by=request.user)):
        messages.success(request, _("The results are published."))
        return redirect(campaign)
    context = {
        "title": _("Publish the results?"),
        "what": _("Each person sees the own level, each cell its own, all members how many reached which level."),
        "consequences": [
            _("From then on a level changes only by answering an appeal."),
            _("Everybody on the list must be rated or named as not rated."),
        ],
        "verb": _("Publish"),
        "keep": _("Not yet"),
        "back": campaign.get_absolute_url(),
        "dangerous": False,
    }
    return form_page(request, form, "base/confirm.html", context)


@require_GET
def campaign_export(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the list by name to those whose duty it is, as a workbook; the trail keeps that it was taken."""
    campaign = campaign_for(request, pk, rules.VIEW)
    rows = list(queries.subject_list(request.user, campaign))
    heads = [
        Column(_("Member or collective"), 32), Column(_("Cell"), 30), Column(_("Group of subjects"), 24),
        Column(_("Own rating"), 26), Column(_("Proposed"), 26), Column(_("Appraised"), 26), Column(_("Decided"), 26),
        Column(_("Not rated because"), 34),
    ]  # fmt: skip
    cells = [_exported(subject) for subject in rows]
    changes = {"rows": ["", len(cells)]}
    note(campaign, "results exported", by=request.user, unit_id=campaign.unit_id, changes=changes)
    book = write_workbook(_("Review of %(period)s") % {"period": campaign}, heads, cells)
    return made_response(book, name=f"danh-gia-xep-loai-{campaign.pk}.xlsx", kind=FileKind.XLSX)


def _exported(subject: Any) -> list[Any]:
    form = getattr(subject, "self_review", None)
    said = [queries.said(subject, body) for body in (Body.CELL, Body.BOARD)]
    own = form.get_level_display() if form is not None and form.handed_in_on else ""
    ground = subject.unrated_reason or subject.get_unrated_display() if subject.unrated else ""
    return [
        str(subject), subject.unit.name, subject.get_group_display(), own,
        *(one.get_level_display() if one else "" for one in said), subject.get_level_display(), ground,
    ]  # fmt: skip


def _plan_form(request: SignedInRequest, kind: Campaign.Kind) -> CampaignForm:
    """Return the form for a year, or for the quarter that is running."""
    day, sent = today(), request.POST or None
    if kind is Campaign.Kind.YEAR:
        return CampaignForm(sent, initial={"year": day.year, "roll_on": day, **usual_days(day.year)})
    quarter = (day.month + 2) // 3
    days = usual_days_of_quarter(day.year, quarter)
    return QuarterForm(sent, initial={"year": day.year, "quarter": quarter, "roll_on": day, **days})


def _planning_unit(request: SignedInRequest) -> Unit:
    """Return the Party organisation whose committee plans: where one stands, else the first one may plan for."""
    permitted = permitted_unit_ids(request.user, rules.PLAN)
    here = request.standing.unit
    if here and here.pk in permitted and here.kind == Kind.PARTY:
        return here
    found = Unit.objects.filter(pk__in=permitted, kind=Kind.PARTY).first()
    if found is None:
        raise PermissionDenied
    return found


def _units(request: SignedInRequest, campaign: Campaign, own: set[int], *, counts_all: bool) -> list[dict[str, Any]]:
    """Return how far the units are: all for those who count, else the own ones; and what one may do in each."""
    user, open_ = request.user, not campaign.is_published
    board, leader = (may(user, rule, campaign.unit_id) for rule in (rules.APPRAISE, rules.DECIDE))
    sittings = {sitting.unit_id: sitting.held_on for sitting in campaign.sittings.all()}
    return [
        {
            "progress": row, "sitting": sittings.get(row.unit.pk), "may_propose": open_ and row.unit.pk in own,
            "may_appraise": open_ and board and (row.handed_in if campaign.is_quarterly else row.proposed),
            "may_decide": open_ and leader and row.appraised,
        }
        for row in queries.progress(campaign, None if counts_all else own)
    ]  # fmt: skip


def _tables(found: dict[str, queries.Distribution]) -> list[dict[str, Any]]:
    """Return the two distributions as tables: every level, also those that nobody reached."""
    titles = {"organisations": _("Organisations"), "members": _("Members")}
    return [
        {
            "title": titles[name],
            "counts": one,
            "levels": [(level.label, one.levels.get(level, 0), _share(one, level)) for level in Level],
            "unrated": [(ground.label, one.unrated[ground]) for ground in Ground if one.unrated.get(ground)],
        }
        for name, one in found.items()
        if one.all
    ]


def _share(one: queries.Distribution, level: Level) -> Any:
    return 100 * one.levels.get(level, 0) / one.rated if one.rated else None
