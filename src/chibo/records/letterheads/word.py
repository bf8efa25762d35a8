"""Documents as Word files: the values that a template asks for, the built-in template, and filling one."""

import base64
import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

import docx
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy
from docx.shared import Pt

from chibo.base.layout import rule_on
from chibo.base.party_paper import LANGUAGE, Frame, Sheet, prepare, saved, write_head, write_signature, write_title
from chibo.base.sandbox import parse
from chibo.base.vietnamese import long_day
from chibo.records.documents.models import Document, Type
from chibo.registry.people.heads import Head, head_of, post_of

RENDERER = Path(__file__).with_name("renderer.py")
KINDS = {
    Type.RESOLUTION: "NGHỊ QUYẾT", Type.DIRECTIVE: "CHỈ THỊ", Type.CONCLUSION: "KẾT LUẬN", Type.DECISION: "QUYẾT ĐỊNH",
    Type.REGULATION: "QUY ĐỊNH", Type.WORKING_RULES: "QUY CHẾ", Type.PROGRAMME: "CHƯƠNG TRÌNH", Type.PLAN: "KẾ HOẠCH",
    Type.SCHEME: "ĐỀ ÁN", Type.OPTION: "PHƯƠNG ÁN", Type.GUIDANCE: "HƯỚNG DẪN", Type.NOTICE: "THÔNG BÁO",
    Type.REPORT: "BÁO CÁO", Type.SUBMISSION: "TỜ TRÌNH", Type.LETTER: "CÔNG VĂN", Type.MINUTES: "BIÊN BẢN",
}  # fmt: skip
BODIES = {
    "ban thường vụ": "T/M BAN THƯỜNG VỤ",
    "ủy ban kiểm tra": "T/M ỦY BAN KIỂM TRA",
    "ban chấp hành": "T/M BAN CHẤP HÀNH",
}
"""How the issuer begins, and in whose name it then is signed."""
WRONG = {
    "unknown": gettext_lazy(
        "The template asks for “%(word)s”, which Chibo does not know. See the list of placeholders."
    ),
    "syntax": gettext_lazy("A placeholder in the template is not written right: %(word)s."),
    "list": gettext_lazy("“%(word)s” is a list: write it with “for … in” and “endfor”, as the built-in template does."),
    "loop": gettext_lazy("“for … in” in the template must walk over noi_dung or noi_nhan."),
    "language": gettext_lazy("A template may hold placeholders, “for” and “if” only; nothing that computes or calls."),
    "none": gettext_lazy("The file has no placeholder; every document made from it would be the same."),
}

type Values = Mapping[str, str | list[str] | tuple[str, ...]]


def values_of(document: Document) -> dict[str, str | list[str]]:
    """Return what a template can print of this document."""
    day = document.issued_on
    head = head_of(document.unit, day)
    signer = document.signer or head.signer
    recipients = _lines(document.recipients_text) or list(head.recipients)
    begun = next((body for body in BODIES if document.issuer.lower().startswith(body)), "")
    return {
        "cap_tren": head.superior.upper(),
        "co_quan": (document.issuer or head.issuer).upper(),
        "so_ky_hieu": f"Số {document.symbol or f'…-{document.type}/{head.authority}'}",
        "dia_danh_ngay": _place_and_day(head, document),
        "loai": KINDS[Type(document.type)],
        "trich_yeu": document.title,
        "kinh_gui": "; ".join(line.strip("-,;. ") for line in _lines(document.recipients_text)),
        "noi_dung": _points(document),
        "noi_nhan": _ended(recipients),
        "thay_mat": BODIES.get(begun, head.on_behalf),
        "chuc_vu": post_of(document.unit, signer, day) or head.post,
        "nguoi_ky": signer,
    }


def built_in(type_: Type, day: dt.date) -> bytes:
    """Return the built-in template of a type, in Party layout by the rule in force on `day`."""
    sheet = Sheet(docx.Document(), rule_on(day))
    prepare(sheet)
    properties = sheet.paper.core_properties
    properties.author, properties.title, properties.language, properties.comments = (
        "Chibo",
        str(type_.label),
        LANGUAGE,
        "",
    )
    frame = _frame(type_)
    write_head(sheet, frame)
    if type_ is Type.LETTER:
        addressed = sheet.paper.add_paragraph("Kính gửi: {{ kinh_gui }}", "Body Text")
        addressed.paragraph_format.space_before = Pt(24)
    else:
        write_title(sheet, frame)
    for line in ("{%p for doan in noi_dung %}", "{{ doan }}", "{%p endfor %}"):
        sheet.paper.add_paragraph(line, "Body Text")
    write_signature(sheet, frame)
    return saved(sheet.paper)


def fill(template: bytes, values: Values) -> bytes:
    """Return the template with the values in it; ValidationError says what is wrong with the template."""
    told = parse(json.dumps(dict(values)).encode() + b"\n" + template, parser=RENDERER)
    if wrong := told.get("wrong"):
        raise ValidationError(WRONG[wrong], code=wrong, params={"word": told["word"]})
    return base64.b64decode(told["file"])


def _frame(type_: Type) -> Frame:
    is_letter = type_ is Type.LETTER
    return Frame(
        superior="{{ cap_tren }}", issuer="{{ co_quan }}", number="{{ so_ky_hieu }}", place="{{ dia_danh_ngay }}",
        kind="{{ loai }}", subject=("{{ trich_yeu }}",), on_behalf="{{ thay_mat }}", post="{{ chuc_vu }}",
        signer="{{ nguoi_ky }}", recipients=("{%p for noi in noi_nhan %}", "{{ noi }}", "{%p endfor %}"),
        about="V/v {{ trich_yeu }}" if is_letter else "",
    )  # fmt: skip


def _place_and_day(head: Head, document: Document) -> str:
    day = document.issued_on
    written = f"ngày … tháng … năm {day.year}" if document.is_in_work else long_day(day)
    return f"{head.place}, {written}"


def _points(document: Document) -> list[str]:
    """Return the points with their numbers; a document without points gives its text."""
    points: list[str] = []
    for clause in document.clauses.all():
        first, *rest = _lines(clause.text) or [""]
        number = clause.number if clause.number.endswith((".", ")", "-")) else f"{clause.number}."
        points += [f"{number} {first}".strip(), *rest]
    return points or _lines(document.text)


def _ended(recipients: list[str]) -> list[str]:
    names = [line.strip("-,;. ") for line in recipients]
    return [f"- {name}{'.' if name is names[-1] else ','}" for name in names]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
