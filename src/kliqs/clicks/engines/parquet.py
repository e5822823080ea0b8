"""DuckDB over the Parquet files of the manifest."""

import os
import threading
from pathlib import Path
from typing import Any, ClassVar

import duckdb

from kliqs.clicks.engines import Part, Query, Value
from kliqs.clicks.manifest import files_between, months_between, totals_between
from kliqs.clicks.store import ClickStore
from kliqs.clicks.totals.days import TotalsPlace
from kliqs.database import Connection

MEMORY_LIMIT = "512MB"
THREADS = min(2, os.cpu_count() or 1)  # of DuckDB, for all questions together
FILES = {"clicks": files_between, "totals": totals_between, "days": months_between}


class DuckDialect:
    def value(self, name: str, value: Value) -> str:
        return f"${name}"

    def moment(self, ms: int) -> str:
        return f"make_timestamp({ms * 1000})"

    def milliseconds(self, time: str) -> str:
        return f"epoch_ms({time})"

    def month(self, local_ms: str) -> str:
        return f"date_diff('month', DATE '1970-01-01', make_timestamp_ms({local_ms}))"

    def pairs(self, keys: str, values: str) -> str:
        return f"(SELECT unnest({keys}) AS link, unnest({values}) AS value)"


class ParquetEngine:
    """One DuckDB in memory for the process; each question gets a connection to it of its own."""

    dialect = DuckDialect()
    place: ClassVar[TotalsPlace] = "files"

    def __init__(self, directory: Path, scratch: Path) -> None:
        self._store = ClickStore(directory)
        self._unreadable: dict[str, int] = {}  # names, and when (ns) such a file was last changed
        self._local = threading.local()
        self._db = duckdb.connect(
            ":memory:",
            config={
                "threads": THREADS,
                "memory_limit": MEMORY_LIMIT,
                "temp_directory": str(scratch),
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        self._db.execute("SET parquet_metadata_cache = true")  # files never change

    def rows(self, db: Connection, query: Query) -> list[tuple[Any, ...]]:
        """See `Engine`. A file of clicks that is replaced stays an hour for its readers; those of totals and sums do
        not, so one that is gone is asked for once more, by its new name. What cannot be read then is left out, until it
        is another file."""
        try:
            return self._rows(db, query)
        except duckdb.IOException:
            pass  # asked once more
        except duckdb.Error:
            if not self._find_unreadable(db, query):
                raise
        try:
            return self._rows(db, query)
        except duckdb.Error:
            if not self._find_unreadable(db, query):
                raise
        return self._rows(db, query)

    def has_left_out(self) -> bool:
        """See `Engine`."""
        found: bool = getattr(self._local, "has_left_out", False)
        self._local.has_left_out = False
        return found

    def _find_unreadable(self, db: Connection, query: Query) -> bool:
        """Whether there are more of them in the query than were known. All of its files are read for it."""
        names = {name for part in query.parts for name in self._names(db, part)}
        with self._db.cursor() as cursor:
            found = names - set(self._store.readable(cursor, sorted(names)))
        self._unreadable |= {name: self._changed_at(name) for name in found}
        return bool(found)

    def _changed_at(self, name: str) -> int:
        try:
            return self._store.path(name).stat().st_mtime_ns
        except OSError:
            return 0

    def _rows(self, db: Connection, query: Query) -> list[tuple[Any, ...]]:
        paths = {part.table: self._paths(db, part) for part in query.parts}
        parts = [part for part in query.parts if paths[part.table]]
        if not parts:
            return []
        text, values = query.over(parts)
        tables = ", ".join(
            f"{part.table} AS NOT MATERIALIZED (SELECT * FROM read_parquet(${part.table}, union_by_name = true))"
            for part in parts
        )
        with self._db.cursor() as cursor:
            cursor.execute("SET enable_progress_bar = false")  # it would draw on the server's standard error
            files: dict[str, list[str]] = {part.table: paths[part.table] for part in parts}
            return cursor.execute(f"WITH {tables} {text}", {**values, **files}).fetchall()

    def _paths(self, db: Connection, part: Part) -> list[str]:
        return [str(self._store.path(name)) for name in self._names(db, part)]

    def _names(self, db: Connection, part: Part) -> list[str]:
        """The part's files, but for those that are known to be unreadable."""
        names = dict.fromkeys(name for span in part.spans for name in FILES[part.table](db, *span))
        known = self._unreadable
        kept = [name for name in names if name not in known or self._changed_at(name) != known[name]]
        if len(kept) < len(names):
            self._local.has_left_out = True
        return kept

    def close(self) -> None:
        self._db.close()
