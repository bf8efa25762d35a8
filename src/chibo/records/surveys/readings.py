"""A published table as it is read: each row with both percentages, or the sentence that stands for them."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from chibo.records.surveys.models import Table


@dataclass(frozen=True, slots=True)
class Line:
    answer: str
    count: int | None
    of_valid: Decimal | None
    of_invited: Decimal | None


def reason(table: Table) -> str:
    """Return why a table gives no numbers; the same words whatever the reason, as the reason itself would tell."""
    if table.shown == Table.Shown.NOTHING:
        return _("Not shown: from these numbers one could work out what single people answered.")
    if table.shown == Table.Shown.NEARLY_ALL:
        return _("The exact number is not told: one could work out who answered otherwise.")
    return ""


def lines_of(table: Table) -> list[Line]:
    """Return the rows of a table; a table that is not shown gives one line that says so."""
    if table.shown == Table.Shown.NOTHING:
        return [Line(_("not shown"), None, None, None)]
    return [
        Line(_answer(row["options"], table.shown), row["count"], _percent(row["count"], table.valid),
             _percent(row["count"], table.invited))
        for row in table.rows
    ]  # fmt: skip


def _answer(options: list[str], shown: str) -> str:
    names = [option or _("no answer") for option in options]
    answer = names[0]
    for name in names[1:]:
        answer = _("%(first)s, or %(second)s") % {"first": answer, "second": name}
    return _("%(answer)s (90%% or more)") % {"answer": answer} if shown == Table.Shown.NEARLY_ALL else answer


def _percent(count: int | None, whole: int) -> Decimal | None:
    return Decimal(count) * 100 / Decimal(whole) if count is not None and whole else None
