"""`kliqs migrate`."""

from kliqs.cli.output import Json, note, print_json


def migrate(json: Json = False) -> None:
    """Set the database up, or bring it to this version's schema."""
    import django

    django.setup()
    from kliqs.migrating import bring_up_to_date

    applied = bring_up_to_date()
    if json:
        print_json({"applied": applied})
        return
    note(f"Applied {len(applied)} migrations." if applied else "The database is up to date.")
