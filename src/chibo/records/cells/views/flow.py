from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.forms import BaseFormSet, formset_factory
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.clock import today
from chibo.base.forms import Form
from chibo.base.text import single_spaced
from chibo.base.vietnamese import parse_id
from chibo.records.cells import actions, queries
from chibo.records.cells.actions import NewItem
from chibo.records.cells.attending import Presence, candidates, presence
from chibo.records.cells.forms import ItemForm
from chibo.records.cells.models import Sitting
from chibo.records.cells.results import last_sitting, results
from chibo.records.cells.steps import is_scored, next_step, reached, steps
from chibo.records.following.queries import followers_of
from chibo.records.meetings import actions as meetings
from chibo.records.meetings import roll_call
from chibo.records.meetings.models import Attendance, Meeting
from chibo.records.meetings.queries import roll_call as roll_rows
from chibo.records.meetings.queries import tally
from chibo.records.scoring.queries import scored
from chibo.records.scoring.rules import VIEW as VIEW_SCORE
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may
from chibo.registry.orgs.models import Kind as UnitKind
from chibo.registry.people.queries import memberships_on

MORE, MOST = 3, 60
EVERYBODY = Q()
Items = formset_factory(ItemForm, extra=0, max_num=MOST)


@require_GET
def meeting_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how a meeting stands to everybody who may read something of it; to its secretary the next step."""
    meeting, sitting = found(request, pk)
    holds = queries.may_prepare(request.user, meeting)
    reads = queries.may_read_agenda(request.user, meeting)
    is_whole = queries.may_read_minutes(request.user, meeting.unit_id) and reads
    records = queries.records_of(sitting) if sitting else {}
    visible = queries.book(request.user, meeting.unit).filter(sitting__meeting=meeting)
    done = reached(meeting, sitting, presence(meeting).unmarked, records) if holds else 0
    context = {
        "meeting": meeting, "sitting": sitting, "holds": holds, "reads": reads, "records": visible,
        "waits": not reads and queries.may_read_minutes(request.user, meeting.unit_id),
        "items": queries.agenda(sitting) if sitting and reads else [],
        "decisions": queries.decisions(sitting) if sitting and is_whole else [],
        "assignments": queries.assignments(sitting) if sitting and is_whole else [],
        "results": results(sitting, last_sitting(sitting)) if sitting and is_whole else [],
        "followers": followers_of(meeting.unit, meeting.held_on),
        "steps": steps(meeting, done) if holds and sitting else [], "next": next_step(meeting, done),
        "score": scored(meeting) if is_scored(meeting) and may(request.user, VIEW_SCORE, meeting.unit_id) else None,
    }  # fmt: skip
    return render(request, "cells/meeting_page.html", context)


@require_POST
def begin(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting, _sitting = found(request, pk, holds=True)
    actions.begin(meeting, by=request.user)
    return redirect("cells:prepare", pk=pk)


@require_http_methods(["GET", "POST"])
def prepare(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting, sitting = begun(request, pk)
    if "gather" in request.POST:
        return _gathered(request, sitting)
    if request.method == "POST" and "more" not in request.POST:
        items = Items(request.POST)
        if items.is_valid():
            lines = sorted(
                (form.cleaned_data for form in items if form.is_kept), key=lambda line: line["order"] or MOST * 10
            )
            new = [NewItem(single_spaced(line["text"]), line["pk"]) for line in lines]
            errors = refusal(lambda: actions.write_agenda(sitting, new, by=request.user))
            if not errors:
                return redirect("cells:convoke", pk=pk)
            return _prepare(request, meeting, sitting, items, errors)
        return _prepare(request, meeting, sitting, items, [])
    return _prepare(request, meeting, sitting, _lines(request, sitting), [])


def _gathered(request: SignedInRequest, sitting: Sitting) -> HttpResponse:
    added = actions.gather(sitting, by=request.user)
    told = ngettext("Added %(count)d item.", "Added %(count)d items.", added) % {"count": added}
    messages.success(request, told if added else _("Nothing new was found."))
    return redirect("cells:prepare", pk=sitting.meeting_id)


def _prepare(
    request: SignedInRequest,
    meeting: Meeting,
    sitting: Sitting,
    items: BaseFormSet[ItemForm],
    errors: list[str],
) -> HttpResponse:
    context = around(meeting, sitting, "prepare") | {
        "items": items, "results": results(sitting, last_sitting(sitting)), "errors": errors,
        "followers": followers_of(meeting.unit, meeting.held_on),
    }  # fmt: skip
    return render(request, "cells/prepare.html", context, status=422 if errors or items.total_error_count() else 200)


def _lines(request: SignedInRequest, sitting: Sitting) -> BaseFormSet[ItemForm]:
    """Return the lines of the agenda and some empty ones; asked for more, what was typed and more."""
    if request.method == "POST":
        return Items(widened(request, "form"))
    known = enumerate(queries.agenda(sitting), start=1)
    initial: list[dict[str, Any]] = [{"pk": item.pk, "order": place, "text": item.text} for place, item in known]
    return Items(initial=[*initial, *({} for _line in range(MORE))])


@require_http_methods(["GET", "POST"])
def convoke(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting, sitting = begun(request, pk)
    if request.method == "POST":
        people = [person for text in request.POST.getlist("who") if (person := parse_id(text))]
        errors = refusal(lambda: actions.summon(meeting, people=people, by=request.user))
        if not errors:
            messages.success(request, _("The members are summoned."))
            return redirect("cells:meeting" if meeting.held_on > today() else "cells:roll", pk=pk)
    else:
        errors = []
    context = around(meeting, sitting, "convoke") | {
        "errors": errors, "items": queries.agenda(sitting), "papers": meeting.papers.all(),
        "documents": meeting.documents.all(),
        "members": memberships_on(meeting.held_on, [meeting.unit_id]).count(),
        "candidates": candidates(meeting) if meeting.unit.kind == UnitKind.GROUP else [],
        "summoned": meeting.attendances.count(),
        "followers": followers_of(meeting.unit, meeting.held_on),
    }  # fmt: skip
    return render(request, "cells/convoke.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
def roll(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark everybody as present at once, then those who were not: what is not marked stays open."""
    meeting, sitting = begun(request, pk)
    if meeting.state == Meeting.State.PLANNED:
        return redirect("cells:convoke", pk=pk)
    errors: list[str] = []
    if request.method == "POST":
        errors = refusal(lambda: meetings.mark(meeting, _marks(request), reasons=_reasons(request), by=request.user))
        if not errors:
            is_over = "all" not in request.POST and not presence(meeting).unmarked
            return redirect("cells:proceedings" if is_over else "cells:roll", pk=pk)
    rows = list(roll_rows(meeting, EVERYBODY))
    context = around(meeting, sitting, "roll") | {
        "errors": errors, "groups": roll_call.groups(rows, ""), "tally": tally(meeting, EVERYBODY),
        "unmarked": [row.pk for row in rows if row.state == Attendance.State.SUMMONED],
        "is_past": meeting.held_on <= today(),
    }  # fmt: skip
    return render(request, "cells/roll.html", context, status=422 if errors else 200)


