"""The list of proposals as a Word file in Party layout, to be signed and sent up."""

import datetime as dt
from collections.abc import Sequence

import docx

from chibo.base.layout import rule_on
from chibo.base.party_paper import (
    LANGUAGE,
    Frame,
    Sheet,
    prepare,
    saved,
    write_head,
    write_signature,
    write_table,
    write_title,
)
from chibo.base.vietnamese import long_day, padded
from chibo.records.awards.models import Award
from chibo.registry.orgs.models import Unit
from chibo.registry.people.heads import head_of

HEADER = ("TT", "Tập thể, cá nhân", "Hình thức đề nghị", "Năm", "Thành tích")
SHARES = (0.06, 0.27, 0.27, 0.08, 0.32)


def write(unit: Unit, awards: Sequence[Award], day: dt.date) -> bytes:
    """Write the proposals in the order given: collectives and people in one table, numbered through."""
    head = head_of(unit, day)
    sheet = Sheet(docx.Document(), rule_on(day))
    prepare(sheet)
    frame = Frame(
        superior=head.superior.upper(), issuer=head.issuer.upper(), number=f"Số …-TTr/{head.authority}",
        place=", ".join(filter(None, (head.place, long_day(day)))), kind="TỜ TRÌNH",
        subject=("đề nghị khen thưởng tập thể, cá nhân",), recipients=head.recipients, on_behalf=head.on_behalf,
        post=head.post, signer=head.signer,
    )  # fmt: skip
    write_head(sheet, frame)
    write_title(sheet, frame)
    people = sum(award.person_id is not None for award in awards)
    opening = (
        f"{head.issuer} đề nghị cấp có thẩm quyền xem xét, khen thưởng {padded(len(awards) - people)} lượt tập thể "
        f"và {padded(people)} lượt cá nhân, theo danh sách sau:"
    )
    sheet.paper.add_paragraph(opening, "Body Text")
    rows = [HEADER, *(_texts(place, award) for place, award in enumerate(awards, start=1))]
    write_table(sheet, rows, SHARES, left=(1, 2, 4))
    write_signature(sheet, frame)
    sheet.paper.core_properties.title, sheet.paper.core_properties.author = frame.subject[0], head.issuer
    sheet.paper.core_properties.language = LANGUAGE
    return saved(sheet.paper)


def _texts(place: int, award: Award) -> tuple[str, ...]:
    whom = f"{award.person.full_name}, {award.unit.name}" if award.person else award.unit.name
    return str(place), whom, award.kind.name, str(award.year), award.merit
