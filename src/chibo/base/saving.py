"""Save a record and let the database judge it; what it refuses is said in the words of the constraint."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _


def save_checked(record: models.Model, **how: Any) -> None:
    """Save after checking the fields; ValidationError carries the message of the constraint that was broken.

    The database is asked once, by the save itself, so two people at the same time cannot both be right.
    """
    relations = [field.name for field in record._meta.fields if field.is_relation]  # noqa: SLF001 -- Django's documented API
    record.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            record.save(**how)
    except IntegrityError as error:
        raise _refusal(record, error) from error


def _refusal(record: models.Model, error: IntegrityError) -> ValidationError:
    broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    constraints: list[models.BaseConstraint] = list(record._meta.constraints)  # noqa: SLF001 -- as above
    for constraint in constraints:
        if constraint.name == broken:
            fields: tuple[str, ...] = getattr(constraint, "fields", ())
            message = ValidationError(constraint.get_violation_error_message(), code=broken)
            return ValidationError({fields[0]: message}) if len(fields) == 1 else message
    return ValidationError(_("This contradicts something that is recorded already."), code=broken or "")
