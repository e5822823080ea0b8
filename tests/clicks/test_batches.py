"""What a batch takes of the log: whole segments where they are, parts of others, and none waits for ever."""

import fcntl
from contextlib import ExitStack
from pathlib import Path

import pytest

from clicks.conftest import Store
from clicks.test_counting import empty
from clicks.world import DAY, NOON, line, recount
from kliqs.clicks.loader import memory, segments, steps
from kliqs.clicks.log.segments import FULL_BYTES


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


def test_lines_that_are_gone_when_they_are_read_are_not_taken_for_read(store: Store) -> None:
    batch = store.started()
    segment = store.segment("a", line(1) + line(2))
    steps.read(batch)
    segment.write_bytes(line(1))
    with pytest.raises(OSError, match="bytes where it had"):
        steps.parse(batch)
    segment.write_bytes(line(1) + line(2))
    store.load(batch)
    assert store.counts() == recount(line(1) + line(2))


def test_a_process_that_never_rests_keeps_nobody_waiting(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that has more to say than fits beside it is read in parts."""
    monkeypatch.setattr(steps, "BATCH_BYTES", 10 * len(line(10)))
    monkeypatch.setattr(segments, "LONGEST", len(line(10)))
    batch = store.started()
    with ExitStack() as owners:
        for name, numbers in (("a", range(10, 12)), ("b", range(50, 70))):
            path = store.segment(name, b"".join(line(number) for number in numbers))
            fcntl.flock(owners.enter_context(path.open("rb")), fcntl.LOCK_EX)
        for number in range(12, 18, 2):
            steps.load_once(batch)
            store.segment("a", line(number) + line(number + 1))
    assert len(store.rows("id")) == 6 + 20


def test_an_endless_line_is_passed_over(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "LONGEST", 1_000)
    monkeypatch.setattr(steps, "BATCH_BYTES", 2_000)
    store.segment("a", line(1) + b"x" * 9_000 + b"\n" + line(2))
    store.load()
    assert store.counts() == {(7, DAY): (2, 0, 0, 1)}
    assert set(store.rejected()) == {"endless line", "malformed line"}


def test_a_line_longer_than_any_record_is_passed_over_whatever_it_says(store: Store) -> None:
    """DuckDB reads no line of 2 MB."""
    store.segment("a", line(1) + line(2, agent="x" * 3_000_000) + line(3))
    store.load()
    assert store.counts() == {(7, DAY): (2, 0, 0, 1)}
    assert store.rejected() == {"malformed line": 1}


GIGABYTE = 1024**3


@pytest.mark.parametrize(("gigabytes", "segments"), [(0.5, 1), (1, 1), (2, 1), (3, 2), (4, 3), (8, 4), (24, 4)])
def test_a_batch_is_some_segments_by_the_memory_there_is(gigabytes: float, segments: int) -> None:
    assert memory.batch_bytes(int(gigabytes * GIGABYTE)) == segments * memory.SEGMENT_BYTES
    assert memory.SEGMENT_BYTES > FULL_BYTES


def test_a_container_has_the_memory_it_may_use(tmp_path: Path) -> None:
    machine = memory.memory_bytes(())
    version_2, version_1 = tmp_path / "memory.max", tmp_path / "limit_in_bytes"
    assert memory.memory_bytes((version_2, version_1)) == machine
    version_2.write_text("max\n")
    version_1.write_text(f"{2**63 - 4096}\n")
    assert memory.memory_bytes((version_2, version_1)) == machine
    version_2.write_text("209715200\n")
    assert memory.memory_bytes((version_2, version_1)) == 209_715_200
