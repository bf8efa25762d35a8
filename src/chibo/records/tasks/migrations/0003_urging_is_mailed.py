from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tasks", "0002_kinds_of_counts"),
    ]

    operations = [
        migrations.AddField(
            model_name="urging",
            name="mailed",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
