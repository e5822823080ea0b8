"""Buckets of a series: where hours, days, weeks and months begin in a zone.

A bucket is known by the moment it begins. The engines only find out which clicks belong together (`grouping`), with
integers: a zone is its offsets, and within a period there are few.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from kliqs.clicks.questions.scope import Scope, milliseconds, moment, zone_of
from kliqs.errors import KliqsError

Interval = Literal["hour", "day", "week", "month"]
INTERVALS: tuple[Interval, ...] = get_args(Interval)
MOST_BUCKETS = 10_000
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Offset:
    """From `since_ms` (ms since 1970 UTC) on, local time is UTC and `ms`."""

    since_ms: int
    ms: int


def bucket_starts(scope: Scope, interval: Interval) -> list[int]:
    """Where each bucket of the period begins, ms since 1970 UTC, ascending; the first holds `since`.

    Raises KliqsError INVALID_REQUEST for more than MOST_BUCKETS."""
    if interval not in INTERVALS:
        raise KliqsError("INVALID_REQUEST", f"An interval is one of {', '.join(INTERVALS)}.")
    zone = zone_of(scope.zone)
    starts: list[int] = []
    if interval == "hour":
        _check(scope, HOUR_MS)
        starts = _hours(scope, offsets(scope, zone))
    else:
        _check(scope, DAY_MS if interval == "day" else 7 * DAY_MS)
        day = _first_day(moment(scope.since_ms).astimezone(zone), interval)
        while (start := _start_of(day, zone)) < scope.until_ms:
            if not starts or start > starts[-1]:  # a day that a zone skipped (Samoa's 30 December 2011) has no bucket
                starts.append(start)
            day = _next(day, interval)
    return starts


def bucket_of(starts: list[int], ms: int) -> int:
    """The number of the bucket that holds a moment of the period."""
    return max(0, bisect_right(starts, ms) - 1)


def offsets(scope: Scope, zone: ZoneInfo) -> list[Offset]:
    """The zone's offsets over the period, the first from its beginning on."""
    found = [Offset(scope.since_ms, _offset(scope.since_ms, zone))]
    at = scope.since_ms
    while at < scope.until_ms:
        step = min(at + DAY_MS, scope.until_ms)
        if _offset(step, zone) != found[-1].ms:
            changed = _change(at, step, zone)
            found.append(Offset(changed, _offset(changed, zone)))
        at = step
    return found


def _change(before: int, after: int, zone: ZoneInfo) -> int:
    """The first moment with another offset, between two a day apart."""
    old = _offset(before, zone)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if _offset(middle, zone) == old else (before, middle)
    return after


def _hours(scope: Scope, changes: list[Offset]) -> list[int]:
    """Hours of local time. Where a clock is put back, the hour that comes twice has two buckets; where it is put by
    half an hour, a bucket ends there."""
    starts: list[int] = []
    for number, offset in enumerate(changes):
        until = changes[number + 1].since_ms if number + 1 < len(changes) else scope.until_ms
        start = (offset.since_ms + offset.ms) // HOUR_MS * HOUR_MS - offset.ms
        while start < until:
            starts.append(start if number == 0 else max(start, offset.since_ms))
            start += HOUR_MS
    return starts


def _offset(ms: int, zone: ZoneInfo) -> int:
    found = moment(ms).astimezone(zone).utcoffset()
    assert found is not None
    return found // timedelta(milliseconds=1)


def _first_day(local: datetime, interval: Interval) -> datetime:
    """The local midnight, without zone, with which the bucket that holds `local` begins."""
    day = datetime(local.year, local.month, local.day)  # noqa: DTZ001 (a date on the wall)
    if interval == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if interval == "month" else day


def _next(day: datetime, interval: Interval) -> datetime:
    if interval == "day":
        return day + timedelta(days=1)
    return day + WEEK if interval == "week" else (day + timedelta(days=31)).replace(day=1)


def _start_of(day: datetime, zone: ZoneInfo) -> int:
    """The first moment of a local day, ms since 1970 UTC; where a zone skips midnight, the moment of the change."""
    return milliseconds(day.replace(tzinfo=zone))


def _check(scope: Scope, width_ms: int) -> None:
    if (scope.until_ms - scope.since_ms) // width_ms > MOST_BUCKETS:
        raise KliqsError("INVALID_REQUEST", "The period has too many buckets: choose a longer interval.")
