"""Bringing the main database to the schema of this version, by one process at a time."""

import fcntl
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from kliqs.settings import load

LOCK = 5_477_201_118  # any number that no other program on the database server uses as an advisory lock


def pending() -> list[str]:
    """Names of migrations that this version has and the database has not. Raises django.db.Error when it is away."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def is_empty() -> bool:
    """Whether no version has ever set this database up. Raises as `pending`."""
    return not MigrationRecorder(connection).applied_migrations()


def unknown() -> list[str]:
    """Names of migrations that the database has and this version does not know: a newer one was here. Raises as
    `pending`."""
    loader = MigrationExecutor(connection).loader
    ours = {label for label, _ in loader.disk_migrations}
    return [
        f"{label}.{name}"
        for label, name in sorted(loader.applied_migrations)
        if label in ours and (label, name) not in loader.disk_migrations
    ]


def bring_up_to_date() -> list[str]:
    """Apply what is pending; returns the names. Of two that start at once, the second waits and finds nothing to do."""
    try:
        missing = pending()
        return _apply() if missing else []
    finally:
        connection.close()


def _apply() -> list[str]:
    data_dir: Path = load().data_dir
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "migrate.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor == "postgresql":  # several machines may start at once
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = 0")
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        missing = pending()
        call_command("migrate", verbosity=0, interactive=False)
    return missing
