"""What the page of one report shows: the paper, the figure that is looked at, the paragraph that is edited."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from chibo.base.clock import today
from chibo.indicators.catalogue import BY_CODE, INDICATORS
from chibo.indicators.checks import Finding
from chibo.registry.access.http import SignedInRequest
from chibo.registry.access.permissions import permitted_unit_ids
from chibo.registry.orgs.models import Unit
from chibo.reports import html, queries, rules
from chibo.reports.compose import Composition, compose_compared, records_url
from chibo.reports.document import State, Token
from chibo.reports.forms import BlockForm
from chibo.reports.models import Block, Report
from chibo.reports.plans import NAMED, plan_of
from chibo.reports.queries import Difference, Evidence
from chibo.reports.readings import Reading, is_known, read
from chibo.reports.tokens import Mark, check, wordings_of

STATE_NAMES = {
    State.RIGHT: _("Right"),
    State.MOVED: _("Changed since signing"),
    State.HAND: _("Changed by hand"),
    State.WRONG: _("Contradictory"),
}
TONES = {State.RIGHT: "good", State.MOVED: "look", State.HAND: "hand", State.WRONG: "wrong"}
ICONS = {State.RIGHT: "check", State.MOVED: "moved", State.HAND: "pen", State.WRONG: "wrong"}


@dataclass(frozen=True, slots=True)
class Editing:
    """A form for a block that is there, or for a new one behind `after`."""

    form: BlockForm
    kind: Block.Kind
    block: Block | None = None
    after: Block | None = None

    @property
    def key(self) -> str:
        """Return the key of the paragraph in whose place the form stands; other forms stand above the paper."""
        return f"p-{self.block.pk}" if self.block and self.kind == Block.Kind.TEXT else ""


@dataclass(frozen=True, slots=True)
class Looked:
    """The figure that the reader looks at."""

    reading: Reading
    name: str
    unit: str
    state: State
    note: str
    evidence: Evidence
    url: str

    @property
    def state_name(self) -> Any:
        return STATE_NAMES[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def icon(self) -> str:
        return ICONS[self.state]


@dataclass(frozen=True, slots=True)
class Told:
    """A difference as its reader may see it."""

    difference: Difference
    added: Evidence
    removed: Evidence
    unit: str
    url: str


def desk(request: SignedInRequest, report: Report, editing: Editing | None, errors: list[str]) -> dict[str, Any]:
    """Return everything that the page of a report shows."""
    blocks = queries.blocks_of(report)
    wrong = [] if report.is_signed else queries.contradictions(request.user, report, today())
    composition = compose_compared(report, blocks, _look_url, wrong)
    state = request.GET.get("state", "")
    may_edit = not report.is_signed and report.unit_id in permitted_unit_ids(request.user, rules.EDIT)
    return {
        "report": report,
        "paper": html.paper(composition.document),
        "chips": _chips(composition, state),
        "total": len(composition.readings),
        "listed": _listed(composition, state),
        "wrong": [(one, _checks_url(report, one)) for one in wrong],
        "looked": _looked(request, report, composition),
        "parts": [(block, _label(block)) for block in blocks],
        "stated": [(block, _label(block)) for block in blocks if block.clauses.all()],
        "kinds": Block.Kind,
        "editing": editing,
        "preview": _preview(request, report, editing),
        "choices": _choices() if editing and editing.kind == Block.Kind.TEXT else [],
        "told": _told(request, report) if report.is_signed else [],
        "files": report.files.defer("content") if report.is_signed else [],
        "corrections": queries.corrections_of(request.user, report),
        "may_edit": may_edit,
        "may_correct": report.is_signed and report.unit_id in permitted_unit_ids(request.user, rules.EDIT),
        "may_sign": not report.is_signed and report.unit_id in permitted_unit_ids(request.user, rules.SIGN),
        "errors": errors,
    }


def _look_url(token: Token) -> str:
    return f"?{urlencode({'figure': token.tag()})}#so"


def _checks_url(report: Report, finding: Finding) -> str:
    """Return where the finding is explained and answered."""
    days = {"start": report.start.isoformat(), "end": report.period.last_day.isoformat()}
    return f"{reverse('indicators:checks')}?{urlencode({'unit': report.unit.slug, **days})}#{finding.digest[:12]}"


def _chips(composition: Composition, chosen: str) -> list[dict[str, Any]]:
    counts = Counter(composition.state_of(key) for key in composition.readings)
    shown = [state for state in State if counts[state] or state is State.RIGHT]
    return [
        {
            "state": state.value,
            "name": STATE_NAMES[state],
            "icon": ICONS[state],
            "count": counts[state],
            "on": state == chosen,
        }
        for state in shown
    ]


def _listed(composition: Composition, state: str) -> list[dict[str, str]]:
    """Return address, text, name and unit of every figure in the chosen state."""
    if state not in State:
        return []
    chosen = [reading for key, reading in composition.readings.items() if composition.state_of(key) == state]
    slugs = {reading.token.unit for reading in chosen}
    units = dict(Unit.objects.filter(slug__in=slugs).values_list("slug", "name"))
    return [
        {
            "url": _look_url(reading.token),
            "text": reading.text,
            "name": str(BY_CODE[reading.token.indicator].name),
            "unit": units.get(reading.token.unit, reading.token.unit),
        }
        for reading in chosen
        if is_known(reading.token)
    ]


def _looked(request: SignedInRequest, report: Report, composition: Composition) -> Looked | None:
    tag = request.GET.get("figure", "")
    reading = next((reading for reading in composition.readings.values() if reading.token.tag() == tag), None)
    if reading is None or not is_known(reading.token):
        return None
    token, key = reading.token, reading.token.key()
    return Looked(
        reading=reading,
        name=str(BY_CODE[token.indicator].name),
        unit=_unit_name(token),
        state=composition.state_of(key),
        note=composition.remarks[key].note if key in composition.remarks else "",
        evidence=queries.evidence(request.user, report, token),
        url=records_url(token),
    )


def _unit_name(token: Token) -> str:
    return Unit.objects.filter(slug=token.unit).values_list("name", flat=True).first() or token.unit


def _told(request: SignedInRequest, report: Report) -> list[Told]:
    return [
        Told(
            difference,
            queries.described(request.user, difference.added),
            queries.described(request.user, difference.removed),
            _unit_name(difference.token),
            records_url(difference.token),
        )
        for difference in queries.differences(report)
    ]


def _label(block: Block) -> str:
    """Name a part in the list of parts."""
    return str(NAMED[block.kind][block.text].name) if block.kind in NAMED else Truncator(block.text).words(8)


def _preview(request: SignedInRequest, report: Report, editing: Editing | None) -> str:
    """Return how a paragraph that is being written reads; what cannot be read is an error of the form."""
    if editing is None or request.method != "POST" or editing.kind != Block.Kind.TEXT:
        return ""
    text = editing.form["text"].value() or ""
    try:
        check(text, _number(editing))
    except ValidationError as error:
        if not editing.form.errors:
            editing.form.add_error("text", error)
        return ""
    plan = plan_of(report, Block(kind=Block.Kind.TEXT, text=text))
    readings = read(plan.tokens())
    pieces = plan.rows[0]
    return "".join(piece if isinstance(piece, str) else readings[piece.key()].text for piece in pieces)


def _number(editing: Editing) -> int:
    block = editing.block or editing.after
    if block is None:
        return 1
    place = block.report.blocks.filter(kind=Block.Kind.TEXT, position__lt=block.position).count() + 1
    return place if editing.block or block.kind != Block.Kind.TEXT else place + 1


def _choices() -> list[tuple[str, str]]:
    """Return every mark that a paragraph can hold, and what it is called."""
    return [
        (str(Mark(indicator.code, wording)), str(indicator.name))
        for indicator in INDICATORS
        for wording in wordings_of(indicator)
    ]
