"""Merging: the same clicks in fewer files, whatever it is killed at."""

from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from clicks.conftest import Store, line
from kliqs.clicks.loader import merging
from kliqs.clicks.loader.merging import merge
from kliqs.clicks.loader.steps import Batch
from kliqs.clicks.manifest import live_files, remove_orphans, remove_replaced

NOON = int(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp() * 1000)


@pytest.fixture
def many(store: Store, monkeypatch: pytest.MonkeyPatch) -> tuple[Store, Batch]:
    monkeypatch.setattr(merging, "MERGE_FROM", 5)
    batch = store.batch()
    for number in range(8):
        store.segment(f"{number}", line(number, NOON + number, link=9 - number, workspace=number % 2))
        store.load(batch)
    return store, batch


def stored(store: Store, batch: Batch) -> list[tuple[object, ...]]:
    names = [str(store.settings.clicks_dir / file.name) for file in live_files(batch.connection)]
    return duckdb.execute("SELECT id, workspace, link FROM read_parquet(?) ORDER BY id", [names]).fetchall()


def test_merged_files_hold_the_same_clicks_in_order(many: tuple[Store, Batch]) -> None:
    store, batch = many
    before, counts = stored(store, batch), store.counts()
    assert merge(batch)
    assert stored(store, batch) == before
    assert store.counts() == counts
    (file,) = live_files(batch.connection)
    rows = duckdb.execute(
        "SELECT workspace, link, time FROM read_parquet(?)", [str(store.settings.clicks_dir / file.name)]
    ).fetchall()
    assert rows == sorted(rows)
    assert not merge(batch)


def test_replaced_files_stay_an_hour_for_their_readers(many: tuple[Store, Batch]) -> None:
    store, batch = many
    merge(batch)
    now = datetime.now(UTC)
    remove_replaced(batch.connection, store.settings.clicks_dir, now - timedelta(hours=1))
    assert len(list(store.settings.clicks_dir.glob("*.parquet"))) == 9
    remove_replaced(batch.connection, store.settings.clicks_dir, now + timedelta(seconds=1))
    assert len(list(store.settings.clicks_dir.glob("*.parquet"))) == 1


def test_a_merge_killed_before_its_commit_leaves_the_old_files(
    many: tuple[Store, Batch], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, batch = many
    before = stored(store, batch)

    def killed(*_: object) -> None:
        raise RuntimeError("killed here")

    monkeypatch.setattr(merging, "add_file", killed)
    with pytest.raises(RuntimeError, match="killed here"):
        merge(batch)
    monkeypatch.undo()
    assert remove_orphans(batch.connection, store.settings.clicks_dir) == 1
    assert stored(store, batch) == before


def test_a_person_is_still_one_visitor_after_a_merge_and_a_restart(many: tuple[Store, Batch]) -> None:
    store, batch = many
    merge(batch)
    store.segment("again", line(99, NOON + 50, link=9, workspace=0))
    store.load()
    assert store.counts()[9, "2026-11-20"] == (2, 0, 0, 1)
