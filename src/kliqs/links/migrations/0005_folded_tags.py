from django.db import migrations, models


def fold_names(apps, schema_editor):
    """Names that are the same but for case become one tag: SQLite's lower() had let `École` and `école` both in."""
    Tag = apps.get_model("links", "Tag")
    LinkTag = apps.get_model("links", "LinkTag")
    kept = {}
    for tag in Tag.objects.order_by("pk"):
        tag.folded = tag.name.casefold()
        first = kept.setdefault((tag.workspace_id, tag.folded), tag)
        if first is tag:
            tag.save(update_fields=["folded"])
            continue
        has_first = LinkTag.objects.filter(tag=first).values("link_id")
        LinkTag.objects.filter(tag=tag).exclude(link_id__in=has_first).update(tag=first)
        tag.delete()
    if schema_editor.connection.vendor == "postgresql":
        # Deletions leave checks for the end of the transaction, and no table with such checks can be altered before.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('links', '0004_listing'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='tag',
            name='one_tag_a_name',
        ),
        migrations.RemoveField(
            model_name='tag',
            name='colour',
        ),
        migrations.AddField(
            model_name='tag',
            name='folded',
            field=models.CharField(default='', max_length=150),
            preserve_default=False,
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='tag',
            constraint=models.UniqueConstraint(fields=('workspace', 'folded'), name='one_tag_a_name'),
        ),
    ]
