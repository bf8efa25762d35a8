import io
import stat
import struct
import time
import zipfile
import zlib

import docx
import pytest
from django.utils.translation import override

from chibo.base.guard import FileKind, RefusedFile, inspect, safe_name
from chibo.base.spreadsheets import Column, write_workbook

MIB = 1024 * 1024
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol"}">' for n in range(9))
BOMB = f"<!DOCTYPE x [{ENTITIES}]><x>&e8;</x>"
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
ONE = '<!DOCTYPE x SYSTEM "x.dtd"><x/>'


def a_workbook() -> bytes:
    return write_workbook("Thử", [Column("Họ và tên")], [["Nguyễn Văn An"]])


def a_letter() -> bytes:
    buffer = io.BytesIO()
    letter = docx.Document()
    letter.add_paragraph("Kính gửi Đảng ủy")
    letter.save(buffer)
    return buffer.getvalue()


def changed(*, add=(), replace=None, drop=(), method=zipfile.ZIP_DEFLATED) -> bytes:
    """A sound workbook but for what is added, replaced or dropped."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(a_workbook())) as source, zipfile.ZipFile(buffer, "w", method) as target:
        for name in source.namelist():
            if name not in drop:
                target.writestr(name, (replace or {}).get(name, source.read(name)))
        for name, content in add:
            target.writestr(name, content)
    return buffer.getvalue()


def types(**main: str) -> dict[str, str]:
    parts = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in main.items())
    return {"[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{parts}</Types>'}


def relation(kind: str, target: str, mode: str = "External") -> tuple[str, str]:
    one = f'<Relationship Id="r9" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return (
        "xl/worksheets/_rels/sheet1.xml.rels",
        f'<Relationships xmlns="{PACKAGE}/relationships">{one}</Relationships>',
    )


def a_link() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("xl/media/image1.png")
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return entry


def patched(content: bytes, name: str, field: int, value: bytes) -> bytes:
    """Overwrite a field of the entry's record in the central directory."""
    place = content.index(name.encode(), content.index(b"PK\x01\x02")) - 46 + field
    return content[:place] + value + content[place + len(value) :]


def many_tiny_parts(count: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for n in range(count):
            archive.writestr(f"{n}", b"")
    return buffer.getvalue()


def overlapping() -> bytes:
    """Two names for one compressed stretch, as a bomb without repetition has them."""
    content = changed(add=[("xl/a.xml", b"<a/>"), ("xl/b.xml", b"<a/>")])
    first = content.index(b"PK\x03\x04" + content[content.index(b"xl/a.xml") - 26 : content.index(b"xl/a.xml")])
    return patched(content, "xl/b.xml", 42, struct.pack("<I", first))


def false_central_directory(count: int) -> bytes:
    record = b"PK\x01\x02" + bytes(42)
    return record * count + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(record) * count, 0, 0)


def with_bad_stream() -> bytes:
    """A deflated part whose first block is of a kind that does not exist."""
    content = changed(add=[("xl/a.xml", bytes(1000))])
    place = content.index(b"xl/a.xml") + len("xl/a.xml")
    return content[:place] + b"\x07" + content[place + 1 :]


