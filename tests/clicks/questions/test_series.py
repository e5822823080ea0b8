"""Clicks over time, in the zone of who asks."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clicks.questions.counted import Line, clicks_in, counted, counted_by
from clicks.questions.shop import Shop
from clicks.world import HOUR, NOON, line, random_lines
from kliqs.clicks.questions.answers import Counts
from kliqs.clicks.questions.calendar import INTERVALS, Interval, bucket_of, bucket_starts
from kliqs.clicks.questions.scope import EVERYBODY, Scope, milliseconds, moment
from kliqs.clicks.questions.series import series
from kliqs.errors import KliqsError

# WIB, WITA, WIT, half and quarter hours, and clocks that are put forward and back, once by half an hour.
ZONES = (
    "UTC", "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns",
    "America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Chatham",
)  # fmt: skip
CHANGES = (datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 4, 4, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC))


def bucket(click: Line, zone: ZoneInfo, interval: Interval) -> tuple[object, ...]:
    """What the clock on the wall says, in the simplest way."""
    local = click.time.astimezone(zone)
    if interval == "hour":
        return local.date(), local.hour, local.utcoffset()
    if interval == "week":
        return local.isocalendar()[:2]
    return (local.year, local.month) if interval == "month" else (local.date(),)


@pytest.mark.parametrize("zone", ZONES)
def test_every_interval_counts_what_the_clock_on_the_wall_says(shop: Shop, zone: str) -> None:
    since = CHANGES[ZONES.index(zone) % 3]
    lines = random_lines(random.Random(zone), 200, span_ms=400 * HOUR)
    lines = b"".join(
        _moved(record, shop.workspace_id, milliseconds(since) - NOON) for record in lines.splitlines(keepends=True)
    )
    shop.visited(lines)
    until = since + timedelta(days=16, hours=5)
    scope = Scope(shop.workspace_id, since + timedelta(hours=3), until, zone, kinds=EVERYBODY)
    clicks = clicks_in(lines, scope.since_ms, scope.until_ms)
    for interval in INTERVALS:
        expected = counted_by(clicks, lambda click: bucket(click, ZoneInfo(zone), interval))  # noqa: B023
        found = {
            bucket(at(milliseconds(point.start)), ZoneInfo(zone), interval): point.counts
            for point in shop.reader.now(series, scope, interval).points
            if point.counts.clicks
        }
        assert found == expected


def test_visitors_are_left_out_where_nobody_asks_for_them(shop: Shop) -> None:
    lines = random_lines(random.Random("visitors"), 200, span_ms=100 * HOUR)
    shop.visited(b"".join(_moved(record, shop.workspace_id, 0) for record in lines.splitlines(keepends=True)))
    scope = Scope(shop.workspace_id, moment(NOON), moment(NOON + 100 * HOUR), "Asia/Jakarta", kinds=EVERYBODY)
    whole, bare = (shop.reader.now(series, scope, "day", visitors=visitors).points for visitors in (True, False))
    assert sum(point.counts.visitors for point in whole) > 0
    assert bare == [replace(point, counts=replace(point.counts, visitors=0)) for point in whole]


def at(ms: int) -> Line:
    """A click at that moment."""
    return Line("", ms, 0, "", "", "", "", "", "", "")


def _moved(record: bytes, workspace_id: int, ms: int) -> bytes:
    fields = record.split(b"\t")
    fields[2], fields[4] = b"%d" % (int(fields[2]) + ms), b"%d" % workspace_id
    return b"\t".join(fields)


def test_an_hour_that_comes_twice_has_two_buckets(shop: Shop) -> None:
    night = datetime(2026, 11, 1, 4, tzinfo=UTC)  # New York puts its clocks back at 06:00 UTC
    times = [milliseconds(night) + HOUR * 3 // 2, milliseconds(night) + HOUR * 5 // 2]
    shop.visited(b"".join(line(number, ms, workspace=shop.workspace_id) for number, ms in enumerate(times)))
    scope = Scope(shop.workspace_id, night, night + timedelta(hours=4), "America/New_York")
    points = shop.reader.now(series, scope, "hour").points
    assert [(point.start.hour, point.counts.human) for point in points] == [(0, 0), (1, 1), (1, 1), (2, 0)]


def test_a_series_adds_up_to_the_totals_and_has_its_empty_buckets(shop: Shop) -> None:
    shop.visited(line(1, workspace=shop.workspace_id))
    scope = Scope(
        shop.workspace_id, datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC), "Asia/Jakarta"
    )
    answer = shop.reader.now(series, scope, "day", compare=True)
    assert len(answer.points) == 31  # from 07:00 in Jakarta, so the last day is cut
    assert sum((point.counts for point in answer.points), Counts()) == Counts(human=1, visitors=1)
    assert [point.start.isoformat() for point in answer.points][19] == "2026-11-20T00:00:00+07:00"
    assert answer.before is not None
    assert counted([]) == sum((point.counts for point in answer.before), Counts())


@pytest.mark.any_engine
def test_too_many_buckets_are_refused() -> None:
    scope = Scope(1, datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(KliqsError) as refused:
        bucket_starts(scope, "hour")
    assert refused.value.code == "INVALID_REQUEST"


@pytest.mark.any_engine
@given(
    zone=st.sampled_from(ZONES),
    interval=st.sampled_from(INTERVALS),
    since_ms=st.integers(1_600_000_000_000, 1_900_000_000_000),
    span_ms=st.integers(1, 1_000 * HOUR),
    share=st.floats(0, 1, exclude_max=True),
)
def test_every_moment_is_in_the_bucket_that_the_wall_clock_says(
    zone: str, interval: Interval, since_ms: int, span_ms: int, share: float
) -> None:
    scope = Scope(1, moment(since_ms), moment(since_ms + span_ms), zone)
    starts = bucket_starts(scope, interval)
    assert starts == sorted(set(starts))
    assert starts[0] <= since_ms
    assert starts[-1] < since_ms + span_ms
    here = since_ms + int(span_ms * share)
    first = starts[bucket_of(starts, here)]
    assert first <= here
    assert bucket(at(here), ZoneInfo(zone), interval) == bucket(at(first), ZoneInfo(zone), interval)
