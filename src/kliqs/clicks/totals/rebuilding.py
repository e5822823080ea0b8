"""Making all totals anew from raw clicks: by this process, or by the server that runs."""

import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

from kliqs.clicks.loader.election import machine_lock
from kliqs.clicks.loader.engine import open_duckdb, scratch_folder
from kliqs.clicks.store import ClickStore
from kliqs.clicks.totals.days import due_days, make_due, place_of
from kliqs.clicks.totals.making import ClickHouseTotals, FileTotals, make_totals
from kliqs.clicks.totals.months import make_months
from kliqs.database import Connection
from kliqs.settings import Settings

LOOK_EVERY_S = 0.5

Told = Callable[[int, int], None]


def rebuild_totals(settings: Settings, connection: Connection, told: Told) -> int:
    """Every day's totals, from the raw clicks that are there; what older totals say of dropped ones stays. Returns how
    many days. Where a server runs on this data folder it does the work, within a minute: two must not write at once."""
    make_due(connection)
    days = len(due_days(connection, datetime.now(UTC), place_of(settings)))
    settings.click_log_dir.mkdir(parents=True, exist_ok=True)
    with machine_lock(settings) as is_ours:
        if is_ours:
            _make(settings, connection, told)
            return days
    while left := len(due_days(connection, datetime.now(UTC), place_of(settings))):
        told(days - left, days)
        time.sleep(LOOK_EVERY_S)
    return days


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
