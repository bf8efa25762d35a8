from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("documents", "0006_index_of_who_may_see"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="issued_because",
            field=models.CharField(blank=True, max_length=300, verbose_name="why it is issued all the same"),
        ),
    ]
