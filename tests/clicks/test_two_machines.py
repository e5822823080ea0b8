"""Two machines, each with a log and a store of its own, on one database: neither touches what is the other's."""

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from clicks.conftest import Store
from clicks.world import DAY, NOON, line
from kliqs.clicks.loader import merging
from kliqs.clicks.loader.dropping import drop_clicks
from kliqs.clicks.loader.engine import open_duckdb
from kliqs.clicks.loader.segments import KEPT_S, LOADED_SUFFIX, remove_finished
from kliqs.clicks.manifest import live_files
from kliqs.clicks.store import ClickStore
from kliqs.clicks.totals.dropping import drop_from_files
from kliqs.clicks.totals.making import FileTotals, make_totals

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
GONE, STAYS = 3, 4


@dataclass(frozen=True, slots=True)
class Machines:
    one: Store
    other: Store


@pytest.fixture
def machines(store: Store) -> Machines:
    settings = msgspec.structs.replace(
        store.settings,
        data_dir=store.settings.data_dir / "other",
        clicks_url=f"parquet://{store.settings.data_dir / 'other' / 'clicks'}",
    )
    settings.click_log_dir.mkdir(parents=True)
    settings.clicks_dir.mkdir()
    other = Store(settings, store.db, ClickStore(settings.clicks_dir), store.open_things)
    return Machines(store, other)


def clean(store: Store) -> None:
    """What was loaded minutes ago goes."""
    then = time.time() - KEPT_S - 60
    for path in store.settings.click_log_dir.iterdir():
        os.utime(path, (then, then))
    remove_finished(store.settings.click_log_dir, store.db)


def clicks(store: Store) -> int:
    return sum(sum(counts[:3]) for counts in store.counts().values())


def test_a_segment_is_loaded_once_whoever_cleans_up(machines: Machines) -> None:
    for number, machine in enumerate((machines.one, machines.other)):
        machine.segment(f"log{number}", line(number))
        machine.load()
    for machine in (machines.other, machines.one, machines.other):
        remove_finished(machine.settings.click_log_dir, machine.db)
        machines.one.load()
        machines.other.load()
        assert clicks(machines.one) == 2
    for machine in (machines.one, machines.other):
        clean(machine)
    assert machines.one.db.execute("SELECT segment FROM clicks_logposition").fetchall() == []
    machines.one.load()
    machines.other.load()
    assert clicks(machines.one) == 2


def test_a_segment_that_was_set_aside_when_its_loader_died_goes_with_its_row(store: Store) -> None:
    path = store.segment("a", line(1))
    store.load()
    path.rename(path.with_name(path.name + LOADED_SUFFIX))
    store.load()
    assert clicks(store) == 1
    remove_finished(store.settings.click_log_dir, store.db)
    assert store.db.execute("SELECT segment FROM clicks_logposition").fetchall() == []
    assert not list(store.settings.click_log_dir.glob("a*"))


def test_a_machine_that_starts_anew_counts_on_without_the_files_of_the_other(machines: Machines) -> None:
    for number, machine in enumerate((machines.one, machines.other, machines.one, machines.other)):
        machine.segment(f"log{number}", line(number, NOON + number))
        machine.load()
    human, *_ = machines.one.counts()[7, DAY]
    assert human == 4


def test_each_merges_its_own_files(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "TIERS", (merging.Tier(merging.MEGABYTE, 3),))
    for number in range(6):
        machine = (machines.one, machines.other)[number % 2]
        machine.segment(f"log{number}", line(number, NOON + number))
        machine.load()
    for machine in (machines.one, machines.other):
        with open_duckdb(machine.settings.data_dir / "merging") as db:
            assert merging.merge(machine.db, db, machine.files)
            assert not merging.merge(machine.db, db, machine.files)
    rows = machines.one.db.execute("SELECT name, rows FROM clicks_clickfile WHERE replaced_at IS NULL").fetchall()
    assert [count for _, count in rows] == [3, 3]
    assert [machines.one.files.has(name) for name, _ in rows] == [True, False]


def test_each_drops_clicks_out_of_its_own_files(machines: Machines) -> None:
    for number, machine in enumerate((machines.one, machines.other)):
        for workspace in (GONE, STAYS):
            machine.segment(f"log{number}", line(2 * number + workspace, NOON + number, workspace=workspace))
        machine.load()
    with open_duckdb(machines.other.settings.data_dir / "totals") as db:
        drop_clicks(machines.other.db, db, machines.other.files, [GONE], NOW)
        machines.other.db.execute("UPDATE clicks_clickday SET totalled = changes")
        drop_from_files(machines.other.db, db, machines.other.files, NOW + timedelta(days=365))
    rows = {machines.other.files.has(file.name): file.rows for file in live_files(machines.one.db)}
    assert rows == {False: 2, True: 1}


def test_totals_that_are_not_here_hold_up_no_drop(machines: Machines) -> None:
    machines.one.segment("log", line(1, workspace=GONE))
    machines.one.load()
    with open_duckdb(machines.one.settings.data_dir / "totals") as db:
        assert make_totals(machines.one.db, FileTotals(machines.one.db, db, machines.one.files), NOW) == 1
        drop_clicks(machines.other.db, db, machines.other.files, [GONE], NOW)
    assert machines.one.counts() == {}
