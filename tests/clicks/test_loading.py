"""The loader: every whole line counts exactly once, however the log was cut into segments, batches and restarts."""

import fcntl
import random
from collections import defaultdict
from datetime import UTC, datetime

import duckdb
import pytest

from clicks.conftest import PHONE, Store, line
from kliqs.clicks.loader import steps
from kliqs.clicks.loader.segments import remove_finished
from kliqs.clicks.manifest import live_files, remove_orphans

NOON = int(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp() * 1000)
HOUR = 3_600_000
AGENTS = {"human": PHONE, "preview": "WhatsApp/2.23.20.0 A", "bot": "curl/8.5.0"}


def test_clicks_of_one_log_are_counted_by_kind_with_their_visitors(store: Store) -> None:
    lines = [
        line(1, NOON),
        line(2, NOON + 1),
        line(3, NOON + 2, address="36.66.1.1"),
        line(4, NOON + 3, agent=AGENTS["preview"]),
        line(5, NOON + 4, agent=AGENTS["bot"]),
        line(6, NOON + 5, flags="p"),
        line(7, NOON + 6, outcome="e"),
        line(8, NOON + 7, outcome="u", link=0, workspace=0),
    ]
    store.segment("a", b"".join(lines))
    store.load()
    assert store.counts() == {(7, "2026-11-20"): (3, 2, 1, 2)}


def test_a_person_seen_in_two_batches_or_by_two_loaders_is_one_visitor_a_day(store: Store) -> None:
    batch = store.batch()
    store.segment("a", line(1, NOON))
    store.load(batch)
    store.segment("b", line(2, NOON + 1))
    store.load(batch)
    store.segment("c", line(3, NOON + 2))
    store.load()  # a loader just started knows from the files
    store.segment("d", line(4, NOON + 24 * HOUR))
    store.load()
    assert store.counts() == {(7, "2026-11-20"): (3, 0, 0, 1), (7, "2026-11-21"): (1, 0, 0, 1)}


def test_midnight_inside_a_batch_and_a_clock_that_steps_back_are_right(store: Store) -> None:
    midnight = NOON + 12 * HOUR
    store.segment(
        "a", line(1, midnight - 1) + line(2, midnight) + line(3, midnight - 2) + line(4, midnight - 26 * HOUR)
    )
    store.load()
    assert store.counts() == {
        (7, "2026-11-19"): (1, 0, 0, 1),
        (7, "2026-11-20"): (2, 0, 0, 1),
        (7, "2026-11-21"): (1, 0, 0, 1),
    }


