"""Days off that follow the weekend, swapped days and the second day of 2/9, as they were announced until 2026;
those of 2027 that the Labour Code fixes. The term for tasks to which nobody gave a deadline. Nothing that an office
wrote itself is changed."""

import datetime as dt

from django.db import migrations

OFF = {
    "Nghỉ bù Tết Dương lịch": ("2022-01-03", "2023-01-02"),
    "Nghỉ bù Giỗ Tổ Hùng Vương": ("2022-04-11", "2026-04-27"),
    "Nghỉ bù lễ 30/4 và 01/5": (
        "2021-05-03", "2022-05-02", "2022-05-03", "2023-05-02", "2023-05-03", "2027-05-03",
    ),
    "Quốc khánh": (
        "2021-09-03", "2022-09-01", "2023-09-01", "2024-09-03", "2025-09-01", "2026-09-01", "2027-09-02",
    ),
    "Nghỉ bù Quốc khánh": ("2023-09-04",),
    "Nghỉ hoán đổi": ("2024-04-29", "2025-05-02", "2026-01-02", "2026-08-31"),
    "Tết Dương lịch": ("2027-01-01",),
    "Giỗ Tổ Hùng Vương": ("2027-04-16",),
    "Ngày Chiến thắng": ("2027-04-30",),
    "Ngày Quốc tế Lao động": ("2027-05-01",),
    "Tết Nguyên đán (dự kiến)": (
        "2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08", "2027-02-09", "2027-02-10",
    ),
}
WORKED = {"Làm bù ngày 29/4/2024": "2024-05-04", "Làm bù ngày 02/5/2025": "2025-04-26",
          "Làm bù ngày 02/01/2026": "2026-01-10", "Làm bù ngày 31/8/2026": "2026-08-22"}
TASK = ("task.default", 10, "working_days", "Mặc định của Chibo; văn phòng sửa theo quy chế làm việc của cấp ủy", "2010-01-01")


def load(apps, schema_editor):
    Term, DayOff = apps.get_model("calendar", "Term"), apps.get_model("calendar", "DayOff")
    days = [DayOff(day=dt.date.fromisoformat(day), name=name) for name, all_ in OFF.items() for day in all_]
    days += [DayOff(day=dt.date.fromisoformat(day), name=name, worked=True) for name, day in WORKED.items()]
    DayOff.objects.bulk_create(days, ignore_conflicts=True)
    code, length, measured, source, since = TASK
    if not Term.objects.filter(code=code).exists():
        Term.objects.create(
            code=code, length=length, measured=measured, source=source, valid_from=dt.date.fromisoformat(since)
        )


class Migration(migrations.Migration):
    dependencies = [("calendar", "0002_rules_of_admission")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
