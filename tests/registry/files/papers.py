"""Files as people hand them in: honest ones, and some that are not what they say."""

import io
import struct
import zipfile
import zlib

import docx
from django.core.files.base import ContentFile
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject


def an_upload(content: bytes, name: str) -> ContentFile:
    return ContentFile(content, name=name)


def a_letter(*lines: str) -> bytes:
    buffer = io.BytesIO()
    letter = docx.Document()
    for line in lines or ("Kính gửi Đảng ủy phường",):
        letter.add_paragraph(line)
    letter.save(buffer)
    return buffer.getvalue()


def a_writer(*lines: str) -> PdfWriter:
    """A PDF of one page with these lines, in letters that its font has."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    named = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): named})}
    )
    stream = DecodedStreamObject()
    shown = b" ".join(b"(%s) Tj T*" % line.encode("latin-1") for line in lines or ("Bao cao quy I",))
    stream.set_data(b"BT /F1 12 Tf 14 TL 72 770 Td " + shown + b" ET")
    page[NameObject("/Contents")] = writer._add_object(stream)
    return writer


def a_pdf(*lines: str) -> bytes:
    return written(a_writer(*lines))


def written(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return buffer.getvalue()


def replaced(content: bytes, name: str, change) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after:
        for one in before.namelist():
            part = before.read(one)
            after.writestr(one, change(part) if one == name else part)
    return buffer.getvalue()


def with_template_from_outside(content: bytes) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    one = f'<Relationship Id="r99" Type="{kind}" Target="http://host.example/a.dotm" TargetMode="External"/>'
    ending = b"</Relationships>"
    return replaced(content, "word/_rels/document.xml.rels", lambda part: part.replace(ending, one.encode() + ending))


def a_png(width: int = 2, height: int = 2, *, behind: bytes = b"") -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0\0\0" * 2)
    mark = b"\x89PNG\r\n\x1a\n"
    return mark + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"") + behind


def a_jpeg(width: int = 2, height: int = 2) -> bytes:
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\1\1\0\0\1\0\1\0\0"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8" + app + frame + b"\xff\xda" + struct.pack(">H", 8) + b"\1\1\0\0\x3f\0" + b"\x00\xff\xd9"
