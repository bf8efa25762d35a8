from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chibo.base.clock import today
from chibo.base.forms import add_errors, status_of
from chibo.base.htmx import render_part, wants_part
from chibo.base.paging import page_of
from chibo.base.text import single_spaced
from chibo.base.vietnamese import parse_id, parse_year
from chibo.records.documents.models import Clause
from chibo.records.meetings import actions, queries, roll_call, rules
from chibo.records.meetings.forms import CallOffForm, MeetingForm, PaperForm, ReopenForm
from chibo.records.meetings.models import Attendance, Meeting, Paper
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import may, may_anywhere, permitted_unit_ids
from chibo.registry.orgs.models import Kind
from chibo.registry.orgs.queries import around, heir_of, units_on
from chibo.registry.people.models import Title

HEADS = (Title.HEAD, Title.SECRETARY)
LEADERS = (*HEADS, Title.DEPUTY, Title.STANDING_MEMBER)
LEADING = (Kind.SUPERIOR, Kind.PARTY, Kind.CELL)
BESIDE = (Kind.FRONT, Kind.UNION, Kind.RESIDENTS, Kind.GOVERNMENT, Kind.COUNCIL)


@require_GET
def meeting_list(request: SignedInRequest) -> HttpResponse:
    unit = request.standing.unit
    kind, year, state = (request.GET.get(name, "") for name in ("kind", "year", "state"))
    rows = queries.meeting_list(
        request.user,
        units=around(unit.pk, request.standing.day) if unit else set(),
        kind=kind if kind in Meeting.Kind.values else "",
        year=parse_year(year),
        state=state if state in Meeting.State.values else "",
    )
    context = {
        "page": page_of(request, rows),
        "kinds": Meeting.Kind,
        "years": queries.years_of(request.user),
        "may_plan": may_anywhere(request.user, rules.HOLD),
    }
    return render_part(request, "meetings/meeting_list.html", "rows", context)


@require_GET
def meeting_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    return _detail(request, meeting)


