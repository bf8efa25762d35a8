"""How a Party document is laid out, by the rule in force on its day."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"


@dataclass(frozen=True, slots=True)
class LayoutRule:
    """Lengths on the page in millimetres, sizes and spaces of type in points."""

    source: str
    issued_on: dt.date
    valid_from: dt.date
    margins: tuple[float, float, float, float]
    """Top, bottom, left, right."""
    family: str = "Times New Roman"
    party_size: float = 15
    """ĐẢNG CỘNG SẢN VIỆT NAM, at the right of the head."""
    issuer_size: float = 14
    """The superior organisation, the issuer and the number, at the left of the head."""
    place_size: float = 14
    title_size: float = 16
    subject_size: float = 14
    body_size: float = 14
    line_height: float = 18
    """Exactly this, whatever the line holds."""
    space_before: float = 6
    first_line: float = 10
    table_size: float = 12
    recipients_size: float = 12
    page_number_size: float = 14
    tone_marks: Literal["new", "either"] = "either"
    """`new` asks for ủy, hòa, khóa. Generated text follows it; what people wrote and their names are left alone."""

    @property
    def text_width(self) -> float:
        """Return the width between the margins of an A4 sheet."""
        return 210 - self.margins[2] - self.margins[3]


RULE_2004 = LayoutRule(
    "Hướng dẫn số 11-HD/VPTW", dt.date(2004, 5, 28), dt.date(2004, 5, 28), margins=(25, 25, 35, 15)
)  # fmt: skip
"""Known here: the margins only. The sizes of type are those of the rule that followed."""

RULE_2018 = replace(
    RULE_2004,
    source="Hướng dẫn số 36-HD/VPTW",
    issued_on=dt.date(2018, 4, 3),
    valid_from=dt.date(2018, 4, 3),
    margins=(20, 20, 30, 15),
)
"""Known here: the margins, the head (15 and 14 points, a rule below the Party's name as long as the text), the title
(15 to 16, we take 16), body of 14 points on lines of exactly 18 with 6 before and a first line of 10 mm."""

RULE_2026 = replace(
    RULE_2018,
    source="Hướng dẫn số 05-HD/VPTW",
    issued_on=dt.date(2026, 5, 27),
    valid_from=dt.date(2026, 5, 27),
    tone_marks="new",
)
"""Known here: the same page and sizes as in 2018, numbers below ten padded, and one way to place tone marks (ủy).
Should the official text differ, this is the only place to change."""

RULES = (RULE_2004, RULE_2018, RULE_2026)


def rule_on(day: dt.date) -> LayoutRule:
    """Return the rule in force on `day`; before the first one that we know, that one."""
    return next((rule for rule in reversed(RULES) if rule.valid_from <= day), RULES[0])
