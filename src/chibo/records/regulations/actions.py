import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from chibo.base.audit import note
from chibo.base.saving import save_checked
from chibo.base.vietnamese import day as day_text
from chibo.records.documents.models import Document
from chibo.records.regulations.models import Regulation, Review, Version
from chibo.registry.access.models import User
from chibo.registry.orgs.models import Unit
from chibo.registry.orgs.queries import exists_on


@transaction.atomic
def adopt_regulation(
    *,
    unit: Unit,
    title: str,
    kind: str,
    valid_from: dt.date,
    document: Document,
    text: str,
    review_due_on: dt.date,
    by: User | None,
    partner: str = "",
) -> Regulation:
    """Put a regulation in force with its first version, by a decision that stands in the register."""
    if not exists_on(unit, valid_from):
        raise ValidationError({"valid_from": _("%(unit)s does not exist on that day.") % {"unit": unit}})
    regulation = Regulation(unit=unit, title=title, kind=kind, partner=partner)
    save_checked(regulation)
    _add_version(regulation, valid_from, document, text, review_due_on)
    note(regulation, "regulation adopted", by=by, unit_id=unit.pk)
    return regulation


@transaction.atomic
def adopt_version(
    regulation: Regulation,
    *,
    valid_from: dt.date,
    document: Document,
    text: str,
    review_due_on: dt.date,
    by: User | None,
) -> Version:
    """Let a new version hold from its day; the one before ends with the day before."""
    last = _last(regulation)
    if last.valid_from >= valid_from:
        raise ValidationError(
            {"valid_from": _("The last version is in force from %(day)s; a new one comes after it.")
             % {"day": day_text(last.valid_from)}}
        )  # fmt: skip
    if last.valid_until is None:
        last.end(valid_from)
    version = _add_version(regulation, valid_from, document, text, review_due_on)
    note(regulation, "new version adopted", by=by, unit_id=regulation.unit_id)
    return version


@transaction.atomic
def end_regulation(regulation: Regulation, *, on: dt.date, by: User | None) -> None:
    """Let the regulation hold no longer from `on`; its versions stay to be read."""
    last = _last(regulation)
    if last.valid_until is not None:
        raise ValidationError(_("This regulation has ended already."))
    if on <= last.valid_from:
        raise ValidationError({"on": _("The last version is in force from %(day)s.") % {
            "day": day_text(last.valid_from),
        }})  # fmt: skip
    last.end(on)
    note(regulation, "regulation ended", by=by, unit_id=regulation.unit_id)


@transaction.atomic
def confirm_review(
    regulation: Regulation, *, remark: str, reviewed_on: dt.date, next_due_on: dt.date, by: User | None
) -> Review:
    """Write down that the version in force was looked at again and is still right, and when to look again."""
    last = _last(regulation)
    if not last.is_on(reviewed_on):
        raise ValidationError({"reviewed_on": _("No version is in force on that day.")})
    review = Review(version=last, reviewed_on=reviewed_on, note=remark, next_due_on=next_due_on, by=by)
    save_checked(review)
    last.review_due_on = next_due_on
    last.save(update_fields=["review_due_on"])
    note(regulation, "reviewed", by=by, unit_id=regulation.unit_id)
    return review


def _last(regulation: Regulation) -> Version:
    return Version.objects.select_for_update().filter(regulation=regulation).latest("valid_from")


def _add_version(
    regulation: Regulation, valid_from: dt.date, document: Document, text: str, review_due_on: dt.date
) -> Version:
    if document.secret:
        raise ValidationError({"document": _("Rules decided by a document marked Mật are not kept in Chibo.")})
    if review_due_on <= valid_from:
        raise ValidationError({"review_due_on": _("The review comes after the version is in force.")})
    version = Version(
        regulation=regulation, valid_from=valid_from, document=document, text=text, review_due_on=review_due_on
    )
    save_checked(version)
    return version
