"""What tasks count beside themselves."""

from django.db import migrations

KINDS = [
    ("graves-moved", "Hộ di chuyển mộ", "hộ gia đình"),
    ("inventory-signed", "Hộ ký biên bản kiểm đếm", "hộ dân"),
    ("compensation-received", "Hộ nhận tiền, bàn giao mặt bằng", "hộ gia đình"),
    ("construction-permit", "Hộ xây dựng có giấy phép", "hộ gia đình"),
    ("voters", "Cử tri đi bầu cử", "cử tri"),
]


def load(apps, schema_editor):
    CountKind = apps.get_model("tasks", "CountKind")
    CountKind.objects.bulk_create(
        [CountKind(code=code, name=name, noun=noun, position=n) for n, (code, name, noun) in enumerate(KINDS, 1)],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("tasks", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
