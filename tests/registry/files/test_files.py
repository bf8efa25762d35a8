import datetime as dt
import io
import os
import time

import docx
import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from chibo.base.guard import RefusedFile
from chibo.base.sandbox import ParserFailed, parse
from chibo.base.spreadsheets import Column, write_workbook
from chibo.registry.files.actions import discard_file, keep_file, sweep_files
from chibo.registry.files.forms import UploadField
from chibo.registry.files.http import file_response
from chibo.registry.files.models import Kind, StoredFile
from tests.factories import a_ward
from tests.registry.files.papers import (
    a_jpeg,
    a_letter,
    a_pdf,
    a_png,
    a_writer,
    an_upload,
    replaced,
    with_part,
    with_template_from_outside,
    written,
)

pytestmark = pytest.mark.django_db
MIB = 1024 * 1024
MACROS = b"application/vnd.ms-word.document.macroEnabled.main+xml"
MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def ward():
    return a_ward()


def kept(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def acting(**entries) -> bytes:
    """A PDF whose objects lie packed and compressed, so that its bytes do not betray them."""
    writer = a_writer()
    action = DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})
    writer._root_object[NameObject("/OpenAction")] = writer._add_object(action)
    return written(writer)


def with_a_script() -> bytes:
    return acting(S=NameObject("/JavaScript"), JS=TextStringObject("app.alert(1)"))


def with_a_file_inside() -> bytes:
    writer = a_writer()
    writer.add_attachment("a.exe", b"MZ")
    return written(writer)


HOSTILE = {
    "larger than 20 MB": {"200 MB": ("bao-cao.pdf", lambda: b"%PDF-1.7" + bytes(200 * MIB))},
    "program": {
        "program as PDF": ("bao-cao.pdf", lambda: b"MZ\x90\0" + a_pdf()),
        "program as Word": ("bao-cao.docx", lambda: b"\x7fELF" + a_letter()),
        "shell script as text": ("doc.txt", lambda: b"#!/bin/sh\nls"),
    },
    "kind that can be kept": {
        "program by name": ("bao-cao.pdf.exe", a_pdf),
        "Word with macros by name": ("bao-cao.docm", a_letter),
        "no ending": ("bao-cao", a_pdf),
        "web page": ("a.html", lambda: b"<script>alert(1)</script>"),
    },
    "macros, embedded objects or links": {
        "macros": ("a.docx", lambda: with_part(a_letter(), "word/vbaProject.bin", b"x")),
        "docm renamed": (
            "a.docx",
            lambda: replaced(a_letter(), "[Content_Types].xml", lambda part: part.replace(MAIN, MACROS)),
        ),
        "template from outside": ("a.docx", lambda: with_template_from_outside(a_letter())),
        "embedded object": ("a.docx", lambda: with_part(a_letter(), "word/embeddings/oleObject1.bin", b"x")),
    },
    "unpacks to more": {"zip bomb": ("a.docx", lambda: with_part(a_letter(), "word/media/a.bin", bytes(90 * MIB)))},
    "not a PDF": {"cut PDF": ("a.pdf", lambda: a_pdf()[:-30]), "Word as PDF": ("a.pdf", a_letter)},
    "not a file of Excel or Word": {"PDF as Word": ("a.docx", a_pdf), "picture as Word": ("a.docx", a_png)},
    "could not be read": {
        "PDF with nothing in it": ("a.pdf", lambda: b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"),
        "PDF of noise": ("a.pdf", lambda: b"%PDF-1.7\n" + os.urandom(2000) + b"%%EOF"),
    },
    "runs a script": {
        "script": ("a.pdf", with_a_script),
        "start of a program": ("a.pdf", lambda: acting(S=NameObject("/Launch"), F=TextStringObject("cmd.exe"))),
        "form sent away": ("a.pdf", lambda: acting(S=NameObject("/SubmitForm"), F=TextStringObject("http://h"))),
        "other document": ("a.pdf", lambda: acting(S=NameObject("/GoToR"), F=TextStringObject("b.pdf"))),
        "script by another spelling": ("a.pdf", lambda: with_a_script().replace(b"/JavaScript", b"/J#61vaScript")),
        "file inside": ("a.pdf", with_a_file_inside),
    },
    "password": {"old Word": ("a.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))},
    "plain text": {"noise as text": ("a.txt", lambda: b"\xff\xfe\0\1"), "controls": ("a.txt", lambda: b"a\x1b[2J")},
    "picture of the kind": {
        "cut PNG": ("a.png", lambda: a_png()[:-4]),
        "PNG with something behind": ("a.png", lambda: a_png(behind=b"<script>")),
        "JPEG as PNG": ("a.png", a_jpeg),
        "cut JPEG": ("a.jpg", lambda: a_jpeg()[:-2]),
    },
    "too large": {"PNG that unpacks": ("a.png", lambda: a_png(60_000, 60_000))},
    "mark Mật": {
        "stamp": ("a.docx", lambda: a_letter("ĐẢNG BỘ PHƯỜNG", "MẬT", "Báo cáo")),
        "stamp with a word before": ("a.docx", lambda: a_letter("Số 01-BC/ĐU", "[ TUYỆT  MẬT ]", "Báo cáo")),
        "stamp in other Unicode": ("a.docx", lambda: a_letter("TÔ\u0301I MÂ\u0323T")),
        "stamp in a table": ("a.xlsx", lambda: write_workbook("Thử", [Column("Số")], [["TỐI MẬT"]])),
        "name": ("Bao_cao_MẬT.docx", a_letter),
        "name in small letters": ("báo cáo tối mật.pdf", a_pdf),
    },
}


@pytest.mark.parametrize(
    ("name", "build", "reason"),
    [pytest.param(*file, reason, id=case) for reason, files in HOSTILE.items() for case, file in files.items()],
)
def test_a_file_that_may_do_harm_is_refused_and_nothing_of_it_is_kept(ward, folder, name, build, reason):
    begun = time.monotonic()
    with override("en"), pytest.raises(RefusedFile, match=reason) as refused:
        keep_file(an_upload(build(), name), unit=ward, by=None)
    assert refused.value.messages
    assert kept(folder) == []
    assert not StoredFile.objects.exists()
    assert time.monotonic() - begun < 20


def letter_with_a_table() -> bytes:
    letter, buffer = docx.Document(), io.BytesIO()
    letter.add_paragraph("Chỉ tiêu kết nạp")
    letter.add_table(1, 2).rows[0].cells[1].text = "12 đảng viên"
    letter.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "build", "kind", "text"),
    [
        ("Nghị quyết.docx", a_letter, Kind.DOCX, "Kính gửi Đảng ủy phường"),
        ("a.DOCX", letter_with_a_table, Kind.DOCX, "Chỉ tiêu kết nạp\n12 đảng viên"),
        ("a.pdf", a_pdf, Kind.PDF, "Bao cao quy I"),
        ("a.xlsx", lambda: write_workbook("Thử", [Column("Họ")], [["Nguyễn"]]), Kind.XLSX, "Họ\nNguyễn"),
        ("a.txt", "Chi bộ 5".encode, Kind.TEXT, "Chi bộ 5"),
        ("a.txt", lambda: b"\xef\xbb\xbfTh\x6f\xcc\x80", Kind.TEXT, "Thò"),
        ("a.png", a_png, Kind.PNG, ""),
        ("a.jpeg", a_jpeg, Kind.JPEG, ""),
        ("a.docx", lambda: a_letter("Giữ bí mật công tác", "Mật độ dân cư"), Kind.DOCX, None),
        ("mặt trận.txt", lambda: b"ok", Kind.TEXT, "ok"),
    ],
)
def test_an_honest_file_is_kept_under_its_digest_with_its_text(folder, name, build, kind, text):
    content = build()
    stored = keep_file(an_upload(content, name), unit=a_ward(), by=None)
    assert (stored.kind, stored.name) == (kind, name)
    assert text is None or stored.text == text
    assert [path.name for path in kept(folder)] == [stored.sha256]
    assert stored.path.read_bytes() == content


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/cron.d/a.txt", "a.txt"), ("C:\\x\\a.txt", "a.txt"), ("a\u202etxt.exe.txt", "atxt.exe.txt"),
        ('a"b\r\n.txt', "ab.txt"), ("x" * 300 + ".txt", "x" * 116 + ".txt"), ("CON.txt", "_CON.txt"),
    ],
)  # fmt: skip
def test_no_name_leads_out_of_the_folder_or_deceives(ward, folder, given, shown):
    upload = an_upload(b"ok", "a.txt")
    upload.name = given
    stored = keep_file(upload, unit=ward, by=None)
    assert stored.name == shown
    assert kept(folder) == [folder / "kept" / stored.sha256[:2] / stored.sha256]


