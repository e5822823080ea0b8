from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("links", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="PasswordAttempts",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=32, unique=True)),
                ("failures", models.PositiveIntegerField(db_default=0, default=0)),
                ("next_at", models.BigIntegerField(db_default=0, default=0)),
                ("updated_at", models.BigIntegerField(db_index=True)),
            ],
        ),
    ]
