from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chibo.base.clock import today
from chibo.base.forms import done, form_page
from chibo.base.htmx import render_part
from chibo.base.paging import page_of
from chibo.records.ballots import rules as ballots
from chibo.records.confidence import actions, queries, rules
from chibo.records.confidence.forms import FollowUpForm, PollForm
from chibo.records.confidence.models import Poll, Subject
from chibo.registry.access.http import SignedInRequest, acting_for
from chibo.registry.access.permissions import may
from chibo.registry.people.models import Person

AFTER = ("told_person_on", "told_above_on", "decision", "decided_on", "done_on")


@require_GET
def poll_list(request: SignedInRequest) -> HttpResponse:
    context = {
        "page": page_of(request, queries.poll_list(request.user)),
        "own": queries.own_subjects(request.user),
        "may_run": acting_for(request, rules.RUN) is not None,
    }
    return render_part(request, "confidence/poll_list.html", "rows", context)


@require_GET
def poll_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _poll(request, pk)
    context = {
        "poll": found,
        "verdict": queries.verdict(request.user, found),
        "subjects": queries.subjects_of(request.user, found),
        "thresholds": queries.thresholds_on(found.ballot.held_on),
        "may_run": may(request.user, rules.RUN, found.unit_id),
        "may_count": may(request.user, ballots.JUDGE, found.unit_id),
    }
    return render(request, "confidence/poll_detail.html", context)


@require_http_methods(["GET", "POST"])
def poll_prepare(request: SignedInRequest) -> HttpResponse:
    unit = acting_for(request, rules.RUN)
    if unit is None:
        raise PermissionDenied
    holders = queries.posts_of(unit, today()).values("person_id")
    people = Person.objects.filter(pk__in=holders).order_by("sort_key", "pk")
    form = PollForm(request.POST or None, people=people)
    made: list[Poll] = []
    if done(request, form, lambda: made.append(actions.prepare_poll(unit=unit, by=request.user, **form.cleaned_data))):
        return redirect(made[0])
    return form_page(request, form, "confidence/poll_form.html", {"unit": unit})


@require_http_methods(["GET", "POST"])
def follow_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record whom the result was told to and what was decided about one person."""
    subject = Subject.objects.filter(pk=pk).select_related("poll__unit", "poll__ballot", "person").first()
    if subject is None or not may(request.user, rules.VIEW, subject.poll.unit_id):
        raise Http404
    if not may(request.user, rules.RUN, subject.poll.unit_id):
        raise PermissionDenied
    form = FollowUpForm(request.POST or None, initial={name: getattr(subject, name) for name in AFTER})
    if done(request, form, lambda: actions.follow_up(subject, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect(subject.poll)
    return form_page(request, form, "confidence/follow_up_form.html", {"subject": subject, "poll": subject.poll})


def _poll(request: SignedInRequest, pk: int) -> Poll:
    found = queries.poll_page(request.user, pk)
    if found is None:
        raise Http404
    return found
