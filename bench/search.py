"""The search in the register at 50,000 documents: by words, by a reference and by a part of a symbol."""

import datetime as dt
from functools import partial
from random import Random

from django.db import connection, transaction

from bench.timing import Comparison, compare
from chibo.records.documents.models import Document, Type
from chibo.records.documents.queries import Filters, register
from chibo.records.documents.references import query_of
from chibo.registry.access.models import Grant, Role, User
from chibo.registry.orgs.models import Unit

DOCUMENTS, PAGE = 50_000, 50
THEMES = (
    "học tập và làm theo Bác", "chuyển đổi số", "xây dựng, chỉnh đốn Đảng", "công tác cán bộ", "kiểm tra, giám sát",
    "công tác dân vận", "công tác tuyên giáo", "quy hoạch đô thị", "bảo vệ môi trường", "giải phóng mặt bằng",
    "cải cách hành chính", "văn hóa, gia đình", "công tác thanh niên", "bình đẳng giới", "cựu chiến binh",
    "công tác Mặt trận", "quốc phòng, an ninh", "phòng cháy, chữa cháy", "thu ngân sách", "quản lý đất đai",
)  # fmt: skip
"""One in each title."""
FIRST = "b c ch d đ g h kh l m n nh ph qu s t th tr v x"
REST = "a an ang ao at ay ăn ân âm ât e en ê ênh i in inh o oi on ong ô ôi ôn ông ơ ơi u ui un ung ư ưng ươi"
SYLLABLES = [first + rest for first in FIRST.split() for rest in REST.split()]
"""Seven hundred, of which texts are made: as many as running Vietnamese needs."""
SEARCHES = {"words": "chuyển đổi số", "a reference": "Chỉ thị số 05-CT/TW", "a part of a symbol": "123-kh"}
BY_HAND = """
SELECT id, symbol, title, issuer, issued_on, type, state, due_on FROM documents_document
WHERE unit_id = ANY(%(units)s) AND ({wanted}) ORDER BY issued_on DESC, symbol, id LIMIT 50
"""
COUNTED = "SELECT count(*) FROM documents_document WHERE unit_id = ANY(%(units)s) AND ({wanted})"
WANTED = {
    "words": "words @@ to_tsquery('simple', %(query)s)",
    "a reference": "words @@ to_tsquery('simple', %(query)s) OR type = 'CT' AND symbol_key LIKE '05-ct/%%'",
    "a part of a symbol": "words @@ to_tsquery('simple', %(query)s) OR symbol_key LIKE '%%123-kh%%'",
}


def run(runs: int) -> list[Comparison]:
    """Everything happens in one transaction that is taken back."""
    with transaction.atomic():
        ward = Unit.objects.filter(kind="party").order_by("pk")[0]
        _fill(ward)
        clerk = User.objects.create_user("van-thu-bench")
        Grant.objects.create(user=clerk, role=Role.CLERK, unit=ward, valid_from=dt.date(2000, 1, 1))
        found = [_search(name, clerk, ward, runs) for name in SEARCHES]
        transaction.set_rollback(True)
    return found


def _fill(ward: Unit) -> None:
    """Register the same documents on every machine: titles with a theme, texts of 108 syllables."""
    chance = Random(50_000)
    types = Type.values
    for start in range(0, DOCUMENTS, 2_000):
        Document.objects.bulk_create(_document(ward, number, chance, types) for number in range(start, start + 2_000))
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('documents_by_word'), gin_clean_pending_list(%s)", [
            "documents_by_part_of_symbol",
        ])  # fmt: skip
        cursor.execute("ANALYZE documents_document")


def _document(ward: Unit, number: int, chance: Random, types: list[str]) -> Document:
    type_ = chance.choice(types)
    theme, words = THEMES[number % len(THEMES)], " ".join(chance.choices(SYLLABLES, k=108))
    return Document(
        unit=ward, issuer=f"Cơ quan {number % 97}", symbol=f"{number % 900 + 1:02}-{type_}/TW", type=type_,
        issued_on=dt.date(2000, 1, 1) + dt.timedelta(days=number // 6), title=f"Về {theme} {words[:40]}", text=words,
    )  # fmt: skip


def _search(name: str, clerk: User, ward: Unit, runs: int) -> Comparison:
    text = SEARCHES[name]
    return compare(
        f"search in {DOCUMENTS:,} documents by {name} (“{text}”), first page and count".replace(",", "."),
        "two SQL statements written by hand for the same search",
        partial(_ours, clerk, text), partial(_theirs, name, text, ward), runs=runs,
    )  # fmt: skip


def _ours(clerk: User, text: str) -> tuple[int, int]:
    rows = register(clerk, Filters(text=text))
    return len(rows[:PAGE]), rows.count()


def _theirs(name: str, text: str, ward: Unit) -> int:
    with connection.cursor() as cursor:
        for sql in (BY_HAND, COUNTED):
            cursor.execute(sql.format(wanted=WANTED[name]), {"units": [ward.pk], "query": query_of(text)})
            found = cursor.fetchall()
        return len(found)