@pytest.mark.parametrize("seed", range(6))
def test_totals_equal_a_recount_whatever_the_segments_batches_and_restarts(
    store: Store, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(steps, "BATCH_BYTES", chance.choice([700, 5_000, 10_000_000]))
    expected: dict[tuple[int, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    visitors: dict[tuple[int, str], set[tuple[str, str]]] = defaultdict(set)
    batch = store.batch()
    number = segment = 0
    for _ in range(chance.randrange(2, 6)):
        for _ in range(chance.randrange(1, 4)):
            segment += 1
            lines = []
            for _ in range(chance.randrange(0, 60)):
                number += 1
                ms, link = NOON + chance.randrange(0, 30 * HOUR), chance.randrange(1, 5)
                kind, address = chance.choice(list(AGENTS)), f"114.124.{chance.randrange(3)}.{chance.randrange(5)}"
                lines.append(line(number, ms, link=link, address=address, agent=AGENTS[kind]))
                key = (link, datetime.fromtimestamp(ms / 1000, UTC).date().isoformat())
                expected[key][kind] += 1
                if kind == "human":
                    visitors[key].add((address, kind))
            store.segment(f"{segment:06d}", b"".join(lines))
        batch = store.load(batch if chance.random() < 0.5 else None)
    assert store.counts() == {
        key: (kinds["human"], kinds["preview"], kinds["bot"], len(visitors[key])) for key, kinds in expected.items()
    }
    names = [str(store.settings.clicks_dir / file.name) for file in live_files(batch.connection)]
    stored = duckdb.execute("SELECT count(*), count(DISTINCT id) FROM read_parquet(?)", [names]).fetchone()
    assert stored == (number, number)


def test_a_line_still_being_written_waits_for_its_end(store: Store) -> None:
    path = store.segment("a", line(1, NOON) + line(2, NOON)[:40])
    with path.open("rb") as owner:
        fcntl.flock(owner, fcntl.LOCK_EX)
        batch = store.load()
        assert store.counts() == {(7, "2026-11-20"): (1, 0, 0, 1)}
        store.segment("a", line(2, NOON)[40:])
        store.load(batch)
    assert store.counts() == {(7, "2026-11-20"): (2, 0, 0, 1)}
    assert store.rejected() == {}


def test_the_torn_last_line_of_a_dead_process_is_dropped_and_reported(store: Store) -> None:
    store.segment("a", line(1, NOON) + line(2, NOON)[:40])
    store.load()
    assert store.counts() == {(7, "2026-11-20"): (1, 0, 0, 1)}
    assert store.rejected() == {"torn line": 1}


def test_what_is_not_a_record_is_rejected_with_its_reason_and_the_rest_counts(store: Store) -> None:
    store.segment("a", line(1, NOON) + b"2\tfrom the future\n" + b"1\ttoo few\n" + b"\x00\xff\x00\n" + line(2, NOON))
    store.segment("b", line(3, NOON).replace(b"\tr\t3\t", b"\tr\tnone\t") + line(4, NOON))
    store.load()
    assert store.counts() == {(7, "2026-11-20"): (3, 0, 0, 1)}
    assert store.rejected() == {"unknown version": 2, "malformed line": 1, "unusable values": 1}


def test_garbage_without_an_end_is_passed_over_in_pieces(store: Store) -> None:
    store.segment("a", b"x" * 5_000_000)
    store.segment("b", line(1, NOON))
    store.load()
    assert store.counts() == {(7, "2026-11-20"): (1, 0, 0, 1)}
    assert sum(store.rejected().values()) == 1


def test_no_address_and_no_user_agent_reaches_the_store(store: Store) -> None:
    store.segment("a", line(1, NOON))
    batch = store.load()
    (file,) = live_files(batch.connection)
    data = (store.settings.clicks_dir / file.name).read_bytes()
    row = duckdb.execute("SELECT * FROM read_parquet(?)", [str(store.settings.clicks_dir / file.name)]).fetchone()
    assert "114.124.1.1" not in str(row)
    assert PHONE not in str(row)
    assert b"114.124" not in data
    assert "ID" in str(row)
    assert "Jakarta" in str(row)


def test_a_file_without_a_row_is_removed_by_the_next_loader(store: Store) -> None:
    store.segment("a", line(1, NOON))
    batch = store.batch()
    for step in steps.STEPS[:4]:  # as if killed between writing the file and the transaction
        step(batch)
    assert len(list(store.settings.clicks_dir.glob("*.parquet"))) == 1
    assert remove_orphans(batch.connection, store.settings.clicks_dir) == 1
    store.load()
    assert store.counts() == {(7, "2026-11-20"): (1, 0, 0, 1)}


def test_a_segment_goes_once_it_is_loaded_and_minutes_old(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    path = store.segment("a", line(1, NOON))
    batch = store.load()
    remove_finished(store.settings.click_log_dir, batch.connection)
    assert path.exists()
    monkeypatch.setattr("kliqs.clicks.loader.segments.KEPT_S", -1.0)
    remove_finished(store.settings.click_log_dir, batch.connection)
    assert not path.exists()
    remove_finished(store.settings.click_log_dir, batch.connection)
    assert batch.connection.execute("SELECT count(*) FROM clicks_logposition").fetchone()[0] == 0
