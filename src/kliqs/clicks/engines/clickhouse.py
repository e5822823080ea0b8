"""ClickHouse, over HTTP or in this very process (`chdb://`): the table, batches going in, questions.

A batch is a Parquet file that the main database lists as waiting; its name is the deduplication token. Whoever dies
between the insert and the note that it is done sends the same bytes under the same token again, and ClickHouse drops
them: so the table must keep tokens, which plain MergeTree tables do only when told to.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

import clickhouse_connect
from clickhouse_connect.driver.client import Client

from kliqs.clicks.engines import Query, Value
from kliqs.clicks.totals.days import TotalsPlace
from kliqs.database import Connection
from kliqs.errors import ConfigurationError

TOKENS_KEPT = 10_000
QUESTION_S = 30
WRITTEN_AT_ONCE = 1024 * 1024
TABLES = (
    f"""
CREATE TABLE IF NOT EXISTS clicks (
    id String, time DateTime64(3, 'UTC'), outcome LowCardinality(String), workspace Int64, link Int64, slug String,
    host LowCardinality(String), kind LowCardinality(String), app LowCardinality(String),
    device LowCardinality(String), os LowCardinality(String), browser LowCardinality(String),
    country LowCardinality(String), region LowCardinality(String), city LowCardinality(String),
    visitor Nullable(UInt64), referrer String, referrer_host LowCardinality(String), language LowCardinality(String),
    utm_source String, utm_medium String, utm_campaign String, utm_term String, utm_content String,
    qr Bool, dnt Bool, gpc Bool
) ENGINE = MergeTree PARTITION BY toYYYYMM(time) ORDER BY (workspace, time, link)
SETTINGS non_replicated_deduplication_window = {TOKENS_KEPT}
""",
    """
CREATE TABLE IF NOT EXISTS click_totals (
    workspace Int64, dimension LowCardinality(String), value String, ms Int64, human Int64, preview Int64, bot Int64,
    visitors Int64, version Int64
) ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(fromUnixTimestamp64Milli(ms, 'UTC'))
ORDER BY (workspace, dimension, ms, value)
""",
)
# The blocks of a file must be the same each time it is sent: one reader, in the file's order.
INSERTING = {
    "insert_deduplicate": 1,
    "max_insert_threads": 1,
    "input_format_parallel_parsing": 0,
    "input_format_parquet_preserve_order": 1,
}


class ClickHouseDialect:
    def value(self, name: str, value: Value) -> str:
        kind = "String" if isinstance(value, str) else "Int64"
        if isinstance(value, list):
            kind = "Array(String)" if value and isinstance(value[0], str) else "Array(Int64)"
        return f"{{{name}:{kind}}}"

    def moment(self, ms: int) -> str:
        return f"fromUnixTimestamp64Milli({ms}, 'UTC')"

    def milliseconds(self, time: str) -> str:
        return f"toUnixTimestamp64Milli({time})"

    def month(self, local_ms: str) -> str:
        return f"toRelativeMonthNum(fromUnixTimestamp64Milli({local_ms}, 'UTC'))"

    def pairs(self, keys: str, values: str) -> str:
        return f"(SELECT link, value FROM (SELECT {keys} AS ks, {values} AS vs) ARRAY JOIN ks AS link, vs AS value)"


class ClickHouseEngine:
    """One client for the process; it serves several threads. Raises ConfigurationError for a table without tokens."""

    dialect = ClickHouseDialect()
    place: ClassVar[TotalsPlace] = "clickhouse"

    def __init__(self, url: str) -> None:
        # Threads share it: a session of its own would let in one question at a time.
        session = None if url.startswith("chdb://") else False
        self._client: Client = clickhouse_connect.get_client(dsn=url, autogenerate_session_id=session)
        for statement in TABLES:
            self._client.command(statement)
        self._check_tokens()

    def rows(self, db: Connection, query: Query) -> list[tuple[Any, ...]]:
        """See `Engine`; the main database is not needed. Quarters of an hour tell of days as well."""
        if not query.parts:
            return []
        settings = {"max_execution_time": QUESTION_S}
        text, values = query.over(query.parts)
        kept = [f"{part.table} AS (SELECT * FROM click_totals FINAL)" for part in query.parts if part.table != "clicks"]
        tables = f"WITH {', '.join(kept)} " if kept else ""
        found = self._client.query(tables + text, parameters=values, settings=settings)
        return [tuple(row) for row in found.result_rows]

    def has_left_out(self) -> bool:
        """See `Engine`. The server has no files of ours."""
        return False

    def insert(self, path: Path, token: str) -> None:
        """A Parquet file of clicks, once, however often it is sent under this token."""
        with path.open("rb") as file:
            self._client.raw_insert(
                "clicks", insert_block=file, fmt="Parquet", settings={**INSERTING, "insert_deduplication_token": token}
            )

    def insert_totals(self, path: Path) -> None:
        """A file with the totals of a day, older than any that were made here: those take their place."""
        with path.open("rb") as file:
            self._client.raw_insert("click_totals", insert_block=file, fmt="Parquet")

    def command(self, statement: str) -> None:
        """A statement that answers nothing."""
        self._client.command(statement)

    def column(self, query: str) -> list[int]:
        """The one column of numbers that a query finds."""
        return [int(number) for (number,) in self._client.query(query).result_rows]

    def write(self, query: str, format_name: str, out: BinaryIO) -> int:
        """What a query finds, in a format of ClickHouse's, as it comes; returns how many rows."""
        (rows,) = self._client.query(f"SELECT count() FROM ({query})").result_rows[0]
        with self._client.raw_stream(query, fmt=format_name) as stream:
            while piece := stream.read(WRITTEN_AT_ONCE):
                out.write(piece)
        return int(rows)

    def each(self, query: str, values: dict[str, Value]) -> Iterator[tuple[Any, ...]]:
        """The rows that a query finds, a block of them in memory at a time; this engine is closed after the last."""
        try:
            with self._client.query_rows_stream(query, parameters=values) as rows:
                yield from map(tuple, rows)
        finally:
            self.close()

    def close(self) -> None:
        self._client.close()

    def _check_tokens(self) -> None:
        (engine,) = self._client.query(
            "SELECT engine_full FROM system.tables WHERE database = currentDatabase() AND name = 'clicks'"
        ).result_rows[0]
        if "Replicated" not in engine and "Shared" not in engine and "deduplication_window" not in engine:
            raise ConfigurationError(
                "The table `clicks` in ClickHouse keeps no deduplication tokens:"
                " set its non_replicated_deduplication_window."
            )
