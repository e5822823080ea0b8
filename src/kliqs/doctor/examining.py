"""The list of checks, and going through it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg

from kliqs.database import Connection, Database
from kliqs.doctor import clicks, data, links, machine, pages
from kliqs.doctor.findings import DataCheck, Finding, MachineCheck, Patient
from kliqs.settings import Settings

MACHINE: tuple[MachineCheck, ...] = (
    machine.data_folder,
    machine.free_disk,
    machine.secret_key,
    machine.plan_table,
    machine.hosts,
    machine.scheme,
    machine.debug,
    machine.mail,
    machine.resolving,
    machine.geography,
    machine.clock,
    machine.leftovers,
)
SCHEMA: tuple[DataCheck, ...] = (data.sqlite_integrity, data.migrations)
DATA: tuple[DataCheck, ...] = (
    data.sqlite_wal,
    data.own_domain,
    links.routes,
    links.link_counts,
    pages.pages,
    links.link_hosts,
    clicks.click_files,
    clicks.total_files,
    clicks.other_machines,
    clicks.waiting_for_clickhouse,
    clicks.orphan_files,
    clicks.lost_clicks,
    clicks.rejected_lines,
    clicks.loader_lag,
    clicks.newer_segments,
)
# What was looked at, with what was found there.
Examined = tuple[str, list[Finding]]


def examine(settings: Settings) -> Iterator[Examined]:
    """Every check with its findings. Where the database is away, or is not as this version needs it, that is the
    finding, and what builds on it is left out."""
    for check in MACHINE:
        yield _name(check), list(check(settings))
    database = Database(settings.database_url)
    if database.is_sqlite and not Path(database.path).is_file():
        yield "database", [Finding(f"There is no database at {database.path}.", "Run: kliqs migrate")]
        return
    try:
        db = Connection(database)
    except (psycopg.Error, sqlite3.Error) as problem:
        yield "database", [_away(problem)]
        return
    try:
        yield from _examine_data(Patient(settings, db))
    finally:
        db.close()


def _examine_data(patient: Patient) -> Iterator[Examined]:
    try:
        schema = [(_name(check), list(check(patient))) for check in SCHEMA]
        yield "database", []
        yield from schema
        if any(found for _, found in schema):
            return
        for check in DATA:
            yield _name(check), list(check(patient))
    except (psycopg.Error, sqlite3.Error) as problem:
        yield "database", [_away(problem)]


def _away(problem: Exception) -> Finding:
    return Finding(
        f"The database does not answer: {str(problem).strip()}",
        "Start it, or set KLIQS_DATABASE_URL to the one that Kliqs may use.",
    )


def _name(check: MachineCheck | DataCheck) -> str:
    return check.__name__.replace("_", " ")
