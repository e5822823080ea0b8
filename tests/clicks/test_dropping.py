"""Clicks of deleted workspaces leave the store, and nobody else's do."""

from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from clicks.conftest import Store
from clicks.world import NOON, line
from kliqs.clicks.loader.dropping import SETTLED, drop_clicks, waiting_to_be_dropped
from kliqs.clicks.loader.engine import open_duckdb
from kliqs.clicks.manifest import FILES_OF_TOTALS, live_files
from kliqs.clicks.totals.making import FileTotals, make_totals
from kliqs.clicks.totals.months import make_months

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
GONE, STAYS = 3, 4


@pytest.fixture
def clicks(store: Store) -> Store:
    """A file of both workspaces, one of the deleted one alone, one of the other."""
    for pk, deleted_at in ((GONE, NOW - SETTLED - timedelta(seconds=1)), (STAYS, None)):
        store.db.execute(
            "INSERT INTO accounts_workspace (id, name, plan, deleted_at) VALUES (?, '', 'free', ?)",
            (pk, deleted_at and store.db.timestamp(deleted_at)),
        )
    batch = store.started()
    number = 0
    for name, workspaces in (("a", (GONE, STAYS)), ("b", (GONE,)), ("c", (STAYS,))):
        for workspace in workspaces:
            number += 1
            store.segment(name, line(number, NOON + number, link=workspace * 10, workspace=workspace))
        store.load(batch)
    return store


def drop(store: Store) -> list[int]:
    gone = waiting_to_be_dropped(store.db, NOW)
    with open_duckdb(store.settings.data_dir / "dropping") as db:
        drop_clicks(store.db, db, store.files, gone, NOW)
    return gone


def test_their_clicks_and_counts_go_and_the_others_stay(clicks: Store) -> None:
    before = [row for row in clicks.rows("workspace, link, time, id") if row[0] == STAYS]
    assert len(live_files(clicks.db)) == 3
    assert drop(clicks) == [GONE]
    assert clicks.rows("workspace, link, time, id") == before
    assert {link for link, _ in clicks.counts()} == {STAYS * 10}
    assert sum(file.rows for file in live_files(clicks.db)) == 2
    totals = clicks.db.execute("SELECT workspace_id FROM clicks_linktotal").fetchall()
    assert [row[0] for row in totals] == [STAYS]


def test_their_totals_go_too(clicks: Store) -> None:
    with open_duckdb(clicks.settings.data_dir / "totals") as db:
        assert make_totals(clicks.db, FileTotals(clicks.db, db, clicks.files), NOW + timedelta(days=30)) == 1
        assert make_months(clicks.db, db, clicks.files) == 1
    assert totalled(clicks) == [{GONE, STAYS}, {GONE, STAYS}]
    drop(clicks)
    assert totalled(clicks) == [{STAYS}, {STAYS}]


def totalled(store: Store) -> list[set[int]]:
    """The workspaces that the totals of the day tell of, and the sums of the month."""
    files = store.db.execute(FILES_OF_TOTALS).fetchall()
    query = "SELECT DISTINCT workspace FROM read_parquet(?)"
    return [{row[0] for row in duckdb.execute(query, [str(store.files.path(file))]).fetchall()} for (file,) in files]


def test_it_is_done_once(clicks: Store) -> None:
    drop(clicks)
    names = clicks.file_names()
    assert waiting_to_be_dropped(clicks.db, NOW) == []
    assert clicks.file_names() == names


def test_clicks_that_may_still_be_in_the_log_are_waited_for(clicks: Store) -> None:
    assert waiting_to_be_dropped(clicks.db, NOW - timedelta(seconds=2)) == []
