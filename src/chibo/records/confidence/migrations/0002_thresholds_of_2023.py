"""What Regulation 96-QĐ/TW attaches to low confidence, in short words of our own."""

import datetime as dt
from typing import Any

from django.db import migrations

FIRST = dt.date(2023, 2, 2)
SOURCE = "Quy định số 96-QĐ/TW, ngày 02/02/2023"
RULES = (
    (1, 2, False, "Đưa ra khỏi quy hoạch chức vụ cao hơn; xem xét cho thôi giữ chức vụ, bố trí công tác khác, "
     "cho từ chức hoặc bỏ phiếu tín nhiệm sớm"),
    (2, 3, True, "Miễn nhiệm"),
)  # fmt: skip


def load(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 -- Django gives it
    threshold = apps.get_model("confidence", "Threshold")
    for numerator, denominator, reached_at, consequence in RULES:
        threshold.objects.create(
            numerator=numerator, denominator=denominator, reached_at=reached_at, base="valid",
            consequence=consequence, source=SOURCE, valid_from=FIRST,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("confidence", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
