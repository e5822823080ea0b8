from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("routes", "0002_own_domain")]

    operations = [
        migrations.AddField("route", "description", models.TextField(blank=True, db_default="")),
        migrations.AddField("route", "image", models.TextField(blank=True, db_default="")),
    ]
