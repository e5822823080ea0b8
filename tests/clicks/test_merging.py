"""Merging: the same clicks in fewer files."""

from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import pytest

from clicks.conftest import Store
from clicks.world import DAY, NOON, line
from kliqs.clicks.loader import merging
from kliqs.clicks.loader.engine import open_duckdb
from kliqs.clicks.loader.merging import MEGABYTE, MERGED_BYTES, TIERS, choose, remove_orphans, remove_replaced
from kliqs.clicks.manifest import NewFile, live_files, mark_shipped


@pytest.fixture
def many(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Eight files of one click each."""
    monkeypatch.setattr(merging, "TIERS", (merging.Tier(MEGABYTE, 5),))
    batch = store.started()
    for number in range(8):
        store.segment(f"{number}", line(number, NOON + number, link=9 - number, workspace=number % 2))
        store.load(batch)
    return store


def merge(store: Store) -> bool:
    with open_duckdb(store.settings.data_dir / "merging") as db:
        return merging.merge(store.db, db, store.files)


def test_merged_files_hold_the_same_clicks_sorted_for_one_workspace_to_find_its_own(many: Store) -> None:
    before, counts = many.rows(), many.counts()
    assert merge(many)
    assert many.rows() == before
    assert many.counts() == counts
    (file,) = live_files(many.db)
    assert (file.rows, file.first_ms, file.last_ms) == (8, NOON, NOON + 7)
    rows = duckdb.execute(
        "SELECT workspace, link, time FROM read_parquet(?)", [str(many.files.path(file.name))]
    ).fetchall()
    assert rows == sorted(rows)
    assert not merge(many)


def test_replaced_files_stay_an_hour_for_their_readers(many: Store) -> None:
    merge(many)
    now = datetime.now(UTC)
    remove_replaced(many.db, many.files, now + timedelta(minutes=59))
    assert len(many.file_names()) == 9
    remove_replaced(many.db, many.files, now + timedelta(minutes=61))
    assert many.file_names() == {file.name for file in live_files(many.db)}
    assert len(many.rows()) == 8


def test_a_merge_that_fails_before_its_commit_leaves_the_old_files(
    many: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = many.rows()

    def fails(*_: Any) -> None:
        raise RuntimeError("broken off here")

    monkeypatch.setattr(merging, "replace_files", fails)
    with pytest.raises(RuntimeError, match="broken off here"):
        merge(many)
    monkeypatch.undo()
    assert many.rows() == before
    assert remove_orphans(many.db, many.files) == 1
    assert many.rows() == before


def test_a_person_is_still_one_visitor_after_a_merge_and_a_restart(many: Store) -> None:
    merge(many)
    many.segment("again", line(99, NOON + 50, link=9, workspace=0))
    many.load()
    assert many.counts()[9, DAY] == (2, 0, 0, 1)


def test_a_tier_is_merged_when_it_is_full_and_the_oldest_files_first() -> None:
    small, larger = TIERS[0], TIERS[1]
    few = [file(number, small.size // 50) for number in range(small.count - 1)]
    assert choose(few) == []
    assert choose([*few, file(900, larger.size - 1)]) == []
    full = [*few, file(901, small.size - 1)]
    assert choose(full) == full
    many = [file(number, larger.size - 1) for number in range(larger.count)]
    assert choose(many) == many[: MERGED_BYTES // larger.size]
    assert choose([file(number, MERGED_BYTES) for number in range(100)]) == []


@pytest.mark.parametrize("tick_bytes", [5_000, 200_000, 3 * MEGABYTE])
def test_files_stay_few_and_a_click_is_rewritten_a_few_times_only(tick_bytes: int) -> None:
    """A day of files at any rate: some dozens are left, and the bytes written over and over are bounded."""
    files: list[NewFile] = []
    written = 0
    for number in range(5_000):
        files.append(file(number, tick_bytes))
        while chosen := choose(files):
            files = [one for one in files if one not in chosen]
            files.append(file(number, sum(one.size for one in chosen)))
            written += files[-1].size
    total = 5_000 * tick_bytes
    assert written <= 14 * total
    assert len(files) <= sum(tier.count for tier in TIERS) + total // TIERS[-1].size + 1


def file(number: int, size: int) -> NewFile:
    return NewFile(f"{number}", 1, size, number, number)


def test_what_clickhouse_has_is_merged_apart_from_what_it_has_not(many: Store) -> None:
    for file in live_files(many.db)[:3]:
        mark_shipped(many.db, file.name, datetime.now(UTC))
    before = many.rows()
    assert merge(many)
    assert not merge(many)
    assert sorted((file.rows, file.is_shipped) for file in live_files(many.db)) == [(1, True)] * 3 + [(5, False)]
    assert many.rows() == before


def test_a_merged_file_of_what_clickhouse_has_is_not_sent_again(many: Store) -> None:
    for file in live_files(many.db)[:5]:
        mark_shipped(many.db, file.name, datetime.now(UTC))
    assert merge(many)
    assert sorted((file.rows, file.is_shipped) for file in live_files(many.db)) == [(1, False)] * 3 + [(5, True)]
