"""The quorum known here: two thirds of those summoned, in every kind of vote."""

import datetime as dt
from typing import Any

from django.db import migrations

STATUTE = dt.date(2011, 1, 19)
RULES = (
    ("congress", STATUTE, "Điều lệ Đảng, điều về đại hội"),
    ("confidence", dt.date(2023, 2, 2), "Quy định số 96-QĐ/TW, ngày 02/02/2023"),
    ("review", STATUTE, "Thông lệ của hội nghị bỏ phiếu; cấp ủy đặt lại khi hướng dẫn nêu khác"),
    ("general", STATUTE, "Thông lệ của hội nghị bỏ phiếu; cấp ủy đặt lại khi hướng dẫn nêu khác"),
)


def load(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 -- Django gives it
    rule = apps.get_model("ballots", "QuorumRule")
    for use, day, source in RULES:
        rule.objects.create(use=use, valid_from=day, numerator=2, denominator=3, source=source)


class Migration(migrations.Migration):
    dependencies = [("ballots", "0002_settled_for_good")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
