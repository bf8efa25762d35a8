"""A repeated sending gets the whole answer again, headers too, and clients with a token may use keys."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("base", "0003_the_trail_only_grows")]
    operations = [
        migrations.DeleteModel("WriteKey"),
        migrations.CreateModel(
            name="WriteKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sender", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=64)),
                ("fingerprint", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("headers", models.JSONField(default=dict)),
                ("body", models.BinaryField(default=b"")),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("sender", "key"), name="base_one_effect_per_key")],
            },
        ),
    ]
