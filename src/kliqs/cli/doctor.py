"""`kliqs doctor`."""

import sys
from typing import Annotated

import typer

from kliqs.cli.output import Json, note, print_json


def doctor(
    fix: Annotated[
        bool,
        typer.Option("--fix", help="Publish links and pages again, and count links, where they are wrong."),
    ] = False,
    json: Json = False,
) -> None:
    """Say what is wrong with this install and how to mend it. Exit code 1 when something is."""
    import django

    from kliqs.settings import load

    settings = load()
    django.setup()
    from kliqs.doctor.examining import examine

    if fix:
        _mend()
    examined = list(examine(settings))
    is_well = not any(found for _, found in examined)
    if json:
        print_json(
            {
                "well": is_well,
                "checks": [name for name, _ in examined],
                "findings": [
                    {"check": name, "wrong": each.wrong, "cure": each.cure}
                    for name, found in examined
                    for each in found
                ],
            }
        )
    else:
        for each in (each for _, found in examined for each in found):
            print(f"✗ {each.wrong}\n  {each.cure}")
        if is_well:
            print(f"All {len(examined)} checks are good.")
    sys.exit(0 if is_well else 1)


def _mend() -> None:
    from kliqs.bio.rebuilding import rebuild
    from kliqs.cli.connecting import connection
    from kliqs.doctor.links import mend
    from kliqs.settings import load

    with connection() as db:
        changed = mend(load(), db)
    changed += rebuild(load())
    note(f"Mended {changed:,} rows." if changed else "There was nothing to mend.")
