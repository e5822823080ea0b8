"""Bringing a backup back, into an install that nobody uses yet."""

import fcntl
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import psycopg
from django.db import connection as django_connection
from django.db.migrations.executor import MigrationExecutor

from kliqs.backup import postgres, sqlite
from kliqs.backup.archive import CLICKS, CONTENTS, KEPT_FILES, MEDIA, SQLITE_FILE, TABLES, Contents, read_contents
from kliqs.database import Connection, Database
from kliqs.errors import ConfigurationError
from kliqs.migrating import bring_up_to_date
from kliqs.settings import Settings

Progress = Callable[[int, int], None]


def restore_backup(settings: Settings, source: Path, progress: Progress, *, force: bool) -> Contents:
    """Make this install what the backup holds. The database comes last: killed before that, nothing has changed
    that a server would look at, and restoring again does it all again.

    Raises ConfigurationError when the file is no whole backup, does not fit, or the install is in use.
    """
    database = Database(settings.database_url)
    try:
        tar = tarfile.open(source, "r:")  # noqa: SIM115 (closed below; what opening raises is told apart)
    except tarfile.TarError as problem:
        raise ConfigurationError(f"{source} is not a Kliqs backup: {problem}") from problem
    with tar:
        contents = _check(tar, source, database)
        _refuse_when_running(settings)
        if not force and _is_used(settings, database):
            raise ConfigurationError("This install holds data already. --force replaces all of it.")
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=_made(settings.data_dir)) as scratch:
            _unpack(tar, contents, Path(scratch), progress)
            _replace_files(settings, contents, Path(scratch))
            if database.is_sqlite:
                sqlite.put_back(Path(scratch) / SQLITE_FILE, database)
            else:
                _fill_postgres(database, contents, Path(scratch))
    bring_up_to_date()
    return contents


def _check(tar: tarfile.TarFile, source: Path, database: Database) -> Contents:
    """Everything that can be wrong, before anything is touched."""
    try:
        present = {member.name: member.size for member in tar if member.isfile()}
        file = tar.extractfile(CONTENTS)
    except (tarfile.TarError, KeyError, EOFError) as problem:
        raise ConfigurationError(f"{source} is not a whole Kliqs backup: {problem}") from problem
    contents = read_contents(file.read() if file else b"", source)
    if missing := [name for name, size in contents.members.items() if present.get(name) != size]:
        raise ConfigurationError(f"{source} is not whole: {missing[0]} is missing or cut off.")
    engine = "sqlite" if database.is_sqlite else "postgresql"
    if contents.engine != engine:
        raise ConfigurationError(f"{source} was made on {contents.engine}, and KLIQS_DATABASE_URL names {engine}.")
    known = MigrationExecutor(None).loader.disk_migrations
    if newer := [f"{app}.{name}" for app, name in contents.migrations if (app, name) not in known]:
        raise ConfigurationError(f"{source} was made by a newer Kliqs ({contents.version}): it has {newer[0]}.")
    return contents


def _refuse_when_running(settings: Settings) -> None:
    lock_file = settings.click_log_dir / "loader.lock"
    if not lock_file.exists():
        return
    with lock_file.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigurationError("A server is running on this data folder. Stop it first.") from None


def _is_used(settings: Settings, database: Database) -> bool:
    if settings.clicks_dir.is_dir() and any(settings.clicks_dir.glob("*.parquet")):
        return True
    if database.is_sqlite and not Path(database.path).exists():
        return False
    connection = Connection(database)
    try:
        return connection.execute("SELECT 1 FROM accounts_user LIMIT 1").fetchone() is not None
    except (sqlite3.OperationalError, psycopg.errors.UndefinedTable):
        return False
    finally:
        connection.close()


def _unpack(tar: tarfile.TarFile, contents: Contents, scratch: Path, progress: Progress) -> None:
    """Into the data folder's own disk, under names that come from the contents and lead nowhere else."""
    whole, done = sum(contents.members.values()), 0
    for name, size in contents.members.items():
        target = scratch / name
        if not target.resolve().is_relative_to(scratch.resolve()):
            raise ConfigurationError(f"The backup names a file outside of itself: {name}.")
        target.parent.mkdir(parents=True, exist_ok=True)
        source: IO[bytes] | None = tar.extractfile(name)
        assert source is not None, "checked: it is a file"
        target.touch(mode=0o600)
        with source, target.open("wb") as file:
            shutil.copyfileobj(source, file, 1024 * 1024)
        done += size
        progress(done, whole)


def _replace_files(settings: Settings, contents: Contents, scratch: Path) -> None:
    """Click files, pictures, what the data folder keeps. Old click-log segments go: their links may be others now."""
    for old in (settings.clicks_dir, settings.click_log_dir):
        shutil.rmtree(old, ignore_errors=True)
    _made(settings.clicks_dir)
    for name in contents.members:
        if name.startswith(CLICKS):
            shutil.move(scratch / name, settings.clicks_dir / Path(name).name)
        elif name.startswith(MEDIA) and settings.media_dir is not None:
            shutil.move(scratch / name, _made(settings.media_dir) / Path(name).name)
        elif name in KEPT_FILES:
            (scratch / name).replace(settings.data_dir / name)


def _fill_postgres(database: Database, contents: Contents, scratch: Path) -> None:
    """The schema as it was, then all rows in one transaction."""
    executor = MigrationExecutor(django_connection)
    executor.migrate(_latest(executor, contents.migrations))
    django_connection.close()
    with psycopg.connect(database.url) as connection:
        order = [name for name in postgres.tables(connection) if name != "django_migrations"]
        postgres.empty(connection)
        for table in order:
            if f"{TABLES}{table}" in contents.members:
                with (scratch / TABLES / table).open("rb") as file:
                    postgres.copy_in(connection, table, file)
        postgres.catch_up_sequences(connection)


def _latest(executor: MigrationExecutor, applied: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of the migrations a backup had, those that no other one of its app follows."""
    had = set(applied)
    nodes = executor.loader.graph.node_map
    return [
        key
        for key in had
        if key in nodes and not any(child.key[0] == key[0] and child.key in had for child in nodes[key].children)
    ]


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
