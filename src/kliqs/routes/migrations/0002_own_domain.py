"""Row 1 of the domains is the install's own short host, whatever KLIQS_DOMAIN names; its `host` stays empty."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def add_own_domain(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    domain = apps.get_model("routes", "Domain")
    domain.objects.get_or_create(pk=1, defaults={"host": ""})
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SELECT setval(pg_get_serial_sequence('routes_domain', 'id'), 1)")


class Migration(migrations.Migration):
    dependencies = [("routes", "0001_initial")]
    operations = [migrations.RunPython(add_own_domain, migrations.RunPython.noop)]
