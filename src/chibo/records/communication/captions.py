"""Words under a picture come from somebody who has seen it."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MACHINE = re.compile(
    r"automatically generated|generated (by|with) (ai|a machine)|with (very )?(low|medium|high) confidence"
    r"|tạo (ra )?tự động|tự động tạo|\b(ai|máy) (mô tả|tạo)"
    r"|^(an?|the|two|three|several|some) (\w+ ){0,3}(people|persons?|m[ae]n|wom[ae]n|group|crowd|picture|photo|image"
    r"|close[- ]up|screenshot|stage|table|building|sign|logo)\b"
    r"|^(a|an) group of\b|^(no description available|image may contain|may be an image)",
    re.IGNORECASE,
)
FILE_NAME = re.compile(
    r"^\S+\.(jpe?g|png|gif|webp|heic|bmp)$|^(img|dsc|dscn|image|screenshot|hinh|anh)[-_ ]?\d+", re.IGNORECASE
)


def told_by_a_person(value: str) -> None:
    """Refuse what a program writes about a picture by itself, and the name of its file."""
    text = value.strip()
    if MACHINE.search(text):
        raise ValidationError(
            _("A program wrote this description. Say in Vietnamese who or what the picture shows."), code="machine"
        )
    if FILE_NAME.search(text):
        raise ValidationError(_("This is the name of a file. Say who or what the picture shows."), code="file_name")
