"""The caps known here. Where the text of a clause was not seen, the remark says so."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import migrations

D2019, D2023, D2025 = dt.date(2019, 10, 18), dt.date(2023, 10, 4), dt.date(2025, 8, 30)
TWENTY, TWENTY_FIVE = Decimal(20), Decimal(25)
GROUND = "Có thành tích xuất sắc nổi trội, đột phá, được cấp có thẩm quyền xác nhận"
UNSEEN = "Chưa đọc được nguyên văn điều khoản; giữ mức 20%. Cấp ủy xác nhận lại và đặt cách tính cho nơi mình."
RULES = (
    ("Hướng dẫn số 21-HD/BTCTW, ngày 18/10/2019", D2019, D2023, "strict", "organisation", None,
     "Tính trên số được xếp loại “Hoàn thành tốt nhiệm vụ” trong từng tổ chức cơ sở đảng."),
    ("Quy định số 124-QĐ/TW, ngày 04/10/2023; Hướng dẫn số 25-HD/BTCTW năm 2023", D2023, D2025, "strict",
     "organisation", None, UNSEEN),
    ("Quy định số 366-QĐ/TW, ngày 30/8/2025; Hướng dẫn số 43-HD/BTCTW, ngày 31/10/2025", D2025, None, "strict",
     "group", TWENTY_FIVE, UNSEEN),
)  # fmt: skip


def load(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 -- Django gives it
    rule = apps.get_model("quotas", "QuotaRule")
    for source, first, until, base, scope, exception, remark in RULES:
        for subject in ("member", "organisation"):
            rule.objects.create(
                subject=subject, level="excellent", share=TWENTY, base=base,
                scope="group" if subject == "organisation" else scope, rounding="down", exception_share=exception,
                exception_ground=GROUND if exception else "", source=source, remark=remark, valid_from=first,
                valid_until=until,
            )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("quotas", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