SHEET, MACRO = FileKind.XLSX.value, "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
HOSTILE = {
    "unpacks to more": {
        "bomb": lambda: changed(add=[("xl/media/a.bin", bytes(90 * MIB))]),
        "bomb in many parts": lambda: changed(add=[(f"xl/{n}", bytes(MIB)) for n in range(110)]),
        "bomb in one sheet": lambda: changed(replace={"xl/worksheets/sheet1.xml": b"<r/>" * 3 * MIB}),
    },
    "definitions": {
        "entity bomb": lambda: changed(replace={"xl/sharedStrings.xml": BOMB, "xl/worksheets/sheet1.xml": BOMB}),
        "entity bomb in capitals": lambda: changed(add=[("xl/EXTRA.XML", BOMB.lower())]),
        "entity bomb in UTF-16": lambda: changed(add=[("xl/extra.xml", BOMB.encode("utf-16"))]),
        "entity bomb in UTF-16, other end first": lambda: changed(add=[("xl/extra.xml", BOMB.encode("utf-16-be"))]),
        "entity definition across two chunks": lambda: changed(add=[("xl/extra.xml", " " * (64 * 1024 - 5) + ONE)]),
        "entity from outside": lambda: changed(add=[("xl/extra.xml", OUTSIDE)]),
        "entity in the types": lambda: changed(replace={"[Content_Types].xml": OUTSIDE}),
        "entity in relationships": lambda: changed(add=[("xl/_rels/extra.rels", OUTSIDE)]),
    },
    "too many parts": {
        "too many parts": lambda: changed(add=[(f"xl/{n}.xml", "<a/>") for n in range(2_100)]),
        "very many parts": lambda: many_tiny_parts(60_000),
        "a directory of nothing": lambda: false_central_directory(400_000),
    },
    "forbidden name": {
        "path upwards": lambda: changed(add=[("../../etc/cron.d/x", "x")]),
        "path upwards inside": lambda: changed(add=[("xl/../../x", "x")]),
        "path upwards, other slash": lambda: changed(add=[("xl\\..\\..\\x", "x")]),
        "absolute path": lambda: changed(add=[("/etc/passwd", "x")]),
        "path with a drive": lambda: changed(add=[("C:/x", "x")]),
        "name with a zero byte": lambda: changed(add=[("xl/a.xml", "x")]).replace(b"xl/a.xml", b"xl/a\0xml"),
        "symbolic link": lambda: changed(add=[(a_link(), "/etc/passwd")]),
        "two parts of one name": lambda: changed(add=[("xl/Workbook.xml", "<a/>")]),
    },
    "macros, embedded objects or links": {
        "macros": lambda: changed(add=[("xl/vbaProject.bin", "x")]),
        "macros under another name": lambda: changed(
            replace=types(a=SHEET, b="application/vnd.ms-office.vbaProject"), add=[("xl/data.bin", "x")]
        ),
        "macro sheet": lambda: changed(add=[("xl/macrosheets/sheet1.xml", "<a/>")]),
        "workbook with macros as type": lambda: changed(replace=types(a=SHEET, b=MACRO)),
        "embedded object": lambda: changed(add=[("xl/embeddings/oleObject1.bin", "x")]),
        "embedded object under another name": lambda: changed(add=[relation("oleObject", "../a.bin", "Internal")]),
        "control": lambda: changed(add=[("xl/activeX/activeX1.xml", "<a/>")]),
        "link to another workbook": lambda: changed(add=[("xl/externalLinks/externalLink1.xml", "<a/>")]),
        "picture from outside": lambda: changed(add=[relation("image", "http://host.example/a.png")]),
        "template from outside": lambda: changed(add=[relation("attachedTemplate", "http://host.example/a.dotm")]),
    },
    "password": {
        "encrypted or old": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096),
        "encrypted part": lambda: patched(changed(add=[("xl/a.xml", "x")]), "xl/a.xml", 8, b"\x01\x00"),
    },
    "damaged": {
        "relationships that are no XML": lambda: changed(add=[("xl/_rels/a.rels", "<Relationships")]),
        "size in the head is false": lambda: patched(
            changed(add=[("xl/a.xml", bytes(9 * MIB))]), "xl/a.xml", 24, struct.pack("<I", 10)
        ),
        "check sum is false": lambda: patched(changed(add=[("xl/a.xml", "x")]), "xl/a.xml", 16, b"\0\0\0\0"),
        "place is false": lambda: patched(changed(add=[("xl/a.xml", "x")]), "xl/a.xml", 42, b"\xff\xff\xff\x7f"),
        "damaged stream": with_bad_stream,
        "parts over one another": overlapping,
        "other compression": lambda: changed(method=zipfile.ZIP_LZMA),
        "compression nobody knows": lambda: patched(changed(add=[("xl/a.xml", "x")]), "xl/a.xml", 10, b"\x63\x00"),
        "cut": lambda: a_workbook()[:-200],
        "cut in the middle": lambda: a_workbook()[:2000],
        "a list of values": "Họ và tên,Năm sinh\nNguyễn Văn An,1990\n".encode,
        "a web page": lambda: b"<html><table><tr><td>1</td></tr></table></html>",
        "nothing": lambda: b"",
        "noise": lambda: zlib.compress(bytes(range(256))) * 50,
        "only the mark of a zip": lambda: b"PK\x03\x04" + bytes(100),
        "empty zip": lambda: b"PK\x05\x06" + bytes(18),
        "no types": lambda: changed(drop=["[Content_Types].xml"]),
        "types in another case": lambda: changed(
            drop=["[Content_Types].xml"], add=[("[content_types].XML", "<Types/>")]
        ),
        "a PDF": lambda: b"%PDF-1.7\n%%EOF\n",
    },
    "kind that is needed": {
        "type only in a remark": lambda: changed(replace={"[Content_Types].xml": f"<Types><!-- {SHEET} --></Types>"}),
        "a letter": a_letter,
    },
    "larger than 20 MB": {
        "more than 20 MB": lambda: a_workbook() + bytes(20 * MIB),
    },
}


@pytest.mark.parametrize(
    ("build", "reason"),
    [pytest.param(build, reason, id=name) for reason, files in HOSTILE.items() for name, build in files.items()],
)
def test_a_hostile_file_is_refused_for_what_it_is_within_a_second(build, reason):
    file = io.BytesIO(build())
    start = time.process_time()
    with override("en"), pytest.raises(RefusedFile, match=reason):
        inspect(file, FileKind.XLSX)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        (a_workbook, FileKind.XLSX),
        (a_letter, FileKind.DOCX),
        (lambda: b"%PDF-1.7\n1 0 obj\n%%EOF\n", FileKind.PDF),
        (lambda: changed(add=[relation("hyperlink", "https://host.example/")]), FileKind.XLSX),
        (lambda: changed(add=[("xl/media/image1.png", bytes(range(256)) * 4000)]), FileKind.XLSX),
    ],
)
def test_an_honest_file_passes_and_stands_at_its_beginning(file, kind):
    content = io.BytesIO(file())
    inspect(content, kind)
    assert content.tell() == 0


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 cut", b"PK\x03\x04", b"<html>", b" %PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_refused(content):
    with pytest.raises(RefusedFile):
        inspect(io.BytesIO(content), FileKind.PDF)


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "passwd"), ("..\\..\\boot.ini", "boot.ini"), ("a\0b\r\nc.docx", "abc.docx"),
        ("CON", "_CON"), ("nul.txt", "_nul.txt"), ("\u202excod.exe", "xcod.exe"), ("", "_"), ("...", "_"), ("/", "_"),
        ('a"b<c>.pdf', "abc.pdf"), ("Nghị quyết số 05.docx", "Nghị quyết số 05.docx"), ("a\u200b.pdf", "a.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"), (".hidden", "hidden"), ("Concord.pdf", "Concord.pdf"),
    ],
)  # fmt: skip
def test_a_name_for_a_download_holds_nothing_but_a_name(given, safe):
    assert safe_name(given) == safe
