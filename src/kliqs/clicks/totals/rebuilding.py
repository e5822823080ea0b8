"""Making all totals anew from raw clicks: by this process, or by the server that runs."""

import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

from kliqs.clicks.loader.election import machine_lock
from kliqs.clicks.loader.engine import open_duckdb, scratch_folder
from kliqs.clicks.store import ClickStore
from kliqs.clicks.totals.days import Due, due_days, make_due, place_of
from kliqs.clicks.totals.making import ClickHouseTotals, FileTotals, make_totals
from kliqs.clicks.totals.months import make_months
from kliqs.database import Connection
from kliqs.errors import ConfigurationError
from kliqs.settings import Settings

LOOK_EVERY_S = 0.5
STALLED_S = 300.0  # a server looks for due days every 20 s, and may be busy with a large one
MOST_NAMED = 10

Told = Callable[[int, int], None]


def rebuild_totals(settings: Settings, connection: Connection, told: Told) -> int:
    """Every day's totals, from the raw clicks that are there; what older totals say of dropped ones stays. Returns how
    many days. Where a server runs on this data folder it does the work, within a minute: two must not write at once.
    Raises ConfigurationError that names days whose totals cannot be made."""
    make_due(connection)
    days = len(_due(settings, connection))
    settings.click_log_dir.mkdir(parents=True, exist_ok=True)
    with machine_lock(settings) as is_ours:
        if is_ours:
            _make(settings, connection, told)
            if left := _due(settings, connection):
                raise _not_made(left, "the lines above say why")
            return days
    _wait(settings, connection, days, told)
    return days


def _wait(settings: Settings, connection: Connection, days: int, told: Told) -> None:
    """Until the server is through, or gets no further."""
    before, moved = days, time.monotonic()
    while left := _due(settings, connection):
        if len(left) != before:
            before, moved = len(left), time.monotonic()
        elif time.monotonic() - moved > STALLED_S:
            raise _not_made(left, "the log of the server says why")
        told(days - len(left), days)
        time.sleep(LOOK_EVERY_S)


def _due(settings: Settings, connection: Connection) -> list[Due]:
    return due_days(connection, datetime.now(UTC), place_of(settings))


def _not_made(left: list[Due], told: str) -> ConfigurationError:
    names = ", ".join(str(each.day) for each in left[:MOST_NAMED]) + (", …" if len(left) > MOST_NAMED else "")
    return ConfigurationError(
        f"Totals of {len(left):,} days could not be made, and stay as they were: {names}; {told}"
        " (clicks.day_not_totalled)."
    )


def _make(settings: Settings, connection: Connection, told: Told) -> None:
    store = ClickStore(settings.clicks_dir)
    if settings.uses_clickhouse:
        from kliqs.clicks.engines.clickhouse import ClickHouseEngine  # only where it is used

        with closing(ClickHouseEngine(settings.clicks_url)) as engine:
            make_totals(connection, ClickHouseTotals(connection, engine, store), datetime.now(UTC), told)
        return
    with open_duckdb(scratch_folder(settings) / "merging") as db:
        make_totals(connection, FileTotals(connection, db, store), datetime.now(UTC), told)
        make_months(connection, db, store)
