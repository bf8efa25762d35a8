"""How long the text of a reflection is kept after the programme; an office changes it by its own rule."""

import datetime as dt

from django.db import migrations

SOURCE = "Mặc định của Chibo; cấp ủy sửa theo quy định lưu trữ của mình"


def load(apps, schema_editor):
    term = apps.get_model("calendar", "Term")
    if not term.objects.filter(code="reflection.kept").exists():
        term.objects.create(
            code="reflection.kept", length=12, measured="months", source=SOURCE, valid_from=dt.date(2010, 1, 1)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("studies", "0001_programmes_reflections_seminars"),
        ("calendar", "0002_rules_of_admission"),
    ]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
