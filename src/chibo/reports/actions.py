"""Reports: begin one, write in it, sign it, and correct a signed one by another."""

import datetime as dt
import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.clock import now, today
from chibo.base.facts import Period
from chibo.base.text import nfc, single_spaced
from chibo.base.vietnamese import day as day_text
from chibo.records.documents.points import Clause
from chibo.registry.access.models import User
from chibo.registry.access.permissions import require
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import exists_on
from chibo.registry.people.heads import POSTS
from chibo.registry.people.queries import holders_on
from chibo.reports import rules, tokens
from chibo.reports.compose import Composition, compose_live
from chibo.reports.models import Block, Report, SignedFigure, SignedFile
from chibo.reports.plans import NAMED
from chibo.reports.queries import contradictions
from chibo.reports.readings import Reading, records_behind
from chibo.reports.renderings import render
from chibo.reports.skeletons import correction_of, fits, head_of, skeleton, subject_of
from chibo.reports.tokens import OPEN

HEADINGS = (Block.Kind.HEADING1, Block.Kind.HEADING2)
COPIED = (
    "unit", "kind", "subject", "start", "end", "places", "superior", "issuer", "symbol", "place", "on_behalf",
    "signer_post", "signer_name", "recipients",
)  # fmt: skip


def new_report(*, unit: Unit, kind: Report.Kind, period: Period, subject: str = "", places: int = 1) -> Report:
    """Return an unsaved draft with the head that the unit's papers have."""
    return Report(
        unit=unit, kind=kind, start=period.start, end=period.end, places=places,
        subject=single_spaced(subject) or subject_of(period), created_at=now(), **head_of(unit, period),
    )  # fmt: skip


@transaction.atomic
def create_report(
    *, unit: Unit, kind: Report.Kind, period: Period, by: User | None, subject: str = "", places: int = 1
) -> Report:
    """Begin a draft with the words for which the unit has records."""
    if not exists_on(unit, period.last_day):
        message = _("There is no %(unit)s on %(day)s.") % {"unit": unit, "day": day_text(period.last_day)}
        raise ValidationError({"last": message}, code="no_unit")
    if not fits(kind, period):
        raise ValidationError({"last": _("This kind of report covers another period; check the first and last day.")})
    report = new_report(unit=unit, kind=kind, period=period, subject=subject, places=places)
    report.created_by = by
    report.full_clean()
    report.save()
    Block.objects.bulk_create(skeleton(report))
    note(report, "drafted", by=by, unit_id=unit.pk)
    return report


@transaction.atomic
def change_details(report: Report, *, by: User, **details: object) -> Report:
    """Change subject, head, recipients or rounding of a draft."""
    report = _locked(report)
    changes = {
        name: [str(getattr(report, name)), str(value)]
        for name, value in details.items()
        if getattr(report, name) != value
    }
    for name, value in details.items():
        setattr(report, name, value)
    report.full_clean()
    report.save()
    if changes:
        note(report, "changed", by=by, unit_id=report.unit_id, changes=changes)
    return report


@transaction.atomic
def delete_draft(report: Report, *, by: User) -> None:
    """Throw a draft away; the records behind its figures stay, and the trail keeps that it was there."""
    report = _locked(report)
    note(report, "draft deleted", by=by, unit_id=report.unit_id)
    report.delete()


@transaction.atomic
def edit_block(block: Block, *, text: str, by: User, clauses: Collection[Clause] | None = None) -> Block:
    """Write other words; every figure in them must be one that Chibo knows. Points that are not given stay."""
    report = _locked(block.report)
    block = report.blocks.get(pk=block.pk)
    before, block.text = block.text, nfc(text).strip()
    _check(block, paragraph_number(block))
    block.save(update_fields=["text"])
    if clauses is not None:
        block.clauses.set(clauses)
    note(report, "paragraph changed", by=by, unit_id=report.unit_id, changes={"text": [before, block.text]})
    return block


@transaction.atomic
def add_block(
    report: Report,
    *,
    kind: Block.Kind,
    text: str,
    after: Block | None,
    by: User,
    clauses: Collection[Clause] = (),
) -> Block:
    """Put a new block behind `after`, or first. `clauses`: the points of documents whose results it states."""
    report = _locked(report)
    others = list(report.blocks.order_by("position"))
    position = others.index(after) + 1 if after else 0
    block = Block(report=report, kind=kind, text=nfc(text).strip(), position=len(others))
    _check(block, 1 + sum(other.kind == Block.Kind.TEXT for other in others[:position]))
    block.save()
    block.clauses.set(clauses)
    _put_in_order([*others[:position], block, *others[position:]])
    note(report, "paragraph added", by=by, unit_id=report.unit_id, changes={"text": ["", block.text]})
    return block


@transaction.atomic
def move_block(block: Block, *, by_places: int, by: User) -> None:
    """Move a block up (negative) or down; beyond the ends it stays at the end."""
    report = _locked(block.report)
    blocks = list(report.blocks.order_by("position"))
    place = blocks.index(block)
    moved = blocks.pop(place)
    blocks.insert(max(0, place + by_places), moved)
    _put_in_order(blocks)
    note(report, "paragraph moved", by=by, unit_id=report.unit_id, changes={"text": [moved.text, moved.text]})


@transaction.atomic
def delete_block(block: Block, *, by: User) -> None:
    report = _locked(block.report)
    block = report.blocks.get(pk=block.pk)
    text = block.text
    block.delete()
    _put_in_order(list(report.blocks.order_by("position")))
    note(report, "paragraph deleted", by=by, unit_id=report.unit_id, changes={"text": [text, ""]})


