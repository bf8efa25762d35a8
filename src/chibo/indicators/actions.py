from django.db import transaction
from django.utils.translation import gettext_noop

from chibo.base.audit import note
from chibo.base.clock import now
from chibo.indicators import rules
from chibo.indicators.checks import Finding
from chibo.indicators.models import CheckAnswer
from chibo.registry.access.models import User
from chibo.registry.access.permissions import require
from chibo.registry.orgs.models import Unit

ANSWERED = gettext_noop("check answered")
EXPORTED = gettext_noop("records behind a figure exported")


@transaction.atomic
def answer(finding: Finding, *, reason: str, by: User) -> CheckAnswer:
    """Keep why these very numbers are right; earlier answers stay."""
    require(by, rules.ANSWER, finding.unit.pk)
    given = CheckAnswer(
        unit=finding.unit, rule=finding.check.code, start=finding.period.start, end=finding.period.end,
        digest=finding.digest, reason=reason, by=by, at=now(),
    )  # fmt: skip
    given.full_clean()
    given.save()
    note(given, ANSWERED, by=by, unit_id=finding.unit.pk, changes={"reason": ["", reason]})
    return given


@transaction.atomic
def note_export(unit: Unit, *, code: str, shown: int, by: User) -> None:
    """Names leave Chibo: the trail says which list, and how many rows."""
    note(unit, EXPORTED, by=by, unit_id=unit.pk, changes={"figure": ["", code], "rows": ["", shown]})
