"""Every cell holds a thematic meeting at least once a quarter; home reminds of it while a rule asks for it."""

import datetime as dt

from django.db import migrations

SOURCES = (
    ("Hướng dẫn số 12-HD/BTCTW ngày 06/7/2018 của Ban Tổ chức Trung ương", "2018-07-06", "2025-10-28"),
    ("Hướng dẫn số 42-HD/BTCTW ngày 28/10/2025 của Ban Tổ chức Trung ương", "2025-10-28", None),
)


def load(apps, schema_editor):
    term = apps.get_model("calendar", "Term")
    if term.objects.filter(code="cells.thematic").exists():
        return
    for source, since, until in SOURCES:
        term.objects.create(
            code="cells.thematic", length=3, measured="months", source=source, valid_from=dt.date.fromisoformat(since),
            valid_until=dt.date.fromisoformat(until) if until else None,
        )


class Migration(migrations.Migration):
    dependencies = [("cells", "0002_locked_stays"), ("calendar", "0002_rules_of_admission")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
