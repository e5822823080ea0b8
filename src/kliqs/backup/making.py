"""Taking a backup beside a running server.

What the copied log positions would mean elsewhere: nothing. They point into segments that stay behind, so they are
left out; a restored install begins new segments, under names no other install ever used, at position 0. Clicks that
were in the log but not loaded at the moment of the copy (about the last second) are not in the backup.
"""

import os
import resource
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import msgspec
import structlog

from kliqs.backup import postgres, sqlite
from kliqs.backup.archive import CLICKS, CONTENTS, FORMAT, KEPT_FILES, MEDIA, SQLITE_FILE, TABLES, Contents, Summary
from kliqs.clicks.manifest import FILES_OF_TOTALS
from kliqs.database import Database
from kliqs.errors import ConfigurationError
from kliqs.settings import Settings

Progress = Callable[[int, int], None]
log = structlog.get_logger("backup")


def make_backup(settings: Settings, target: Path, progress: Progress) -> Summary:
    """Write the backup to `target`, readable by its owner alone; it appears there when it is whole.

    `progress` is told bytes done and in all. Raises ConfigurationError when a file of the store is missing.
    """
    database = Database(settings.database_url)
    _allow_many_open_files()
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=".kliqs-backup-", dir=target.parent)))
        copied = _copy_sqlite(database, scratch) if database.is_sqlite else _copy_postgres(database, scratch)
        members: dict[str, BinaryIO] = {
            name: stack.enter_context(path.open("rb")) for name, path in copied.members.items()
        }
        # Opened at once, all of them: a file that merging replaces meanwhile can then still be read to its end.
        for name in copied.click_files:
            members[CLICKS + name] = stack.enter_context(_open_click_file(settings, name))
        for name, file in _open_pictures(settings, copied.pictures):
            members[MEDIA + name] = stack.enter_context(file)
        for name in KEPT_FILES:
            if (settings.data_dir / name).is_file():
                members[name] = stack.enter_context((settings.data_dir / name).open("rb"))
        contents = Contents(
            FORMAT,
            version("kliqs"),
            datetime.now(UTC).isoformat(timespec="seconds"),
            "sqlite" if database.is_sqlite else "postgresql",
            copied.migrations,
            {name: os.fstat(file.fileno()).st_size for name, file in members.items()},
        )
        _write_tar(scratch / "backup.tar", contents, members, progress)
        (scratch / "backup.tar").replace(target)
    return Summary(
        str(target), contents.engine, contents.made_at, copied.users, copied.links, len(copied.click_files),
        target.stat().st_size,
    )  # fmt: skip


class _Copied(msgspec.Struct):
    """The database as of one moment: the files it was copied to, and what it says of the rest."""

    members: dict[str, Path]
    click_files: list[str]
    pictures: list[str]
    migrations: list[tuple[str, str]]
    users: int
    links: int


CLICK_FILES = f"SELECT name FROM clicks_clickfile WHERE replaced_at IS NULL UNION ALL {FILES_OF_TOTALS} ORDER BY 1"
PICTURES = "SELECT name FROM pictures_picture ORDER BY id"
MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY id"
USERS = "SELECT COUNT(*) FROM accounts_user"
LINKS = "SELECT COUNT(*) FROM links_link WHERE deleted_at IS NULL"


def _copy_sqlite(database: Database, scratch: Path) -> _Copied:
    path = scratch / SQLITE_FILE
    sqlite.snapshot(database, path)
    copy = sqlite3.connect(path)
    try:
        ask = copy.execute
        return _Copied(
            {SQLITE_FILE: path},
            [row[0] for row in ask(CLICK_FILES)],
            [row[0] for row in ask(PICTURES)],
            [(row[0], row[1]) for row in ask(MIGRATIONS)],
            ask(USERS).fetchone()[0],
            ask(LINKS).fetchone()[0],
        )
    finally:
        copy.close()


def _copy_postgres(database: Database, scratch: Path) -> _Copied:
    members = {}
    with postgres.one_moment(database) as connection:
        for table in postgres.tables(connection):
            path = scratch / f"{table}.copy"
            with path.open("wb") as file:
                postgres.copy_out(connection, table, file)
            members[f"{TABLES}{table}"] = path
        ask = connection.execute
        return _Copied(
            members,
            [str(row[0]) for row in ask(CLICK_FILES)],
            [str(row[0]) for row in ask(PICTURES)],
            [(str(row[0]), str(row[1])) for row in ask(MIGRATIONS)],
            msgspec.convert((ask(USERS).fetchone() or (0,))[0], int),
            msgspec.convert((ask(LINKS).fetchone() or (0,))[0], int),
        )


def _open_click_file(settings: Settings, name: str) -> BinaryIO:
    try:
        return (settings.clicks_dir / name).open("rb")
    except FileNotFoundError as problem:
        raise ConfigurationError(
            f"The click file {name} is missing from {settings.clicks_dir}. `kliqs doctor` says more."
        ) from problem


def _open_pictures(settings: Settings, names: list[str]) -> Iterator[tuple[str, BinaryIO]]:
    """Those of the folder; a bucket is backed up where it is. One that is deleted meanwhile is left out."""
    if settings.media_dir is None:
        return
    for name in names:
        try:
            yield name, (settings.media_dir / name).open("rb")
        except FileNotFoundError:
            log.warning("backup.picture_missing", name=name)


def _write_tar(path: Path, contents: Contents, members: dict[str, BinaryIO], progress: Progress) -> None:
    whole, done = sum(contents.members.values()), 0
    path.touch(mode=0o600)
    with path.open("rb+") as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            raw = msgspec.json.encode(contents)
            tar.addfile(_member(CONTENTS, len(raw)), BytesIO(raw))
            for name, source in members.items():
                size = contents.members[name]
                tar.addfile(_member(name, size), source)
                done += size
                progress(done, whole)
        file.flush()
        os.fsync(file.fileno())


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _allow_many_open_files() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
