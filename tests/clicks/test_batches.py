"""What a batch takes of the log: whole segments where they are, parts of others, and none waits for ever."""

import fcntl
from contextlib import ExitStack

import pytest

from clicks.conftest import Store
from clicks.test_counting import empty
from clicks.world import DAY, NOON, line, recount
from kliqs.clicks.loader import segments, steps


def test_a_batch_that_ends_inside_a_line_goes_on_with_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = b"".join(line(number, NOON + number) for number in range(20))
    store.segment("a", lines)
    for batch_bytes in range(len(line(10)), 3 * len(line(1)), 37):
        monkeypatch.setattr(steps, "BATCH_BYTES", batch_bytes)
        empty(store)
        store.segment("a", lines)
        store.load()
        assert store.counts() == recount(lines)
        assert store.rejected() == {}


def test_whole_segments_are_read_where_they_are_and_parts_from_a_copy(store: Store) -> None:
    batch = store.started()
    whole, torn = store.segment("a", line(1)), store.segment("b", line(2) + line(3)[:40])
    living = store.segment("c", line(4))
    with living.open("rb") as owner:
        fcntl.flock(owner, fcntl.LOCK_EX)
        steps.read(batch)
        assert batch.reading.files == [whole, batch.lines]
        assert batch.lines.read_bytes() == line(2) + line(4)
        store.load(batch)
    store.segment("c", line(5))
    store.load(batch)
    assert torn.exists()
    assert store.counts() == {(7, DAY): (4, 0, 0, 1)}
    assert list(batch.scratch.glob("lines*")) == []


def test_a_segment_that_fits_whole_into_the_next_batch_waits_for_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "BATCH_BYTES", 10 * len(line(1)))
    monkeypatch.setattr(segments, "LONGEST", len(line(1)))
    lines = [b"".join(line(100 * segment + number) for number in range(6)) for segment in range(4)]
    paths = [store.segment(name, some) for name, some in zip("abcd", lines, strict=True)]
    batch = store.started()
    for path in paths:
        steps.load_once(batch)
        assert batch.reading.files == [path]
    assert not batch.reading.is_full
    assert store.counts() == recount(b"".join(lines))


def test_lines_of_many_living_processes_share_a_batch(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """None of them waits until the others have nothing to say."""
    monkeypatch.setattr(steps, "BATCH_BYTES", 10 * len(line(1)))
    monkeypatch.setattr(segments, "LONGEST", len(line(1)))
    lines = [line(number) for number in range(40)]
    batch = store.started()
    with ExitStack() as owners:
        for name in "abcd":
            path = store.segment(name, b"".join(lines.pop() for _ in range(4)))
            fcntl.flock(owners.enter_context(path.open("rb")), fcntl.LOCK_EX)
        for _ in range(3):
            steps.load_once(batch)
            for name in "abcd":
                store.segment(name, lines.pop())
    assert {row[0] for row in store.rows("id")} >= {f"{'ab' * 8}-{number}" for number in range(24, 40)}


def test_an_endless_line_is_passed_over(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "LONGEST", 1_000)
    monkeypatch.setattr(steps, "BATCH_BYTES", 2_000)
    store.segment("a", line(1) + b"x" * 9_000 + b"\n" + line(2))
    store.load()
    assert store.counts() == {(7, DAY): (2, 0, 0, 1)}
    assert set(store.rejected()) == {"endless line", "malformed line"}
