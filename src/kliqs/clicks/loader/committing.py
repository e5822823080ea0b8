"""The one transaction that makes a batch count: the file's row, the log's positions, the counts, the rejects."""

from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

import duckdb

from kliqs.clicks.loader.segments import Reading, Stretch
from kliqs.clicks.manifest import NewFile, add_file
from kliqs.database import Connection

ROWS_AT_ONCE = 1_000
LINK_DAY = {
    "link_id": "bigint",
    "workspace_id": "bigint",
    "day": "date",
    "human": "bigint",
    "preview": "bigint",
    "bot": "bigint",
    "visitors": "bigint",
}
COUNTS = """
SELECT link, workspace, strftime(day, '%Y-%m-%d'), human, preview, bot, coalesce(visitors, 0)
FROM (SELECT link, day, any_value(workspace) AS workspace, count(*) FILTER (kind = 'human') AS human,
             count(*) FILTER (kind = 'preview') AS preview, count(*) FILTER (kind = 'bot') AS bot
      FROM clicks GROUP BY link, day)
LEFT JOIN (SELECT link, day, count(*) AS visitors FROM fresh GROUP BY link, day) USING (link, day)
ORDER BY link, day
"""
DAY = tuple(LINK_DAY).index("day")
WITHOUT_DAY = itemgetter(*(place for place, column in enumerate(LINK_DAY) if column != "day"))
LINK_TOTAL = {column: kind for column, kind in LINK_DAY.items() if column != "day"}
ADD_COUNTS = (
    "ON CONFLICT ({key}) DO UPDATE SET human = {table}.human + excluded.human,"
    " preview = {table}.preview + excluded.preview, bot = {table}.bot + excluded.bot,"
    " visitors = {table}.visitors + excluded.visitors"
)
ADD_TO_DAY = ADD_COUNTS.format(table="clicks_linkday", key="link_id, day")
ADD_TO_TOTAL = ADD_COUNTS.format(table="clicks_linktotal", key="link_id")


class LogMoved(Exception):
    """A segment's position is not what it was when the batch began: somebody else loaded these lines, such as an
    earlier transaction of ours whose answer was lost. Nothing of the batch may be committed."""


def commit_batch(connection: Connection, db: duckdb.DuckDBPyConnection, reading: Reading, file: NewFile | None) -> None:
    """Raises LogMoved or what the database raises; then nothing is committed, unless the connection was lost."""
    days: set[str] = set()
    counts = db.execute(COUNTS) if file is not None else None  # before the transaction: creates are waiting for it
    with connection.transaction():
        for stretch in reading.stretches:
            _move(connection, stretch)
        if file is not None:
            add_file(connection, file, datetime.now(UTC))
        while counts and (rows := counts.fetchmany(ROWS_AT_ONCE)):
            connection.insert("clicks_linkday", LINK_DAY, rows, ADD_TO_DAY)
            connection.insert("clicks_linktotal", LINK_TOTAL, _totals(rows), ADD_TO_TOTAL)
            days.update(row[DAY] for row in rows)
        for day in sorted(days):
            connection.execute(
                "INSERT INTO clicks_clickday (day, changes, totalled, file) VALUES (?, 1, 0, '')"
                " ON CONFLICT (day) DO UPDATE SET changes = clicks_clickday.changes + 1",
                (day,),
            )
        for reason, count in reading.rejected.items():
            connection.execute(
                "INSERT INTO clicks_loadercount (reason, count) VALUES (?, ?)"
                " ON CONFLICT (reason) DO UPDATE SET count = clicks_loadercount.count + excluded.count",
                (reason, count),
            )


def _totals(rows: list[tuple[Any, ...]]) -> list[tuple[int, ...]]:
    """Rows of links and days, added up to one row a link: a statement may change a row only once."""
    if len({row[0] for row in rows}) == len(rows):  # as it is on most days
        return list(map(WITHOUT_DAY, rows))
    totals: dict[tuple[int, int], list[int]] = {}
    for link_id, workspace_id, _, *counts in rows:
        so_far = totals.get((link_id, workspace_id))
        totals[link_id, workspace_id] = (
            counts if so_far is None else [sum(pair) for pair in zip(so_far, counts, strict=True)]
        )
    return [(*link, *counts) for link, counts in totals.items()]


def _move(connection: Connection, stretch: Stretch) -> None:
    name = stretch.segment.name
    if stretch.is_known:
        moved = connection.execute(
            "UPDATE clicks_logposition SET position = ?, finished = ? WHERE segment = ? AND position = ?"
            " RETURNING segment",
            (stretch.end, stretch.is_finished, name, stretch.start),
        ).fetchall()
    else:
        moved = connection.execute(
            "INSERT INTO clicks_logposition (segment, position, finished) VALUES (?, ?, ?)"
            " ON CONFLICT DO NOTHING RETURNING segment",
            (name, stretch.end, stretch.is_finished),
        ).fetchall()
    if not moved:
        raise LogMoved(name)
