"""A PostgreSQL database as of one moment: every table by COPY inside one REPEATABLE READ transaction.

No `pg_dump` is needed, and the tables come back into the schema that Kliqs' own migrations make.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from graphlib import TopologicalSorter
from typing import BinaryIO

import psycopg
from psycopg import sql

from kliqs.backup.archive import SEPARATE
from kliqs.database import CONNECT_TIMEOUT_S, Database

BUFFER = 1024 * 1024
ONLY = {"clicks_clickfile": sql.SQL("WHERE replaced_at IS NULL")}
Postgres = psycopg.Connection[tuple[object, ...]]


@contextmanager
def one_moment(database: Database) -> Iterator[Postgres]:
    """A read-only transaction that sees the database as it was at its first look."""
    with psycopg.connect(database.url, connect_timeout=CONNECT_TIMEOUT_S) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield connection


def tables(connection: Postgres) -> list[str]:
    """All tables, those that others refer to first."""
    names = [
        row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    ]
    refers: dict[str, set[str]] = {str(name): set() for name in names}
    for child, parent in connection.execute(
        "SELECT c.relname, p.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
        " JOIN pg_class p ON p.oid = k.confrelid"
        " WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace"
    ):
        if child != parent:
            refers[str(child)].add(str(parent))
    return list(TopologicalSorter(refers).static_order())


def copy_out(connection: Postgres, table: str, target: BinaryIO) -> None:
    """The rows of a table, with a first line that names its columns."""
    chosen = sql.SQL("WHERE false") if table in SEPARATE else ONLY.get(table, sql.SQL(""))
    query = sql.SQL("COPY (SELECT * FROM {} {}) TO STDOUT (HEADER true)").format(sql.Identifier(table), chosen)
    with connection.cursor() as cursor, cursor.copy(query) as copying:
        for part in copying:
            target.write(part)


def copy_in(connection: Postgres, table: str, source: BinaryIO) -> None:
    """Fill an empty table with what `copy_out` wrote."""
    columns = source.readline().decode("utf-8").rstrip("\n").split("\t")
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(sql.Identifier(column) for column in columns)
    )
    with connection.cursor() as cursor, cursor.copy(query) as copying:
        while part := source.read(BUFFER):
            copying.write(part)


def empty(connection: Postgres) -> None:
    """Take every row of every table but the list of migrations, which are those of the schema that is there."""
    names = [sql.Identifier(name) for name in tables(connection) if name != "django_migrations"]
    connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(names)))


def catch_up_sequences(connection: Postgres) -> None:
    """Let the next id of every table follow the highest one there is."""
    owned = connection.execute(
        "SELECT s.relname, t.relname, a.attname FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'"
        " JOIN pg_class t ON t.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid"
        " WHERE d.deptype IN ('a', 'i') AND t.relnamespace = current_schema()::regnamespace"
    ).fetchall()
    for sequence, table, column in owned:
        connection.execute(
            sql.SQL("SELECT setval({}, COALESCE(max({}), 0) + 1, false) FROM {}").format(
                sql.Literal(sequence), sql.Identifier(str(column)), sql.Identifier(str(table))
            )
        )
