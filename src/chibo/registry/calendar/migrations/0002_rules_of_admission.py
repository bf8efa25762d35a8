"""Terms of the admission path and national days off; an office adds what is announced each year."""

import datetime as dt

from django.db import migrations

RULES = [
    ("admission.decision", 60, "working_days", "Hướng dẫn số 01-HD/TW, ngày 20/9/2016 của Ban Chấp hành Trung ương", "2016-09-20", "2021-09-28"),
    ("admission.decision", 60, "working_days", "Hướng dẫn số 01-HD/TW, ngày 28/9/2021 của Ban Chấp hành Trung ương", "2021-09-28", None),
    ("admission.ceremony", 30, "working_days", "Hướng dẫn số 01-HD/TW, ngày 20/9/2016 của Ban Chấp hành Trung ương", "2016-09-20", "2021-09-28"),
    ("admission.ceremony", 30, "working_days", "Hướng dẫn số 01-HD/TW, ngày 28/9/2021 của Ban Chấp hành Trung ương", "2021-09-28", None),
    ("admission.probation", 12, "months", "Điều lệ Đảng, Điều 5", "2011-01-19", None),
    ("admission.recognition", 30, "working_days", "Hướng dẫn số 01-HD/TW, ngày 20/9/2016 của Ban Chấp hành Trung ương", "2016-09-20", "2021-09-28"),
    ("admission.recognition", 30, "working_days", "Hướng dẫn số 01-HD/TW, ngày 28/9/2021 của Ban Chấp hành Trung ương", "2021-09-28", None),
]
FIXED = {(1, 1): "Tết Dương lịch", (4, 30): "Ngày Chiến thắng", (5, 1): "Ngày Quốc tế Lao động", (9, 2): "Quốc khánh"}
TET = {2021: (2, 10, 7), 2022: (1, 31, 5), 2023: (1, 20, 7), 2024: (2, 8, 7), 2025: (1, 25, 9), 2026: (2, 14, 9)}
HUNG_KINGS = {2021: (4, 21), 2022: (4, 10), 2023: (4, 29), 2024: (4, 18), 2025: (4, 7), 2026: (4, 26)}


def load(apps, schema_editor):
    Term, DayOff = apps.get_model("calendar", "Term"), apps.get_model("calendar", "DayOff")
    for code, length, measured, source, since, until in RULES:
        Term.objects.create(
            code=code, length=length, measured=measured, source=source,
            valid_from=dt.date.fromisoformat(since), valid_until=until and dt.date.fromisoformat(until),
        )
    days = {}
    for year in TET:
        for (month, day), name in FIXED.items():
            days[dt.date(year, month, day)] = name
        month, day, length = TET[year]
        for n in range(length):
            days[dt.date(year, month, day) + dt.timedelta(days=n)] = "Tết Nguyên đán"
        days[dt.date(year, *HUNG_KINGS[year])] = "Giỗ Tổ Hùng Vương"
    DayOff.objects.bulk_create(DayOff(day=day, name=name) for day, name in days.items())


class Migration(migrations.Migration):
    dependencies = [("calendar", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
