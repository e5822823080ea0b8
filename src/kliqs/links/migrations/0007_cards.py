"""Links that had a description or a picture before Routes carried them show them to preview fetchers too."""

from django.db import migrations

FILL = """
UPDATE routes_route SET
    description = (SELECT l.description FROM links_link l WHERE l.id = routes_route.target),
    image = (SELECT l.image FROM links_link l WHERE l.id = routes_route.target)
WHERE target IN (SELECT id FROM links_link WHERE deleted_at IS NULL AND (description <> '' OR image <> ''))
"""


class Migration(migrations.Migration):
    dependencies = [("links", "0006_external_ids"), ("routes", "0003_cards")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
