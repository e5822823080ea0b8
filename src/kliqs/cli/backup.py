"""`kliqs backup` and `kliqs restore`."""

from pathlib import Path
from typing import Annotated

import typer

from kliqs.cli.output import Json, note, print_json, progress

File = Annotated[Path, typer.Argument(metavar="FILE.tar", help="The backup file.")]


def backup(file: File, json: Json = False) -> None:
    """Write everything that cannot be made again to one file. Works while the server runs."""
    from kliqs.backup.making import make_backup
    from kliqs.errors import ConfigurationError
    from kliqs.settings import load

    if file.exists():
        raise ConfigurationError(f"{file} exists already. Choose another name: backups are not overwritten.")
    with progress("Backing up") as told:
        summary = make_backup(load(), file.absolute(), told)
    if json:
        print_json(summary)
        return
    note(f"{file}: {summary.users:,} accounts, {summary.links:,} links, {summary.click_files:,} click files.")
    note("It holds password hashes and the secret key: keep it where only you can read it.")


def restore(
    file: File,
    force: Annotated[bool, typer.Option("--force", help="Replace the data that is there.")] = False,
    json: Json = False,
) -> None:
    """Make this install what a backup holds. The data folder must be new, and no server may run on it."""
    import django

    django.setup()
    from kliqs.backup.restoring import restore_backup
    from kliqs.settings import load

    with progress("Restoring") as told:
        contents = restore_backup(load(), file, told, force=force)
    if json:
        print_json({"made_at": contents.made_at, "version": contents.version, "engine": contents.engine})
        return
    note(f"Restored {file} of {contents.made_at}. `kliqs doctor` checks it; `kliqs serve` starts it.")
