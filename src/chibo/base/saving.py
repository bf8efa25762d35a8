"""Save a record and let the database judge it; what it refuses is said in the words of the constraint."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _


def save_checked(record: models.Model, **how: Any) -> None:
    """Save after checking the fields; ValidationError carries the message of the constraint that was broken.

    The database is asked once, by the save itself, so two people at the same time cannot both be right.
    """
    _check_fields(record)
    with refused_in_words(type(record)):
        record.save(**how)


def create_checked(records: Collection[models.Model]) -> None:
    """Save new records of one model at once, all or none, as strictly as one."""
    for record in records:
        _check_fields(record)
    for model in {type(record) for record in records}:
        with refused_in_words(model):
            model._default_manager.bulk_create(records)  # noqa: SLF001 -- Django's documented API


@contextmanager
def refused_in_words(model: type[models.Model]) -> Iterator[None]:
    """Turn what the database refuses to write of this model into a ValidationError; nothing of it stays."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise _refusal(model, error) from error


@contextmanager
def judged_at_once(refusals: Mapping[str, str | Promise]) -> Iterator[None]:
    """Let the database judge at the end of this block what it would else judge at the commit.

    `refusals` says in words what each of those constraints refuses.
    """
    try:
        with transaction.atomic():
            yield
            connection.check_constraints()
    except IntegrityError as error:
        name = _broken(error)
        if name not in refusals:
            raise
        raise ValidationError(_("This cannot be done: %(why)s"), params={"why": refusals[name]}, code=name) from error


def _check_fields(record: models.Model) -> None:
    relations = [field.name for field in record._meta.fields if field.is_relation]  # noqa: SLF001 -- as above
    record.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)


def _broken(error: IntegrityError) -> str:
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""


def _refusal(model: type[models.Model], error: IntegrityError) -> ValidationError:
    broken = _broken(error)
    constraints: list[models.BaseConstraint] = list(model._meta.constraints)  # noqa: SLF001 -- as above
    for constraint in constraints:
        if constraint.name == broken:
            fields: tuple[str, ...] = getattr(constraint, "fields", ())
            message = ValidationError(constraint.get_violation_error_message(), code=broken)
            return ValidationError({fields[0]: message}) if len(fields) == 1 else message
    return ValidationError(_("This contradicts something that is recorded already."), code=broken)
