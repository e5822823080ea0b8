"""Clicks over time."""

from dataclasses import replace
from itertools import pairwise

from kliqs.clicks.engines import Dialect
from kliqs.clicks.questions.answers import NONE, Counts, Point, Series
from kliqs.clicks.questions.asking import Asking
from kliqs.clicks.questions.calendar import DAY_MS, HOUR_MS, Interval, Offset, bucket_of, bucket_starts, offsets
from kliqs.clicks.questions.counting import CLICKS, COUNTS, condition, counts_from, query_of
from kliqs.clicks.questions.coverage import Sources, sources
from kliqs.clicks.questions.old import can_tell, old_series
from kliqs.clicks.questions.scope import Scope, moment, zone_of

MONDAY = 3  # 1 January 1970 was a Thursday: so many days into its week


def series(asked: Asking, scope: Scope, interval: Interval, *, compare: bool = False, visitors: bool = True) -> Series:
    """The scope's clicks by hour, day, week (from Monday) or month of its zone. With `compare` also the period before,
    whose buckets may be one more or fewer. Without `visitors` they are not told apart, which is most of the time this
    takes. Raises KliqsError INVALID_REQUEST for too many buckets."""
    seen = sources(asked, scope, has_totals=can_tell(scope))
    return Series(
        _points(asked, scope, seen, interval, visitors=visitors),
        _before(asked, scope.before(), interval, visitors=visitors) if compare else None,
        seen.coverage,
    )


def _before(asked: Asking, scope: Scope, interval: Interval, *, visitors: bool) -> list[Point]:
    return _points(asked, scope, sources(asked, scope, has_totals=can_tell(scope)), interval, visitors=visitors)


def _points(asked: Asking, scope: Scope, seen: Sources, interval: Interval, *, visitors: bool) -> list[Point]:
    starts = bucket_starts(scope, interval)
    buckets: list[Counts] = [NONE] * len(starts)
    for first_ms, counts in _raw(asked, seen.raw, interval, visitors=visitors) if seen.raw else ():
        number = bucket_of(starts, first_ms)
        buckets[number] += counts
    for each in old_series(asked, seen.old) if seen.old else ():
        buckets[bucket_of(starts, each.ms)] += each.counts if visitors else replace(each.counts, visitors=0)
    zone = zone_of(scope.zone)
    return [Point(moment(start).astimezone(zone), counts) for start, counts in zip(starts, buckets, strict=True)]


def _raw(asked: Asking, scope: Scope, interval: Interval, *, visitors: bool) -> list[tuple[int, Counts]]:
    """The counts of each bucket that has clicks, and the time of its first click (ms since 1970 UTC)."""
    query = query_of(asked, scope)
    time = query.dialect.milliseconds("time")
    query.text = (
        f"SELECT min({time}), {COUNTS if visitors else CLICKS} FROM clicks WHERE {condition(asked, query, scope)}"
        f" GROUP BY {grouping(query.dialect, time, offsets(scope, zone_of(scope.zone)), interval)}"
    )
    return [(int(row[0]), counts_from(row[1:])) for row in asked.engine.rows(asked.db, query)]


def grouping(dialect: Dialect, time: str, changes: list[Offset], interval: Interval) -> str:
    """A number that the clicks of one bucket share, from `time` in ms since 1970 UTC."""
    offset = str(changes[0].ms)
    if len(changes) > 1:
        cases = [f"WHEN {time} < {after.since_ms} THEN {each.ms}" for each, after in pairwise(changes)]
        offset = f"CASE {' '.join(cases)} ELSE {changes[-1].ms} END"
    local = f"({time} + ({offset}))"
    if interval == "hour":  # with the offset taken off again, an hour that comes twice is two
        return f"{local} - {local} % {HOUR_MS} - ({offset})"
    if interval == "day":
        return f"{local} - {local} % {DAY_MS}"
    shifted = f"({local} + {MONDAY * DAY_MS})"
    return f"{shifted} - {shifted} % {7 * DAY_MS}" if interval == "week" else dialect.month(local)
