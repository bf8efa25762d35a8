from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from chibo.registry.files.models import Kind, StoredFile

OFFICE = "application/vnd.openxmlformats-officedocument"
CONTENT_TYPES = {
    Kind.DOCX: f"{OFFICE}.wordprocessingml.document",
    Kind.XLSX: f"{OFFICE}.spreadsheetml.sheet",
    Kind.PDF: "application/pdf",
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.TEXT: "text/plain; charset=utf-8",
}
KEPT_APART = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-cache",
}


def file_response(stored: StoredFile) -> FileResponse:
    """Give the file to be saved, never shown inside our pages; the caller has checked that this reader may have it."""
    return FileResponse(
        stored.path.open("rb"),
        as_attachment=True,
        filename=stored.name,
        content_type=CONTENT_TYPES[Kind(stored.kind)],
        headers=KEPT_APART,
    )


def made_response(content: bytes, *, name: str, kind: Kind) -> HttpResponse:
    """Give what we made ourselves, in the same way."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {**KEPT_APART, "Content-Disposition": disposition}
    return HttpResponse(content, content_type=CONTENT_TYPES[kind], headers=headers)
