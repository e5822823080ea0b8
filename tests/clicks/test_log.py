"""The click log: what is written is what can be read, no header can forge a line, and a full disk costs only clicks."""

import errno
import fcntl
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliqs.clicks.log import ClickLog
from kliqs.clicks.log.lost import read_lost
from kliqs.clicks.log.record import FIELDS, LONGEST, escape, unescape
from kliqs.clicks.log.segments import Segments
from kliqs.settings import Settings, load
from running.waiting import eventually

MODEST = st.binary(max_size=200)
RECORD = (5, b"r", b"1\t2", b"s", b"h", b"a", b"", b"", b"", b"", b"")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return msgspec.structs.replace(load(), data_dir=tmp_path, click_log_sync_ms=5)


@pytest.fixture
def log(settings: Settings) -> Iterator[ClickLog]:
    log = ClickLog(settings)
    yield log
    log.close()


def logged(settings: Settings) -> bytes:
    return b"".join(path.read_bytes() for path in segments(settings))


def segments(settings: Settings) -> list[Path]:
    return sorted(settings.click_log_dir.glob("*.log"))


def has_segments(settings: Settings, count: int) -> bool:
    return len(segments(settings)) >= count


def writes_to_an_empty_segment(log: ClickLog) -> bool:
    current = log._segments._current
    return current is not None and current.size == 0


def write(log: ClickLog, lines: int = 1) -> bool:
    for _ in range(lines):
        log.append(log.line(*RECORD))
    return log.flush()


@given(MODEST)
def test_an_escaped_field_is_printable_and_comes_back(field: bytes) -> None:
    escaped = escape(field)
    assert all(0x20 <= byte < 0x7F for byte in escaped)
    assert unescape(escaped.decode("ascii")) == field.decode("utf-8", "replace")


@given(st.tuples(*[MODEST] * 4, st.binary(max_size=64)))
def test_no_field_can_forge_a_line(
    tmp_path_factory: pytest.TempPathFactory, sent: tuple[bytes, bytes, bytes, bytes, bytes]
) -> None:
    agent, referrer, language, query, slug = sent
    settings = msgspec.structs.replace(load(), data_dir=tmp_path_factory.mktemp("log"))
    log = ClickLog(settings)
    log.append(log.line(5, b"r", b"1\t2", slug, agent, b"10.0.0.1", agent, referrer, language, query, b""))
    log.close()
    lines = logged(settings).split(b"\n")
    assert lines.pop() == b""
    assert len(lines) == 1
    assert all(0x20 <= byte < 0x7F or byte == 0x09 for byte in lines[0])
    fields = lines[0].decode("ascii").split("\t")
    assert len(fields) == FIELDS
    assert fields[3:6] == ["r", "1", "2"]
    assert [unescape(fields[place]) for place in (6, 7, 10, 11, 12, 13)] == [
        part.decode("utf-8", "replace") for part in (slug, agent, agent, referrer, language, query)
    ]


@pytest.mark.parametrize("byte", [0x00, 0x09, 0x0A, 0x0D, 0x1F, 0x5C, 0x7F, 0x80, 0xFF])
def test_every_special_byte_is_escaped_wherever_it_stands(log: ClickLog, byte: int) -> None:
    line = log.line(5, b"r", b"1\t2", b"s", b"h", b"a", b"Mozilla" + bytes([byte]) + b"5.0", b"", b"", b"", b"")
    assert line.count(b"\t") == FIELDS - 1
    assert b"Mozilla\\x%02x5.0" % byte in line


@pytest.mark.parametrize("sent", [b"a" * 30_000, b"\xff" * 30_000, b"\t" * 900], ids=["long", "binary", "tabs"])
def test_a_line_stays_short_whatever_a_visitor_sends(log: ClickLog, sent: bytes) -> None:
    line = log.line(5, b"r", b"1\t2", sent, sent, b"10.0.0.1", sent, sent, sent, sent, b"dgqp")
    assert len(line) <= LONGEST
    assert line.count(b"\t") == FIELDS - 1
    assert line.endswith(b"\tdgqp\n")


def test_nothing_is_written_before_flush_and_everything_after(settings: Settings, log: ClickLog) -> None:
    for _ in range(3):
        log.append(log.line(*RECORD))
    assert logged(settings) == b""
    assert log.flush()
    assert logged(settings).count(b"\n") == 3
    assert log.written == 3


def test_ids_are_unique_over_processes_and_lines(settings: Settings) -> None:
    first, second = ClickLog(settings), ClickLog(settings)
    for log in (first, second) * 5:
        write(log)
    first.close()
    second.close()
    ids = [line.split(b"\t")[1] for line in logged(settings).splitlines()]
    assert len(set(ids)) == len(ids) == 10


