import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cascade", "0001_carrying_out"),
        ("studies", "0002_term_of_reflections"),
        ("tasks", "0003_urging_is_mailed"),
    ]

    operations = [
        migrations.CreateModel(
            name="SeminarTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "assigned",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="given", to="studies.assigned"
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="from_seminar", to="tasks.task"
                    ),
                ),
            ],
        ),
    ]
