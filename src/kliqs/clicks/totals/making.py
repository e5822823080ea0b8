"""Making the totals of days: a Parquet file each, or rows in ClickHouse."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Protocol

import duckdb
import structlog

from kliqs.clicks.manifest import files_between, months_between, waiting_between
from kliqs.clicks.store import TOTALS, ClickStore, quoted
from kliqs.clicks.totals.days import DAY_MS, Due, TotalsPlace, day_ms, due_days, kept_since, note_no_clicks, note_totals
from kliqs.clicks.totals.rules import COLUMNS, OF_TOTALS, QUARTER_MS, totals_of
from kliqs.database import Connection

if TYPE_CHECKING:
    from kliqs.clicks.engines.clickhouse import ClickHouseEngine

log = structlog.get_logger("clicks")


class Maker(Protocol):
    """Makes a day's totals from its raw clicks, those of the workspaces `dropped` apart: theirs are gone, and what the
    old totals say of them stays, where they say something. Says whether they took their place: not when the day changed
    meanwhile."""

    place: ClassVar[TotalsPlace]

    def make(self, due: Due, dropped: list[int]) -> bool: ...


def make_totals(
    connection: Connection, maker: Maker, now: datetime, told: Callable[[int, int], None] = lambda _, __: None
) -> int:
    """Totals of every closed day that has changed; returns how many days. Killed at any step, a day has its old totals
    or its new ones; one that fails stays due, and the others are made. `told` hears of days done and in all."""
    kept = kept_since(connection)
    made, due = 0, due_days(connection, now, maker.place)
    for number, each in enumerate(due, start=1):
        try:
            made += maker.make(each, sorted(workspace for workspace, since in kept.items() if since > each.day))
        except duckdb.InterruptException:
            raise
        except (duckdb.Error, OSError) as problem:
            log.warning("clicks.day_not_totalled", day=str(each.day), problem=" ".join(str(problem).split())[:300])
        told(number, len(due))
    return made


@dataclass(frozen=True, slots=True)
class FileTotals:
    """A Parquet file for each day."""

    place: ClassVar[TotalsPlace] = "files"
    connection: Connection
    db: duckdb.DuckDBPyConnection
    store: ClickStore

    def make(self, due: Due, dropped: list[int]) -> bool:
        """See `Maker`."""
        start = day_ms(due.day)
        paths = [str(self.store.path(name)) for name in files_between(self.connection, start, start + DAY_MS - 1)]
        if not paths:  # every raw click of it was dropped
            return note_no_clicks(self.connection, due, self.place)
        old = self._old(due) if dropped else ""
        dropped = self._told(old, dropped)
        self.db.execute(
            f"CREATE OR REPLACE TEMP TABLE day_clicks AS SELECT *, epoch_ms(time) // {QUARTER_MS} * {QUARTER_MS} AS ms"
            " FROM read_parquet(?, union_by_name = true)"
            " WHERE day = ? AND outcome = 'r' AND NOT list_contains(?::BIGINT[], workspace)",
            [paths, due.day, dropped],
        )
        query = totals_of("day_clicks")
        if dropped:
            query += f" UNION ALL SELECT {COLUMNS} FROM {old} WHERE workspace IN ({', '.join(map(str, dropped))})"
        with self.store.new_name(TOTALS) as name:
            self.store.write(self.db, name, f"SELECT {COLUMNS} FROM ({query}) ORDER BY {OF_TOTALS}")
            self.db.execute("DROP TABLE day_clicks")
            is_made = note_totals(self.connection, due, name, self.place)
        if is_made:
            self.store.retire(due.file)
        return is_made

    def _told(self, old: str, dropped: list[int]) -> list[int]:
        """Of workspaces without their raw clicks, those that the old totals tell of. What there is of others came late,
        and is all there is."""
        if not old:
            return []
        query = f"SELECT DISTINCT workspace FROM {old} WHERE workspace IN ({', '.join(map(str, dropped))})"
        return sorted(workspace for (workspace,) in self.db.execute(query).fetchall())

    def _old(self, due: Due) -> str:
        """The day's totals so far, as SQL has them; where they cannot be read what their month says of the day, and
        nothing where that cannot be either."""
        start = day_ms(due.day)
        months = months_between(self.connection, start, start)
        for file in [due.file, *months] if due.file else []:
            if self.store.readable(self.db, [file]):
                rows = f"read_parquet({quoted(self.store.path(file))})"
                return f"(SELECT {COLUMNS} FROM {rows} WHERE ms >= {start} AND ms < {start + DAY_MS})"
        return ""


@dataclass(frozen=True, slots=True)
class ClickHouseTotals:
    """Rows in ClickHouse: of the same bucket the one of the day's latest change counts."""

    place: ClassVar[TotalsPlace] = "clickhouse"
    connection: Connection
    engine: "ClickHouseEngine"
    store: ClickStore

    def make(self, due: Due, dropped: list[int]) -> bool:
        """See `Maker`. A day waits until all of its clicks in this folder are there; those of another machine make it
        due again when they come. Totals in a file, from before the install moved to ClickHouse, are sent along: of
        dropped clicks there is nothing else."""
        start = day_ms(due.day)
        if any(map(self.store.has, waiting_between(self.connection, start, start + DAY_MS - 1))):
            return False
        if due.file and self.store.path(due.file).is_file():  # not one that is lost, which the doctor tells of
            self.engine.insert_totals(self.store.path(due.file))
        moment, time = self.engine.dialect.moment, self.engine.dialect.milliseconds("time")
        told = f"SELECT workspace FROM click_totals WHERE ms >= {start} AND ms < {start + DAY_MS}"
        gone = f"workspace IN ({', '.join(map(str, dropped))})"
        others = f"AND NOT ({gone} AND workspace IN ({told} AND {gone}))" if dropped else ""
        self.engine.command(
            f"INSERT INTO click_totals ({COLUMNS}, version)"
            f" WITH day_clicks AS (SELECT *, {time} - {time} % {QUARTER_MS} AS ms FROM clicks"
            f" WHERE time >= {moment(start)} AND time < {moment(start + DAY_MS)} AND outcome = 'r' {others})"
            f" SELECT {COLUMNS}, {due.changes} FROM ({totals_of('day_clicks')}) AS totals"
        )
        return note_totals(self.connection, due, "", self.place)