def test_a_segment_is_locked_while_its_process_has_it_open(settings: Settings, log: ClickLog) -> None:
    write(log)
    (segment,) = segments(settings)
    with segment.open("rb") as file:
        with pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        log.close()
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)


def test_a_full_disk_costs_the_lines_it_did_not_take_and_no_other(
    settings: Settings, log: ClickLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk takes a line and a half of four: the whole line stays (the loader may have read it), three are lost."""
    write(log)
    before = logged(settings)
    size = len(log.line(*RECORD))
    monkeypatch.setattr(os, "write", disk_with_room(size + size // 2))
    assert not write(log, 4)
    monkeypatch.undo()
    assert (log.written, log.lost) == (2, 3)
    assert sum(map(read_lost, settings.click_log_dir.glob("*.lost"))) == 3
    after = logged(settings)
    assert after.startswith(before)
    assert after.count(b"\n") == 2
    assert write(log)
    assert logged(settings).startswith(after)
    assert log.written == 3


def test_a_torn_line_that_cannot_be_taken_back_is_the_last_of_its_segment(
    settings: Settings, log: ClickLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "write", disk_with_room(10))
    monkeypatch.setattr(os, "ftruncate", broken)
    assert not write(log)
    monkeypatch.undo()
    eventually(lambda: write(log))
    spoilt, fresh = segments(settings)
    assert spoilt.read_bytes() == log.line(*RECORD)[:10]
    assert fresh.read_bytes().count(b"\n") == 1


def test_a_short_write_is_continued(settings: Settings, log: ClickLog, monkeypatch: pytest.MonkeyPatch) -> None:
    real_write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: real_write(file, data[:10]))
    assert write(log)
    monkeypatch.undo()
    assert logged(settings).count(b"\n") == 1
    assert (log.written, log.lost) == (1, 0)


@pytest.mark.parametrize(("name", "limit"), [("FULL_BYTES", 50), ("OLD_S", 0.0)])
def test_a_full_or_old_segment_is_followed_by_another(
    settings: Settings, log: ClickLog, monkeypatch: pytest.MonkeyPatch, name: str, limit: float
) -> None:
    monkeypatch.setattr(f"kliqs.clicks.log.segments.{name}", limit)
    for count in range(2, 5):
        write(log, 2)
        eventually(partial(has_segments, settings, count), within_s=30)
        eventually(partial(writes_to_an_empty_segment, log))  # a file is there a moment before it is written to
    log.close()
    assert logged(settings).count(b"\n") == log.written == 6


def test_an_empty_segment_stays_however_old(settings: Settings, log: ClickLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kliqs.clicks.log.segments.OLD_S", 0.0)
    write(log)
    eventually(lambda: len(segments(settings)) == 2)
    log._segments._renew()
    assert len(segments(settings)) == 2


def test_without_a_segment_lines_are_lost_until_there_is_one(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_open = os.open

    def no_room(path: str, flags: int, mode: int = 0o777) -> int:
        if str(path).endswith(".new"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return real_open(path, flags, mode)

    monkeypatch.setattr(os, "open", no_room)
    log = ClickLog(settings)
    assert not write(log)
    assert log.lost == 1
    monkeypatch.undo()
    eventually(lambda: write(log))
    log.close()
    assert logged(settings).count(b"\n") == log.written


def test_a_segment_whose_name_cannot_be_synced_is_closed_and_the_old_one_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def broken(folder: Path) -> None:
        tried.append(folder)
        raise OSError(errno.EIO, "Input/output error")

    kept = Segments(tmp_path, "test", sync_interval=0.005)
    files = sum(1 for _ in Path("/proc/self/fd").iterdir())
    monkeypatch.setattr("kliqs.clicks.log.segments._sync_folder", broken)
    monkeypatch.setattr("kliqs.clicks.log.segments.FULL_BYTES", 1)
    assert kept.append(b"one\n") == 4
    eventually(lambda: len(tried) > 20)
    assert kept.append(b"two\n") == 4
    assert sum(1 for _ in Path("/proc/self/fd").iterdir()) < files + 10
    assert isinstance(kept.problem, OSError)
    kept.close()


def disk_with_room(room: int):  # type: ignore[no-untyped-def]
    """An `os.write` that takes so many bytes, then none."""
    real_write = os.write
    left = room

    def write(file: int, data: bytes) -> int:
        nonlocal left
        if left <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        done = real_write(file, data[:left])
        left -= done
        return done

    return write
