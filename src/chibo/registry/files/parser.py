"""Run alone by `sandbox`: a line with the kind and the bytes of a file in; its text and what acts in it out as JSON."""

import io
import json
import sys
import time
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree
from pypdf import PdfReader
from pypdf.generic import IndirectObject
from python_calamine import load_workbook

LONGEST, FIRST, SECONDS = 200_000, 4_000, 3.0
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
ACTING_KEYS = {"/JS", "/JavaScript", "/EF", "/EmbeddedFiles", "/RichMediaContent", "/XFA"}
ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound",
}  # fmt: skip
ACTING_TYPES = {"/FileAttachment", "/RichMedia", "/3D", "/Movie", "/Sound", "/Screen", "/EmbeddedFile"}


def clean(text: str) -> str:
    """Return the text in NFC, without what cannot be seen or stored."""
    kept = (letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs", "Co"})
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def told(pieces: Iterator[str], first: str = "") -> dict[str, Any]:
    """Join the pieces until there is enough, or too much time has gone."""
    begun, parts, length = time.process_time(), [], 0
    for piece in pieces:
        parts.append(piece)
        length += len(piece)
        if length > LONGEST or time.process_time() - begun > SECONDS:
            break
    text = clean("\n".join(parts))[:LONGEST]
    return {"text": text, "first": clean(first)[:FIRST] or text[:FIRST], "acts": False}


def of_word(content: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        types = etree.fromstring(archive.read("[Content_Types].xml"))
        main = next(part.get("PartName", "").lstrip("/") for part in types if part.get("ContentType") == MAIN)
        heads = sorted(name for name in archive.namelist() if name.startswith("word/header"))
        return told(line for name in [*heads, main] for line in paragraphs(archive.read(name)))


def paragraphs(part: bytes) -> Iterator[str]:
    """Yield the paragraphs in reading order, those of tables and text boxes too; what was deleted is left out."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(part, parser)
    for twin in list(root.iter(FALLBACK)):
        twin.getparent().remove(twin)
    line = ""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag == f"{WORD}p":
            if line:
                yield line
            line = ""
        elif event == "end" and element.tag == f"{WORD}t":
            line += element.text or ""
        elif event == "end" and element.tag in {f"{WORD}tab", f"{WORD}br"}:
            line += "\n" if element.tag.endswith("br") else "\t"
    yield line


def of_excel(content: bytes) -> dict[str, Any]:
    workbook = load_workbook(io.BytesIO(content))
    sheets = (workbook.get_sheet_by_name(name) for name in workbook.sheet_names)
    return told("\t".join(str(cell) for cell in row if cell != "") for sheet in sheets for row in sheet.iter_rows())


def of_pdf(content: bytes) -> dict[str, Any]:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        return {"encrypted": True}
    if not len(reader.pages):
        raise ValueError("no page")
    if any(acts(found) for found in objects(reader)):
        return {"acts": True}
    return told((text_of(page) for page in reader.pages), text_of(reader.pages[0]))


def objects(reader: PdfReader) -> Iterator[Any]:
    """Yield every object that the file says it has, reachable from a page or not."""
    yield reader.trailer
    direct = {(number, generation) for generation, table in reader.xref.items() for number in table}
    packed = {(number, 0) for number in reader.xref_objStm}
    for number, generation in sorted(direct | packed):
        try:
            yield reader.get_object(IndirectObject(number, generation, reader))
        except Exception:  # noqa: BLE001, S112 -- an object that no reader can read does nothing
            continue


def acts(found: Any) -> bool:
    """Tell whether an object runs something, opens another file or carries one."""
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            names = {str(one.raw_get(key)) for key in ("/Subtype", "/Type") if key in one}  # type: ignore[attr-defined]
            action = str(one.raw_get("/S")) if "/S" in one else ""  # type: ignore[attr-defined]
            if ACTING_KEYS & set(one) or action in ACTIONS or names & ACTING_TYPES:
                return True
            waiting += dict.values(one)
        elif isinstance(one, list):
            waiting += list.__iter__(one)
    return False


def text_of(page: Any) -> str:
    try:
        return str(page.extract_text())
    except Exception:  # noqa: BLE001 -- a page without readable text is harmless: all of the file was looked at
        return ""


def of_text(content: bytes) -> dict[str, Any]:
    return told(iter([content.decode("utf-8-sig")]))


READERS = {"docx": of_word, "xlsx": of_excel, "pdf": of_pdf, "text": of_text}


def main() -> None:
    """Read standard input, write standard output."""
    kind, _, content = sys.stdin.buffer.read().partition(b"\n")
    sys.stdout.write(json.dumps(READERS[kind.decode()](content)))


if __name__ == "__main__":
    main()
