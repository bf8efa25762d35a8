"""Run alone by `sandbox`: a line with the kind and the bytes of a file in; the words of its pages out as JSON."""

import io
import json
import sys
import zipfile
from collections.abc import Iterator

from lxml import etree
from pypdf import PdfReader

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def of_word(content: bytes) -> str:
    """Return what stands in the body; heads and feet of pages are left out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(archive.read("word/document.xml"), parser)
    return "\n".join(element.text or "" for element in root.iter(f"{WORD}t"))


def of_pdf(content: bytes) -> str:
    return "\n".join(_without_number(content))


def _without_number(content: bytes) -> Iterator[str]:
    """Yield the pages without the number that stands at the head of all but the first."""
    for number, page in enumerate(PdfReader(io.BytesIO(content)).pages, start=1):
        words = "".join(page.extract_text().split())
        yield words.removeprefix(str(number)) if number > 1 else words


READERS = {"docx": of_word, "pdf": of_pdf}


def main() -> None:
    """Read standard input, write standard output."""
    kind, _, content = sys.stdin.buffer.read().partition(b"\n")
    sys.stdout.write(json.dumps({"text": READERS[kind.decode()](content)}))


if __name__ == "__main__":
    main()
