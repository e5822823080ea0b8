"""What is still in the log when the house is kept: it comes late, and is treated as if it had come in time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from clicks.conftest import Store
from clicks.test_dropping import GONE, NOW, STAYS, clicks, drop
from clicks.world import HOUR, NOON, line
from kliqs.clicks.loader import housekeeping
from kliqs.clicks.loader.dropping import waiting_to_be_dropped
from kliqs.clicks.loader.engine import open_duckdb
from kliqs.clicks.loader.housekeeping import Housekeeping
from kliqs.clicks.manifest import live_files
from kliqs.clicks.totals.dropping import drop_from_files, limits, note_limits
from kliqs.clicks.totals.making import FileTotals, make_totals
from running.waiting import eventually

__all__ = ["clicks"]  # the fixture of deleted workspaces


def kept_house(store: Store, has_caught_up: Callable[[], bool]) -> None:
    """Housekeeping has looked around once, and has been stopped."""
    housekeeping = Housekeeping(store.settings, store.files, has_caught_up)
    try:
        eventually(lambda: housekeeping.rounds, within_s=60)
    finally:
        housekeeping.stop()


def workspaces(store: Store) -> set[int]:
    return {row[0] for row in store.rows("workspace")}


def test_nothing_is_dropped_before_the_log_is_loaded(clicks: Store) -> None:
    clicks.db.execute("UPDATE accounts_workspace SET deleted_at = '2020-01-01' WHERE id = ?", (GONE,))
    kept_house(clicks, lambda: False)
    assert workspaces(clicks) == {GONE, STAYS}
    assert clicks.db.execute("SELECT count(*) FROM clicks_rawkept").fetchone() == (0,)
    kept_house(clicks, lambda: True)
    assert workspaces(clicks) == {STAYS}


def test_clicks_that_come_after_their_workspace_was_dropped_are_dropped_too(clicks: Store) -> None:
    drop(clicks)
    clicks.segment("late", line(90, workspace=GONE, link=30) + line(91, workspace=STAYS, link=40))
    clicks.load()
    assert GONE in workspaces(clicks)
    assert drop(clicks) == [GONE]
    assert workspaces(clicks) == {STAYS}
    assert {link for link, _ in clicks.counts()} == {STAYS * 10}
    assert waiting_to_be_dropped(clicks.db, NOW) == []


def test_clicks_that_come_while_their_workspace_is_dropped_are_dropped_next(
    clicks: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kliqs.clicks.loader import dropping

    def late(*_: object) -> None:
        clicks.segment("late", line(90, workspace=GONE, link=30))
        clicks.load()

    monkeypatch.setattr(dropping, "drop_workspaces_from_totals", late)
    drop(clicks)
    monkeypatch.undo()
    assert drop(clicks) == [GONE]
    assert workspaces(clicks) == {STAYS}


def test_visits_in_vain_of_a_dropped_workspace_go_with_what_plans_no_longer_keep(clicks: Store) -> None:
    drop(clicks)
    clicks.segment("late", line(90, workspace=GONE, link=30, outcome="e"))
    clicks.load()
    with open_duckdb(clicks.settings.data_dir / "dropping") as db:
        drop_from_files(clicks.db, db, clicks.files, NOW)
    assert workspaces(clicks) == {STAYS}


def test_late_clicks_of_a_day_without_totals_of_the_workspace_are_totalled(store: Store) -> None:
    store.db.execute("INSERT INTO accounts_workspace (id, name, plan) VALUES (3, '', 'free'), (4, '', 'free')")
    store.segment("a", line(1, workspace=3))
    store.load()
    later = datetime(2027, 1, 15, tzinfo=UTC)
    with open_duckdb(store.settings.data_dir / "merging") as db:
        make_totals(store.db, FileTotals(store.db, db, store.files), later)
        drop_from_files(store.db, db, store.files, later)
        store.segment("late", line(2, workspace=3) + line(3, workspace=4) + line(4, NOON - 24 * HOUR, workspace=4))
        store.load()
        assert make_totals(store.db, FileTotals(store.db, db, store.files), later) == 2
    files = [str(store.files.path(name)) for (name,) in store.db.execute("SELECT file FROM clicks_clickday").fetchall()]
    query = (
        "SELECT workspace, ms - ms % 86400000, sum(human)::INT FROM read_parquet(?) WHERE dimension = 'all'"
        " GROUP BY ALL ORDER BY ALL"
    )
    day = NOON - 12 * HOUR
    assert duckdb.execute(query, [files]).fetchall() == [(3, day, 1), (4, day - 24 * HOUR, 1), (4, day, 1)], (
        "what is known of a workspace stays"
    )


def test_a_clock_that_ran_ahead_hides_nothing_once_it_is_right(store: Store) -> None:
    store.db.execute("INSERT INTO accounts_workspace (id, name, plan) VALUES (3, '', 'free'), (4, '', 'unlimited')")
    ahead = NOW + timedelta(days=300)
    note_limits(store.db, limits(store.db, ahead, "files"), ahead)
    store.db.execute("INSERT INTO clicks_rawkept (workspace_id, since) VALUES (4, '2027-09-01'), (5, '2026-11-20')")
    note_limits(store.db, limits(store.db, NOW, "files"), NOW)
    since = dict(store.db.execute("SELECT workspace_id, since FROM clicks_rawkept").fetchall())
    assert {workspace: str(day) for workspace, day in since.items()} == {
        0: "2026-08-27", 3: "2026-10-26", 4: "2026-11-23", 5: "2026-11-20",
    }  # fmt: skip


@pytest.mark.parametrize("days", [0, 400])
def test_retention_waits_while_the_clock_is_far_from_the_last_click(store: Store, days: int) -> None:
    store.db.execute("INSERT INTO accounts_workspace (id, name, plan) VALUES (3, '', 'free')")
    now = datetime.now(UTC)
    recent = int((now - timedelta(days=days)).timestamp() * 1000)
    store.segment("a", line(1, recent - 60 * 24 * HOUR, workspace=3) + line(2, recent, workspace=3))
    store.load()
    store.db.execute("UPDATE clicks_clickfile SET created_at = ?", (store.db.timestamp(now - timedelta(days=days)),))
    kept_house(store, lambda: True)
    assert sum(file.rows for file in live_files(store.db)) == (2 if days else 1)


def test_a_server_that_nobody_visited_for_days_still_drops(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "QUIET", timedelta(0))  # every process has been here for longer
    store.db.execute("INSERT INTO accounts_workspace (id, name, plan) VALUES (3, '', 'free')")
    recent = int((datetime.now(UTC) - timedelta(days=1)).timestamp() * 1000)
    store.segment("a", line(1, recent - 60 * 24 * HOUR, workspace=3) + line(2, recent, workspace=3))
    store.load()
    kept_house(store, lambda: True)
    assert sum(file.rows for file in live_files(store.db)) == 1