def test_the_same_content_lies_there_once_and_goes_with_its_last_row(ward, folder):
    first, second = (keep_file(an_upload(b"ok", name), unit=ward, by=None) for name in ("a.txt", "b.txt"))
    long_ago = (dt.datetime.now(dt.UTC) - dt.timedelta(days=2)).timestamp()
    os.utime(first.path, (long_ago, long_ago))
    discard_file(first, by=None)
    assert (sweep_files(), len(kept(folder))) == (0, 1)
    discard_file(second, by=None)
    assert (sweep_files(), kept(folder)) == (1, [])


def test_bytes_that_are_on_their_way_are_not_swept(ward, folder):
    discard_file(keep_file(an_upload(b"ok", "a.txt"), unit=ward, by=None), by=None)
    assert (sweep_files(), len(kept(folder))) == (0, 1)


def test_a_download_is_saved_under_its_name_and_runs_nowhere(ward):
    stored = keep_file(an_upload(b"ok", 'Kế hoạch; filename="a.txt'), unit=ward, by=None)
    response = file_response(stored)
    assert response.getvalue() == b"ok"
    response.close()
    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''K%E1%BA%BF%20ho%E1%BA%A1ch")
    assert "\n" not in disposition
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")


def test_a_parser_that_hangs_is_ended_and_the_file_refused(tmp_path):
    parser = tmp_path / "hangs.py"
    parser.write_text("import time\ntime.sleep(60)")
    begun = time.monotonic()
    with pytest.raises(ParserFailed):
        parse(b"pdf\n", parser=parser, wall_s=1)
    assert time.monotonic() - begun < 10


class EvidenceForm(forms.Form):
    note = forms.CharField()
    file = UploadField(kinds=[Kind.PDF])


def test_a_form_tells_of_a_file_that_is_too_large_and_keeps_what_was_typed():
    upload = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
    upload.size = 200 * MIB
    form = EvidenceForm({"note": "Đã họp dân"}, {"file": upload})
    assert not form.is_valid()
    assert form["note"].value() == "Đã họp dân"
    assert 'accept=".pdf"' in str(form["file"])
    assert f'data-max-bytes="{20 * MIB}"' in str(form["file"])
