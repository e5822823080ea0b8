"""The click log: what is written is what can be read, and no header can forge a line."""

import os
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliqs.clicks.log import FIELDS, ClickLog, escape, lost_lines, unescape
from kliqs.settings import Settings, load

MODEST = st.binary(max_size=200)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return msgspec.structs.replace(load(), data_dir=tmp_path)


def logged(settings: Settings) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(settings.click_log_dir.glob("*.log")))


@given(MODEST)
def test_an_escaped_field_is_printable_and_comes_back(field: bytes) -> None:
    escaped = escape(field)
    assert all(0x20 <= byte < 0x7F for byte in escaped)
    assert unescape(escaped.decode("ascii")) == field.decode("utf-8", "replace")


@given(agent=MODEST, referrer=MODEST, query=MODEST, slug=MODEST)
def test_no_field_can_forge_a_line(
    tmp_path_factory: pytest.TempPathFactory, agent: bytes, referrer: bytes, query: bytes, slug: bytes
) -> None:
    settings = msgspec.structs.replace(load(), data_dir=tmp_path_factory.mktemp("log"))
    log = ClickLog(settings)
    log.append(log.line(5, b"r", b"1\t2", slug, b"kliqs.me", b"10.0.0.1", agent, referrer, b"id", query, b""))
    log.close()
    lines = logged(settings).split(b"\n")
    assert lines.pop() == b""
    assert len(lines) == 1
    fields = lines[0].decode("ascii").split("\t")
    assert len(fields) == FIELDS
    assert fields[3:6] == ["r", "1", "2"]
    assert [unescape(fields[place]).encode() for place in (6, 10, 11, 13)] == [
        part.decode("utf-8", "replace").encode() for part in (slug, agent, referrer, query)
    ]


def test_nothing_is_written_before_flush_and_everything_after(settings: Settings) -> None:
    log = ClickLog(settings)
    for _ in range(3):
        log.append(log.line(5, b"r", b"1\t2", b"s", b"h", b"a", b"", b"", b"", b"", b""))
    assert logged(settings) == b""
    log.flush()
    assert logged(settings).count(b"\n") == 3
    assert log.written == 3
    log.close()


def test_ids_are_unique_over_processes_and_lines(settings: Settings) -> None:
    first, second = ClickLog(settings), ClickLog(settings)
    for log in (first, second) * 5:
        log.append(log.line(5, b"r", b"1\t2", b"s", b"h", b"a", b"", b"", b"", b"", b""))
    first.close()
    second.close()
    ids = [line.split(b"\t")[1] for line in logged(settings).splitlines()]
    assert len(set(ids)) == len(ids) == 10


def test_a_refused_write_is_taken_back_whole_and_counted_as_lost(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk takes a third of a batch and then nothing: no torn line stays, the count is kept, and it goes on."""
    log = ClickLog(settings)
    record = log.line(5, b"r", b"1\t2", b"s", b"h", b"a", b"", b"", b"", b"", b"")
    log.append(record)
    log.flush()
    real_write = os.write
    room = [len(record) // 3]

    def full(file: int, data: bytes) -> int:
        if not room:
            raise OSError(28, "No space left on device")
        return real_write(file, data[: room.pop()])

    monkeypatch.setattr(os, "write", full)
    for _ in range(4):
        log.append(record)
    log.flush()
    monkeypatch.undo()
    assert (log.written, log.lost) == (1, 4)
    assert lost_lines(settings.click_log_dir) == 4
    log.append(record)
    log.close()
    assert logged(settings) == record * 2


def test_a_short_write_is_continued(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    log = ClickLog(settings)
    record = log.line(5, b"r", b"1\t2", b"s", b"h", b"a", b"", b"", b"", b"", b"")
    real_write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: real_write(file, data[:10]))
    log.append(record)
    log.flush()
    monkeypatch.undo()
    assert logged(settings) == record
    assert (log.written, log.lost) == (1, 0)
    log.close()


def test_a_full_segment_is_followed_by_another(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kliqs.clicks.log.SEGMENT_BYTES", 100)
    log = ClickLog(settings)
    record = log.line(5, b"r", b"1\t2", b"s", b"h", b"a", b"", b"", b"", b"", b"")
    for _ in range(5):
        log.append(record)
        log.flush()
    log.close()
    assert len(list(settings.click_log_dir.glob("*.log"))) > 1
    assert logged(settings) == record * 5