@require_http_methods(["GET", "POST"])
def meeting_create(request: SignedInRequest) -> HttpResponse:
    units = list(units_on(today()).filter(pk__in=permitted_unit_ids(request.user, rules.HOLD)))
    if not units:
        raise PermissionDenied
    first = request.standing.unit if request.standing.unit in units else units[0]
    form = MeetingForm(request.POST or None, user=request.user, units=units, initial={"unit": first})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            meeting = actions.plan_meeting(by=request.user, **data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Planned “%(title)s”.") % {"title": meeting.title})
            return redirect(meeting)
    return render(request, "meetings/meeting_form.html", {"form": form}, status=status_of(request))


@require_http_methods(["GET", "POST"])
def meeting_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk, hold=True)
    initial = {
        "unit": meeting.unit, "kind": meeting.kind, "title": meeting.title, "held_on": meeting.held_on,
        "starts_at": meeting.starts_at, "place": meeting.place, "documents": meeting.documents.all(),
        "clauses": meeting.clauses.all(),
    }  # fmt: skip
    units = [meeting.unit]
    if meeting.state == Meeting.State.PLANNED and (heir := heir_of(meeting.unit, today())) != meeting.unit:
        units.append(heir)
    form = MeetingForm(request.POST or None, user=request.user, units=units, meeting=meeting, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_meeting(meeting, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(meeting)
    context = {"form": form, "meeting": meeting}
    return render(request, "meetings/meeting_form.html", context, status=status_of(request))


@require_POST
def meeting_convoke(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk, hold=True)
    beside = BESIDE if "beside" in request.POST else ()
    leading = LEADING if "leading" in request.POST else ()
    try:
        if meeting.makes_up:
            added = actions.convoke_absent(meeting, queries.absent_from(meeting.makes_up), by=request.user)
        elif meeting.is_of_committee:
            added = actions.convoke_committee(meeting, by=request.user)
        else:
            added = actions.convoke(
                meeting, by=request.user, posts=LEADERS if leading else HEADS, kinds=(*leading, *beside),
                members=not leading,
            )  # fmt: skip
    except ValidationError as error:
        return _detail(request, meeting, error=error)
    message = ngettext("Summoned %(count)d person.", "Summoned %(count)d people.", added)
    messages.success(request, message % {"count": added})
    return redirect(meeting)


@require_http_methods(["GET", "POST"])
def attendance_mark(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    only = queries.may_mark(request.user, meeting)
    if not meeting.attendances.filter(only).exists():
        raise PermissionDenied
    if request.method == "GET":
        return _roll_call(request, meeting)
    if "close" in request.POST and not may(request.user, rules.HOLD, meeting.unit_id):
        raise PermissionDenied
    try:
        actions.mark(meeting, _marks(request), by=request.user, only=only, reasons=_reasons(request))
        if "close" in request.POST:
            actions.close_meeting(meeting, by=request.user)
    except ValidationError as error:
        return _roll_call(request, meeting, error=error)
    if "close" in request.POST:
        messages.success(request, _("The meeting is closed; its figures count from now on."))
        return redirect(meeting)
    if wants_part(request):
        return _roll_call(request, meeting)
    messages.success(request, _("Attendance saved."))
    return redirect(request.get_full_path())


@require_POST
def meeting_close(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk, hold=True)
    try:
        actions.close_meeting(meeting, by=request.user)
    except ValidationError as error:
        return _detail(request, meeting, error=error)
    messages.success(request, _("The meeting is closed; its figures count from now on."))
    return redirect(meeting)


@require_http_methods(["GET", "POST"])
def meeting_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk, hold=True)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_meeting(meeting, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The meeting is open again."))
            return redirect(meeting)
    context = {"form": form, "meeting": meeting}
    return render(request, "meetings/meeting_reopen.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def meeting_call_off(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk, hold=True)
    form = CallOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.call_off(meeting, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("“%(title)s” is called off.") % {"title": meeting.title})
            return redirect("meetings:list")
    context = {"form": form, "meeting": meeting}
    return render(request, "meetings/meeting_call_off.html", context, status=status_of(request))


@require_POST
def make_up_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk, hold=True)
    title = _("Make-up session: %(title)s") % {"title": meeting.title}
    try:
        make_up = actions.plan_meeting(
            unit=meeting.unit, kind=Meeting.Kind.CONFERENCE, title=title[:200], held_on=today(), by=request.user,
            documents=list(meeting.documents.all()), clauses=list(meeting.clauses.all()), makes_up=meeting,
        )  # fmt: skip
        actions.convoke_absent(make_up, queries.absent_from(meeting), by=request.user)
    except ValidationError as error:
        return _detail(request, meeting, error=error)
    return redirect(make_up)


@require_POST
def paper_add(request: SignedInRequest, pk: int) -> HttpResponse:
    meeting = _meeting(request, pk, hold=True)
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            actions.add_paper(meeting, file=upload.file, name=upload.name, by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Added “%(name)s”.") % {"name": upload.name})
            return redirect(meeting)
    return _detail(request, meeting, paper_form=form, status=422)


@require_GET
def paper_download(request: SignedInRequest, pk: int) -> FileResponse:
    paper = Paper.objects.filter(pk=pk, meeting__unit_id__in=permitted_unit_ids(request.user, rules.VIEW)).first()
    if paper is None:
        raise Http404
    return FileResponse(paper.file.open("rb"), as_attachment=True, filename=paper.name)


def _meeting(request: SignedInRequest, pk: int, *, hold: bool = False) -> Meeting:
    meeting = queries.meeting_page(request.user, pk)
    if meeting is None:
        raise Http404
    if hold and not may(request.user, rules.HOLD, meeting.unit_id):
        raise PermissionDenied
    return meeting


def _detail(
    request: SignedInRequest,
    meeting: Meeting,
    *,
    error: ValidationError | None = None,
    paper_form: PaperForm | None = None,
    status: int = 200,
) -> HttpResponse:
    only = queries.may_mark(request.user, meeting)
    own = meeting.attendances.filter(person_id=request.user.person_id or 0).first()
    context = {
        "meeting": meeting,
        "tally": queries.tally(meeting, only),
        "own": own,
        "missed": queries.absent_from(meeting).filter(only) if meeting.is_closed else [],
        "may_hold": may(request.user, rules.HOLD, meeting.unit_id),
        "may_mark": meeting.attendances.filter(only).exists(),
        "is_past": meeting.held_on <= today(),
        "has_points": Clause.objects.filter(document__meetings=meeting).exists(),
        "paper_form": paper_form or PaperForm(),
        "errors": error.messages if error else [],
    }
    return render(request, "meetings/meeting_detail.html", context, status=422 if error else status)


def _roll_call(request: SignedInRequest, meeting: Meeting, error: ValidationError | None = None) -> HttpResponse:
    only = queries.may_mark(request.user, meeting)
    rows = list(queries.roll_call(meeting, only))
    if error:
        chosen = _marks(request)
        for row in rows:
            row.state = chosen.get(row.pk, row.state)
    show = request.GET.get("show", "")
    tally = queries.tally(meeting, only)
    counts = (tally.total, tally.unmarked, tally.others)
    context = {
        "meeting": meeting,
        "groups": roll_call.groups(rows, show),
        "words": render_to_string("meetings/attendance_words.html"),
        "show": show,
        "chips": list(zip(roll_call.Show.choices, counts, strict=True)),
        "unmarked": [row for row in rows if row.state == Attendance.State.SUMMONED],
        "tally": tally,
        "is_past": meeting.held_on <= today(),
        "is_answer": request.method == "POST",
        "may_hold": may(request.user, rules.HOLD, meeting.unit_id),
        "errors": error.messages if error else [],
    }
    part = "state" if request.method == "POST" else "shown"
    return render_part(request, "meetings/attendance.html", part, context, 422 if error else 200)


def _marks(request: SignedInRequest) -> dict[int, str]:
    """Read the radios `dv-<id>`."""
    marks = {name[3:]: value for name, value in request.POST.items() if name.startswith("dv-")}
    rest = request.POST.get("rest", "")
    chosen = {pk: str(value) for text, value in marks.items() if (pk := parse_id(text))}
    unmarked = {pk: rest for text in request.POST.getlist("unmarked") if rest and (pk := parse_id(text))}
    return {**unmarked, **chosen}


def _reasons(request: SignedInRequest) -> dict[int, str]:
    """Read the reasons `ly-do-<id>`."""
    said = {name[6:]: value for name, value in request.POST.items() if name.startswith("ly-do-")}
    return {pk: single_spaced(str(value)) for text, value in said.items() if (pk := parse_id(text))}
