"""Which days' totals are to be made, and noting that they are."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from kliqs.database import Connection
from kliqs.errors import ConfigurationError
from kliqs.settings import Settings

TotalsPlace = Literal["files", "clickhouse"]  # where totals are kept; an install may move from one to the other

# A day is totalled when nothing more of it is expected: an hour after it, when its salt is forgotten too.
CLOSED_AFTER = timedelta(hours=1, minutes=5)
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Due:
    """A UTC day whose totals are missing or old; `changes` is what they will be the totals of."""

    day: date
    changes: int
    file: str


def place_of(settings: Settings) -> TotalsPlace:
    """Where an install keeps its totals."""
    return "clickhouse" if settings.uses_clickhouse else "files"


def due_days(connection: Connection, now: datetime, place: TotalsPlace) -> list[Due]:
    """Closed days that have changed since they were totalled, or have their totals in another place; oldest first."""
    last = (now - CLOSED_AFTER).date()  # this day is not over, or just so
    rows = connection.execute(
        "SELECT day, changes, file FROM clicks_clickday WHERE (changes <> totalled OR totalled_in <> ?) AND day < ?"
        " ORDER BY day",
        (place, last.isoformat()),
    ).fetchall()
    return [Due(as_date(day), int(changes), file) for day, changes, file in rows]


def note_totals(connection: Connection, due: Due, file: str, place: TotalsPlace) -> bool:
    """Put a day's new totals in the place of the old; False when the day has changed meanwhile. In ClickHouse they are
    asked for sums of days too; of files the month is to be made."""
    summed = "changes" if place == "clickhouse" else "0"
    rows = connection.execute(
        f"UPDATE clicks_clickday SET totalled = changes, totalled_in = ?, file = ?, summed = {summed}"
        " WHERE day = ? AND changes = ? RETURNING day",
        (place, file, due.day.isoformat(), due.changes),
    ).fetchall()
    return bool(rows)


def note_no_clicks(connection: Connection, due: Due, place: TotalsPlace) -> bool:
    """A day without raw clicks keeps its totals, and what its month says of it stays as true as it was."""
    rows = connection.execute(
        "UPDATE clicks_clickday SET totalled = changes, totalled_in = ?,"
        " summed = CASE WHEN summed = totalled THEN changes ELSE 0 END WHERE day = ? AND changes = ? RETURNING day",
        (place, due.day.isoformat(), due.changes),
    ).fetchall()
    return bool(rows)


def make_due(connection: Connection) -> int:
    """Have every day's totals made anew; returns how many days."""
    rows = connection.execute("UPDATE clicks_clickday SET changes = changes + 1 RETURNING day").fetchall()
    return len(rows)


def first_untotalled(connection: Connection, place: TotalsPlace) -> date | None:
    """The oldest day that has no totals in that place, or old ones: raw clicks from it on are still needed."""
    row = connection.execute(
        "SELECT min(day) FROM clicks_clickday WHERE changes <> totalled OR totalled_in <> ?", (place,)
    ).fetchone()
    return as_date(row[0]) if row and row[0] is not None else None


def unsummed_between(connection: Connection, first: date, last: date, place: TotalsPlace) -> list[date]:
    """Days from one to another, both included, whose sums are missing in that place or old, in order: raw clicks tell
    of them."""
    rows = connection.execute(
        "SELECT day FROM clicks_clickday WHERE (summed <> changes OR totalled_in <> ?) AND day >= ? AND day <= ?"
        " ORDER BY day",
        (place, first.isoformat(), last.isoformat()),
    ).fetchall()
    return [as_date(day) for (day,) in rows]


def last_unmoved(connection: Connection, first: date, last: date) -> date | None:
    """The latest day from one to another, both included, whose totals were made in a file, before an install moved to
    ClickHouse, and are not there yet."""
    row = connection.execute(
        "SELECT max(day) FROM clicks_clickday WHERE totalled_in = 'files' AND totalled > 0 AND day >= ? AND day <= ?",
        (first.isoformat(), last.isoformat()),
    ).fetchone()
    return as_date(row[0]) if row and row[0] is not None else None


def check_place(connection: Connection, place: TotalsPlace) -> None:
    """Raises ConfigurationError when clicks are in ClickHouse and the settings no longer say where that is: answers
    would be too low, and say nothing of it."""
    if place == "clickhouse":
        return
    row = connection.execute("SELECT count(*) FROM clicks_clickday WHERE totalled_in = 'clickhouse'").fetchone()
    if row and row[0]:
        raise ConfigurationError(
            f"Clicks of {row[0]} days are in ClickHouse, and KLIQS_CLICKS_URL does not name it. Set it again. To go on"
            " without them, run: kliqs clicks rebuild. Then only what lies in the data folder is told."
        )


def kept_since(connection: Connection) -> dict[int, date]:
    """Since which day each workspace's raw clicks are there, for those of whose some were dropped."""
    rows = connection.execute("SELECT workspace_id, since FROM clicks_rawkept").fetchall()
    return {int(workspace): as_date(since) for workspace, since in rows}


def day_ms(day: date) -> int:
    """The first moment of a UTC day, ms since 1970."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000


def as_date(value: Any) -> date:
    """A DateField's column as both drivers return it."""
    return date.fromisoformat(value) if isinstance(value, str) else value
