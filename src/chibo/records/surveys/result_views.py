"""The published tables on a page, in Excel and in Word."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from chibo.base.audit import note
from chibo.base.spreadsheets import Column, write_workbook
from chibo.records.surveys import queries
from chibo.records.surveys.models import Survey
from chibo.records.surveys.readings import lines_of
from chibo.records.surveys.views import seen
from chibo.records.surveys.word import summary_of
from chibo.registry.access.http import SignedInRequest
from chibo.registry.files.http import made_response
from chibo.registry.files.models import Kind as FileKind


@require_GET
def results(request: SignedInRequest, pk: int) -> HttpResponse:
    survey = _published(request, pk)
    context = {
        "survey": survey,
        "results": queries.results(survey),
        "in_several": queries.in_several_groups(survey),
        "measures": queries.measures_of(survey),
    }
    return render(request, "surveys/results.html", context)


@require_GET
def results_export(request: SignedInRequest, pk: int) -> HttpResponse:
    survey = _published(request, pk)
    heads = [
        Column(_("About"), 36),
        Column(_("Question"), 44),
        Column(_("Group"), 30),
        Column(_("Answer"), 30),
        Column(_("Asked"), 10, "0"),
        Column(_("Valid ballots"), 12, "0"),
        Column(_("Number"), 10, "0"),
        Column(_("Percent of valid ballots"), 16, "0.0"),
        Column(_("Percent of those asked"), 16, "0.0"),
    ]
    found = queries.results(survey)
    rows = [
        [
            table.subject.name if table.subject else "", table.question.text, table.group or _("All together"),
            line.answer, table.invited, table.valid, line.count, line.of_valid, line.of_invited,
        ]
        for result in found for table in (result.total, *result.groups) for line in lines_of(table)
    ]  # fmt: skip
    note(survey, "results exported", by=request.user, unit_id=survey.unit_id, changes={"rows": ["", len(rows)]})
    return made_response(
        write_workbook(survey.title, heads, rows), name=f"lay-y-kien-{survey.pk}.xlsx", kind=FileKind.XLSX
    )


@require_GET
def results_word(request: SignedInRequest, pk: int) -> HttpResponse:
    survey = _published(request, pk)
    paper = summary_of(survey, queries.results(survey), list(queries.measures_of(survey)))
    note(survey, "summary written", by=request.user, unit_id=survey.unit_id)
    return made_response(paper, name=f"lay-y-kien-{survey.pk}.docx", kind=FileKind.DOCX)


def _published(request: SignedInRequest, pk: int) -> Survey:
    survey = seen(request, pk, watch=True)
    if not survey.is_published:
        raise Http404
    return survey