@transaction.atomic
def create_correction(report: Report, *, by: User) -> Report:
    """Begin a draft that cites a signed report and says the same with the figures of now."""
    report = Report.objects.select_for_update(of=("self",)).select_related("unit").get(pk=report.pk)
    if not report.is_signed:
        raise ValidationError(_("This report is not signed yet; it can still be changed itself."))
    if report.corrections.filter(state=Report.State.DRAFT).exists():
        raise ValidationError(_("A correction of this report is being drafted already."))
    draft = Report(replaces=report, created_by=by, created_at=now(), **{name: getattr(report, name) for name in COPIED})
    draft.full_clean()
    draft.save()
    first = Block(report=draft, kind=Block.Kind.TEXT, text=correction_of(report), position=0)
    rows = report.blocks.order_by("position").prefetch_related("clauses")
    if report.replaces:
        rows = rows.exclude(kind=Block.Kind.TEXT, text=correction_of(report.replaces))
    kept = list(rows)
    copies = [Block(report=draft, kind=one.kind, text=one.text, position=n) for n, one in enumerate(kept, 1)]
    Block.objects.bulk_create([first, *copies])
    for old, copy in zip(kept, copies, strict=True):
        copy.clauses.set(old.clauses.all())
    note(draft, "correction begun", by=by, unit_id=draft.unit_id, changes={"replaces": ["", report.citation]})
    return draft


@dataclass(frozen=True, slots=True)
class Signature:
    post: str
    name: str


def signature_of(user: User, unit: Unit) -> Signature:
    """Return the post by which the user signs for the unit today, and the name without titles."""
    posts = holders_on(today(), [unit.pk]).filter(person_id=user.person_id or 0, title__in=list(POSTS))
    held = {post.title: post for post in posts}
    title = next((title for title in POSTS if title in held), None)
    if title is None:
        raise ValidationError(_("Only who holds a post in the leadership of %(unit)s signs."), params={"unit": unit})
    return Signature(POSTS[title], held[title].person.full_name)


@transaction.atomic
def sign_report(report: Report, *, number: int, signed_on: dt.date, by: User) -> Report:
    """Freeze the values, the records behind them and the rendered files; from now on nothing of it changes.

    Refused while figures of the unit or below contradict each other and nobody has said why they are right.
    """
    Unit.objects.select_for_update().get(pk=report.unit_id)
    report = _locked(report)
    require(by, rules.SIGN, report.unit_id)
    _check_day(report, signed_on)
    if wrong := contradictions(by, report, today()):
        raise ValidationError([_("%(unit)s: %(text)s") % {"unit": one.unit, "text": one.text} for one in wrong])
    signature = signature_of(by, report.unit)
    blocks = list(report.blocks.order_by("position"))
    for block in blocks:
        _check(block, paragraph_number(block))
    report.signer_post, report.signer_name = signature.post, signature.name
    report.number, report.signed_on, report.signed_at, report.signed_by = number, signed_on, now(), by
    report.state = Report.State.SIGNED
    report.full_clean()
    _freeze(report, blocks, compose_live(report, blocks))
    report.save()
    note(report, "signed", by=by, unit_id=report.unit_id, changes={"number": ["", report.citation]})
    return report


def _freeze(report: Report, blocks: list[Block], composition: Composition) -> None:
    for block, plan in zip(blocks, composition.plans, strict=True):
        if block.kind in NAMED:
            block.frozen = plan.frozen()
            block.save(update_fields=["frozen"])
    SignedFigure.objects.bulk_create(
        _signed(report, position, key, reading) for position, (key, reading) in enumerate(composition.readings.items())
    )
    for kind in SignedFile.Kind:
        content = render(composition.document, kind)
        sha256 = hashlib.sha256(content).hexdigest()
        SignedFile.objects.create(report=report, kind=kind, content=content, sha256=sha256)


def _signed(report: Report, position: int, key: str, reading: Reading) -> SignedFigure:
    records, base = records_behind(reading.token)
    return SignedFigure(
        report=report, position=position, key=key, code=reading.token.indicator, wording=reading.token.wording,
        value=reading.value, numerator=reading.numerator, denominator=reading.denominator, greatest=reading.greatest,
        text=reading.text, records=records, base_records=base,
    )  # fmt: skip


def paragraph_number(block: Block) -> int:
    """Return which paragraph of the report this is, headings, tables and charts not counted."""
    before = block.report.blocks.filter(kind=Block.Kind.TEXT, position__lt=block.position)
    return before.count() + 1


def _locked(report: Report) -> Report:
    report = Report.objects.select_for_update(of=("self",)).select_related("unit", "replaces").get(pk=report.pk)
    if report.is_signed:
        raise ValidationError(_("This report is signed; it no longer changes. Begin a correction instead."))
    return report


def _check(block: Block, paragraph: int) -> None:
    block.full_clean(exclude=["report", "position"], validate_constraints=False)
    if block.kind == Block.Kind.TEXT:
        tokens.check(block.text, paragraph)
    elif block.kind in NAMED and block.text not in NAMED[block.kind]:
        raise ValidationError(_("There is no such table or chart."))
    elif block.kind in HEADINGS and OPEN in block.text:
        raise ValidationError(_("A heading holds no figures."))


def _check_day(report: Report, signed_on: dt.date) -> None:
    if signed_on > today():
        raise ValidationError({"signed_on": _("A report is not signed on a day that is still to come.")})
    if signed_on < report.start:
        raise ValidationError({"signed_on": _("A report is not signed before its period begins.")})


def _put_in_order(blocks: list[Block]) -> None:
    for position, block in enumerate(blocks):
        block.position = position
    Block.objects.bulk_update(blocks, ["position"])
