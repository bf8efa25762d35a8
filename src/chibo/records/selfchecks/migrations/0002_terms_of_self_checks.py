"""How long a self-check is read and kept; an office changes it by its own rule."""

import datetime as dt

from django.db import migrations

SOURCE = "Mặc định của Chibo; cấp ủy sửa theo quy định lưu trữ của mình"
MONTHS = {"selfcheck.read": 6, "selfcheck.kept": 24}


def load(apps, schema_editor):
    term = apps.get_model("calendar", "Term")
    for code, months in MONTHS.items():
        if not term.objects.filter(code=code).exists():
            term.objects.create(
                code=code, length=months, measured="months", source=SOURCE, valid_from=dt.date(2010, 1, 1)
            )


class Migration(migrations.Migration):
    dependencies = [
        ("selfchecks", "0001_initial"),
        ("calendar", "0002_rules_of_admission"),
    ]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
