"""Reading the log: whole lines alone, from living and dead processes, and what is no record does no harm."""

import fcntl
import os
import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clicks.conftest import Store
from clicks.test_counting import empty
from clicks.world import DAY, NOON, line, random_lines, recount
from kliqs.clicks.loader import steps
from kliqs.clicks.loader.committing import LogMoved
from kliqs.clicks.loader.segments import KEPT_S, remove_finished, remove_leftovers
from kliqs.clicks.log import ClickLog
from kliqs.clicks.log.lost import LostCount
from kliqs.clicks.log.record import FIELDS

ONE_CLICK = {(7, DAY): (1, 0, 0, 1)}


def test_a_line_still_being_written_waits_for_its_end(store: Store) -> None:
    path = store.segment("a", line(1) + line(2)[:40])
    with path.open("rb") as owner:
        fcntl.flock(owner, fcntl.LOCK_EX)
        batch = store.load()
        assert store.counts() == ONE_CLICK
        store.segment("a", line(2)[40:])
        store.load(batch)
    assert store.counts() == {(7, DAY): (2, 0, 0, 1)}
    assert store.rejected() == {}


def test_the_torn_last_line_of_a_dead_process_is_dropped_and_reported(store: Store) -> None:
    store.segment("a", line(1) + line(2)[:40])
    store.load()
    assert store.counts() == ONE_CLICK
    assert store.rejected() == {"torn line": 1}


def test_a_segment_that_is_nothing_but_a_torn_line_is_finished_too(store: Store) -> None:
    store.segment("a", line(2)[:40])
    store.load()
    assert store.counts() == {}
    assert store.rejected() == {"torn line": 1}
    assert store.db.execute("SELECT finished FROM clicks_logposition").fetchall() == [(True,)]


def test_what_is_not_a_record_is_rejected_with_its_reason_and_the_rest_counts(store: Store) -> None:
    bad = [
        line(90).replace(b"1\t", b"2\t", 1),
        b"1\ttoo few\n",
        b"\x00\xff\x00\n",
        b"\n",
        line(91).replace(b"GET", b"GET\tPOST"),
        line(92).replace(b"GET", b"GE\rT"),
        line(93).replace(b"GET", b'"GET'),
    ]
    store.segment("a", line(1) + b"".join(bad[:4]) + line(2) + b"".join(bad[4:]))
    store.segment("b", line(3).replace(b"\tr\t3\t", b"\tr\tnone\t") + line(4))
    store.load()
    assert store.counts() == {(7, DAY): (4, 0, 0, 1)}  # a quotation mark is no harm
    assert store.rejected() == {"unknown version": 1, "malformed line": 5, "unusable values": 1}


def test_a_segment_of_a_newer_version_waits_for_it_untouched(store: Store) -> None:
    newer = line(1).replace(b"1\t", b"12\t", 1) + b"and something else\n"
    path = store.segment("a", newer)
    store.segment("b", line(2))
    begun = store.segment("c", newer)  # that version has loaded a line of it already
    store.db.execute(
        "INSERT INTO clicks_logposition (segment, position, finished) VALUES (?, ?, ?)",
        (begun.name, newer.index(b"\n") + 1, False),
    )
    store.load()
    assert store.counts() == ONE_CLICK
    assert store.rejected() == {}
    then = time.time() - KEPT_S - 60
    for each in store.settings.click_log_dir.iterdir():
        os.utime(each, (then, then))
    remove_finished(store.settings.click_log_dir, store.db)
    assert {each.name for each in store.settings.click_log_dir.glob("*.log")} == {path.name, begun.name}
    assert path.read_bytes() == begun.read_bytes() == newer


@pytest.mark.parametrize("spoilt", [b"", b"too few\n"])
def test_empty_lines_are_reported(store: Store, spoilt: bytes) -> None:
    store.segment("a", b"\n" + line(1) + b"\n\n" + spoilt + line(2) + b"\n")
    store.load()
    assert len(store.rows("id")) == 2
    assert store.rejected() == {"malformed line": 5 if spoilt else 4}


@pytest.mark.parametrize(
    ("field", "value"),
    [(2, b"soon"), (2, b"-5"), (2, b"99999999999999999999"), (3, b"x"), (4, b""), (5, b"7.5"), (9, b"\\N")],
)
def test_values_that_mean_nothing_are_rejected(store: Store, field: int, value: bytes) -> None:
    fields = line(1).rstrip(b"\n").split(b"\t")
    fields[field] = value
    store.segment("a", b"\t".join(fields) + b"\n" + line(2))
    store.load()
    assert store.counts() == ONE_CLICK
    assert store.rejected() == {"unusable values": 1}


@pytest.mark.parametrize("text", ["", "NULL", '""'])
def test_every_text_is_one(store: Store, text: str) -> None:
    """Also what some programs write for no value at all."""
    store.segment("a", line(1, address=text, agent=text, referrer=text, language=text, query=text, flags=text))
    batch = store.load()
    store.segment("b", line(2, address=text, agent=text))
    store.load(batch)
    assert store.rows("country, referrer") == [("", text), ("", "https://www.instagram.com/p/1")]
    assert store.rejected() == {}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), changes=st.lists(st.tuples(st.integers(0), st.binary(max_size=3)), max_size=6))
def test_no_bytes_stop_the_loader_and_good_lines_beside_bad_ones_count(
    store: Store, seed: int, changes: list[tuple[int, bytes]]
) -> None:
    """Any bytes over any part of the log: each line that is still a record is stored, each other one is reported."""
    empty(store)
    data = bytearray(random_lines(random.Random(seed), 12))
    for place, scribble in changes:
        at = place % len(data)
        data[at : at + len(scribble)] = scribble
    store.segment("a", bytes(data))
    store.load()
    whole, _, torn = bytes(data).rpartition(b"\n")
    lines = [*(whole.split(b"\n") if whole or data.startswith(b"\n") else []), *([torn] if torn else [])]
    assert len(store.rows("id")) + sum(store.rejected().values()) == len(lines)
    assert len(store.rows("id")) >= sum(is_untouched(one) for one in lines) - 1