def _marks(request: SignedInRequest) -> dict[int, str]:
    """Read the radios `dv-<id>`; who has none is present if everybody is."""
    given = {name[3:]: str(value) for name, value in request.POST.items() if name.startswith("dv-")}
    rest = [text for text in request.POST.getlist("unmarked") if "all" in request.POST]
    marks = {pk: Attendance.State.PRESENT.value for text in rest if (pk := parse_id(text))}
    return marks | {pk: value for text, value in given.items() if (pk := parse_id(text))}


def _reasons(request: SignedInRequest) -> dict[int, str]:
    said = {name[6:]: value for name, value in request.POST.items() if name.startswith("ly-do-")}
    return {pk: single_spaced(str(value)) for text, value in said.items() if (pk := parse_id(text))}


def found(request: SignedInRequest, pk: int, *, holds: bool = False) -> tuple[Meeting, Sitting | None]:
    """Return the meeting and how it is led; 404 if the user may not read it, 403 if they may not hold it."""
    meeting = queries.meeting_of_cell(request.user, pk)
    if meeting is None:
        raise Http404
    if holds and not queries.may_prepare(request.user, meeting):
        raise PermissionDenied
    sitting: Sitting | None = getattr(meeting, "sitting", None)
    if sitting:
        sitting.meeting = meeting
    return meeting, sitting


def begun(request: SignedInRequest, pk: int) -> tuple[Meeting, Sitting]:
    """Return a meeting that the user holds and whose preparation has begun; 404 before that."""
    meeting, sitting = found(request, pk, holds=True)
    if sitting is None:
        raise Http404
    return meeting, sitting


def around(meeting: Meeting, sitting: Sitting, at: str, here: Presence | None = None) -> dict[str, Any]:
    """Return what every page of the way shows."""
    records = queries.records_of(sitting)
    done = reached(meeting, sitting, (here or presence(meeting)).unmarked, records)
    return {"meeting": meeting, "sitting": sitting, "steps": steps(meeting, done, at), "records": records}


def refusal(act: Callable[[], Any]) -> list[str]:
    """Do it; return what was refused, in words."""
    try:
        act()
    except ValidationError as error:
        return error.messages
    return []


def widened(request: SignedInRequest, prefix: str, more: int = MORE) -> Any:
    """Return what was typed with some more empty lines."""
    data = request.POST.copy()
    total = data.get(f"{prefix}-TOTAL_FORMS", "0")
    lines = int(total) if total.isdecimal() and len(total) < MORE else MOST
    data[f"{prefix}-TOTAL_FORMS"] = str(min(lines + more, MOST))
    return data


def is_sent(request: SignedInRequest, form: Form, *sets: BaseFormSet[Any]) -> bool:
    return request.method == "POST" and all([form.is_valid(), *(one.is_valid() for one in sets)])
