"""DuckDB over the Parquet files of the manifest."""

import os
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
        not, so one that is gone is asked for once more, by its new name."""
        try:
            return self._rows(db, query)
        except duckdb.IOException:
            return self._rows(db, query)

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
        names = dict.fromkeys(name for span in part.spans for name in FILES[part.table](db, *span))
        return [str(self._store.path(name)) for name in names]

    def close(self) -> None:
        self._db.close()