def is_untouched(one: bytes) -> bool:
    fields = one.split(b"\t")
    return (
        len(fields) == FIELDS
        and all(0x20 <= byte < 0x7F for byte in one.replace(b"\t", b""))
        and b"\\" not in one
        and fields[0] == b"1"
        and fields[2].isdigit()
        and len(fields[2]) == 13
        and fields[3] in (b"r", b"e", b"u")
        and fields[4].isdigit()
        and fields[5].isdigit()
    )


@pytest.mark.parametrize(
    ("bound", "table"),
    [("agents.MOST_AGENTS", "agents"), ("agents.MOST_SHAPES", "shapes"), ("enriching.MOST_ADDRESSES", "addresses")],
)
def test_what_is_known_of_agents_and_addresses_is_forgotten_in_time_and_found_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, bound: str, table: str
) -> None:
    monkeypatch.setattr(f"kliqs.clicks.loader.{bound}", 2)
    everything = b""
    batch = store.started()
    for number in range(12):
        lines = random_lines(random.Random(number), 30, first=number * 100)
        everything += lines
        new = line(10_000 + number, link=9, agent=f"curl/{number}", address=f"114.124.9.{number}")
        store.segment(f"{number:06d}", lines + new)
        store.load(batch)
        assert batch.db.execute(f"SELECT count(*) <= 2 + 12 + 1 FROM {table}").fetchall() == [(True,)]
    assert store.counts() == recount(everything) | {(9, DAY): (0, 0, 12, 0)}
    assert set(dict(store.rows("id, kind || country")).values()) == {"humanID", "previewID", "botID"}


def test_lines_loaded_by_somebody_else_meanwhile_are_not_counted_twice(store: Store) -> None:
    """As after a commit whose answer was lost: the batch finds the position moved, and nothing of it is committed."""
    store.segment("a", line(1))
    slow, fast = store.started(), store.started()
    for step in steps.STEPS[:-2]:
        slow.name = "clicks-slow.parquet"
        step(slow)
    store.load(fast)
    with pytest.raises(LogMoved):
        steps.commit(slow)
    assert store.counts() == ONE_CLICK
    assert len(store.rows("id")) == 1
    store.segment("b", line(2))
    store.load()
    assert store.counts() == {(7, DAY): (2, 0, 0, 1)}


def test_what_the_log_writes_is_what_the_loader_reads(store: Store) -> None:
    log = ClickLog(store.settings)
    agent = b'Mozilla/5.0 (X11; Linux) "quoted" \\ and\ttabbed' + b"\xff"
    referrer = "https://www.tokó.example/päge?a=\n".encode()
    query = b"utm_source=caf%C3%A9+pagi&utm_campaign=50%25%zz&utm_medium=\\x41\tb"
    log.append(log.line(NOON, b"r", b"3\t7", b"s", b"kliqs.me", b"::1", agent, referrer, b"ID-id", query, b"qdg"))
    log.flush()
    store.load()
    log.close()
    columns = "referrer, referrer_host, language, utm_source, utm_medium, utm_campaign, qr, dnt, gpc, country"
    assert store.rows(columns) == [
        (referrer.decode(), "www.tokó.example", "id", "café pagi", "\\x41\tb", "50%%zz", True, True, True, "")
    ]


def test_a_living_process_is_read_too_and_its_segment_stays(store: Store) -> None:
    log = ClickLog(store.settings)
    log.append(log.line(NOON, b"r", b"3\t7", b"s", b"h", b"114.124.1.1", b"curl/8", b"", b"", b"", b""))
    log.flush()
    batch = store.load()
    assert store.counts() == {(7, DAY): (0, 0, 1, 0)}
    make_old(store)
    remove_finished(store.settings.click_log_dir, store.db)
    assert len(list(store.settings.click_log_dir.glob("*.log"))) == 1
    log.close()
    store.load(batch)
    make_old(store)
    remove_finished(store.settings.click_log_dir, store.db)
    assert list(store.settings.click_log_dir.glob("*.log")) == []


def test_a_segment_goes_with_its_position_minutes_after_it_is_loaded(store: Store) -> None:
    path = store.segment("a", line(1))
    store.load()
    remove_finished(store.settings.click_log_dir, store.db)
    assert path.exists()
    make_old(store)
    remove_finished(store.settings.click_log_dir, store.db)
    assert not path.exists()
    assert store.db.execute("SELECT count(*) FROM clicks_logposition").fetchone()[0] == 0


def test_a_segment_that_is_not_loaded_stays_however_old(store: Store) -> None:
    path = store.segment("a", line(1))
    make_old(store)
    remove_finished(store.settings.click_log_dir, store.db)
    assert path.exists()


def test_leftovers_of_dead_processes_go_and_losses_stay(store: Store) -> None:
    folder = store.settings.click_log_dir
    (folder / "draft.new").touch()
    living, none, some = LostCount(folder, "living"), LostCount(folder, "none"), LostCount(folder, "some")
    some.keep(12)
    none.close()
    some.close()
    remove_leftovers(folder)
    assert len(list(folder.iterdir())) == 4
    make_old(store)
    remove_leftovers(folder)
    assert {path.name for path in folder.iterdir()} == {"living.lost", "some.lost"}
    living.close()


def make_old(store: Store) -> None:
    """As if some minutes had gone by."""
    then = time.time() - KEPT_S - 60
    for path in store.settings.click_log_dir.iterdir():
        os.utime(path, (then, then))
