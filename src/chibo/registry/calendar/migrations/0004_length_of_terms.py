"""How long a term of a committee and of a cell lasts; nothing that an office wrote itself is changed."""

import datetime as dt

from django.db import migrations

SOURCE = "Điều lệ Đảng (19/01/2011)"
TERMS = (("term.committee", 60), ("term.cell", 30))


def load(apps, schema_editor):
    term = apps.get_model("calendar", "Term")
    for code, length in TERMS:
        if not term.objects.filter(code=code).exists():
            term.objects.create(
                code=code, length=length, measured="months", source=SOURCE, valid_from=dt.date(2000, 1, 1)
            )


class Migration(migrations.Migration):
    dependencies = [("calendar", "0003_days_announced_and_default_term")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
