from typing import IO

from django.http import FileResponse

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


def file_response(stored: StoredFile) -> FileResponse:
    """Give the file to be saved, never shown inside our pages; the caller has checked that this reader may have it."""
    return made_response(stored.path.open("rb"), name=stored.name, kind=Kind(stored.kind))


def made_response(content: IO[bytes], *, name: str, kind: Kind) -> FileResponse:
    """Give what we made ourselves, in the same way."""
    return FileResponse(
        content,
        as_attachment=True,
        filename=name,
        content_type=CONTENT_TYPES[kind],
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-cache",
        },
    )
