"""A report as a file: made anew for a draft, and for a signed one the bytes that were signed."""

from collections.abc import Callable

from chibo.reports.compose import compose
from chibo.reports.document import Document
from chibo.reports.html import to_html
from chibo.reports.models import Report, SignedFile
from chibo.reports.pdf import to_pdf
from chibo.reports.word import to_docx

RENDERERS: dict[str, Callable[[Document], bytes]] = {
    SignedFile.Kind.DOCX: to_docx,
    SignedFile.Kind.PDF: to_pdf,
    SignedFile.Kind.HTML: to_html,
}
MEDIA_TYPES: dict[str, str] = {
    SignedFile.Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    SignedFile.Kind.PDF: "application/pdf",
    SignedFile.Kind.HTML: "text/html; charset=utf-8",
}


def render(document: Document, kind: SignedFile.Kind) -> bytes:
    return RENDERERS[kind](document)


def render_file(report: Report, kind: SignedFile.Kind) -> bytes:
    """Return the file as it was signed, or a draft as it stands."""
    if report.is_signed:
        return bytes(report.files.get(kind=kind).content)
    return render(compose(report, report.blocks.order_by("position")).document, kind)
