"""The yearly report of the ward as a Word file, beside python-docx with the same words and pictures."""

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
from docx.oxml.ns import qn
from docx.table import Table

from bench.timing import Comparison, compare
from chibo.base.facts import Period
from chibo.registry.orgs.models import Unit
from chibo.reports.actions import new_report
from chibo.reports.compose import compose_live
from chibo.reports.document import Chart, Document
from chibo.reports.models import Report
from chibo.reports.skeletons import skeleton
from chibo.reports.word import to_docx

if TYPE_CHECKING:
    from collections.abc import Callable

EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"


def run(runs: int) -> list[Comparison]:
    unit = Unit.objects.get(slug="duc-thang")
    report = new_report(unit=unit, kind=Report.Kind.YEAR, period=Period.year(2022))
    whole = compose_live(report, skeleton(report)).document
    charts = sum(isinstance(block, Chart) for block in whole.blocks)
    words = replace(whole, blocks=tuple(block for block in whole.blocks if not isinstance(block, Chart)))
    return [
        _compared(f"the yearly report in Word, charts drawn: {charts}", whole, runs),
        _compared("the same report without its charts", words, runs),
    ]


def _compared(what: str, document: Document, runs: int) -> Comparison:
    made = to_docx(document)
    parts = _parts(made)
    assert _words(_plain(parts)) == _words(made), "the baseline writes other words"
    return compare(what, _named(parts), lambda: to_docx(document), lambda: _plain(parts), runs=runs)


def _named(parts: list[Any]) -> str:
    paragraphs = sum(isinstance(part, str) for part in parts)
    return f"bare python-docx: {paragraphs} paragraphs and {len(parts) - paragraphs} tables or ready pictures"


def _parts(made: bytes) -> list[str | list[list[str]] | bytes]:
    """Take a Word file apart: a paragraph is its text, a table its texts, a picture its bytes.

    python-docx shows no text within content controls, so the elements themselves are read.
    """
    paper = docx.Document(BytesIO(made))
    parts: list[str | list[list[str]] | bytes] = []
    for part in paper.iter_inner_content():
        if isinstance(part, Table):
            parts.append([[_text(cell._tc) for cell in row.cells] for row in part.rows])  # noqa: SLF001 -- as above
            continue
        pictures = part._p.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip")  # noqa: SLF001 -- as above
        parts += [paper.part.related_parts[picture.get(EMBED)].blob for picture in pictures]
        parts.append(_text(part._p))  # noqa: SLF001 -- as above
    return parts


def _text(element: Any) -> str:
    return "".join(text.text or "" for text in element.iter(qn("w:t")))


def _plain(parts: list[str | list[list[str]] | bytes]) -> bytes:
    paper = docx.Document()
    write: dict[type, Callable[[Any], object]] = {
        str: paper.add_paragraph,
        bytes: lambda picture: paper.add_picture(BytesIO(picture)),
        list: lambda rows: _plain_table(paper, rows),
    }
    for part in parts:
        write[type(part)](part)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def _plain_table(paper: Any, rows: list[list[str]]) -> None:
    grid = paper.add_table(len(rows), len(rows[0]))
    for line, texts in zip(grid.rows, rows, strict=True):
        for cell, text in zip(line.cells, texts, strict=True):
            cell.text = text


def _words(made: bytes) -> str:
    return _text(docx.Document(BytesIO(made)).element.body)
