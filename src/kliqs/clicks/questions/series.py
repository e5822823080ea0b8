"""Clicks over time."""

from itertools import pairwise

from kliqs.clicks.engines import Dialect
from kliqs.clicks.questions.answers import NONE, Counts, Point, Series
from kliqs.clicks.questions.asking import Asking
from kliqs.clicks.questions.calendar import DAY_MS, HOUR_MS, Interval, Offset, bucket_of, bucket_starts, offsets
from kliqs.clicks.questions.counting import COUNTED, Grouping, counting, counts_from
from kliqs.clicks.questions.coverage import Sources, sources
from kliqs.clicks.questions.kept import can_tell, tell_quarters
from kliqs.clicks.questions.scope import Scope, moment, zone_of

MONDAY = 3  # 1 January 1970 was a Thursday: so many days into its week


def series(asked: Asking, scope: Scope, interval: Interval, *, compare: bool = False, visitors: bool = True) -> Series:
    """The scope's clicks by hour, day, week (from Monday) or month of its zone. With `compare` also the period before,
    whose buckets may be one more or fewer. Without `visitors` they are not told apart, which is most of the time this
    takes. Raises KliqsError INVALID_REQUEST for too many buckets."""
    seen = _sources(asked, scope, visitors=visitors)
    earlier = _sources(asked, scope.before(), visitors=visitors) if compare else None
    return Series(
        _points(asked, seen, interval, visitors=visitors),
        _points(asked, earlier, interval, visitors=visitors) if earlier else None,
        seen.coverage,
    )


def _sources(asked: Asking, scope: Scope, *, visitors: bool) -> Sources:
    """Sums know a day's visitors by their first click: of a part of the day, as a day of another zone is, they say
    nothing."""
    has_visitors = visitors and "human" in scope.kinds
    is_exact = tell_quarters(scope) and not has_visitors
    return sources(asked, scope, has_totals=can_tell(scope), is_exact=is_exact, has_visitors=has_visitors)


def _points(asked: Asking, seen: Sources, interval: Interval, *, visitors: bool) -> list[Point]:
    starts = bucket_starts(seen.scope, interval)
    dialect, zone = asked.engine.dialect, zone_of(seen.scope.zone)
    changes = offsets(seen.scope, zone)
    of_click = grouping(dialect, dialect.milliseconds("time"), changes, interval)
    by_bucket = Grouping(of_click, grouping(dialect, "ms", changes, interval))
    head = f"SELECT min(first), {COUNTED}"
    query = counting(asked, seen, by_bucket, head, "GROUP BY found", visitors=visitors)
    buckets: list[Counts] = [NONE] * len(starts)
    for row in asked.engine.rows(asked.db, query):
        buckets[bucket_of(starts, int(row[0]))] += counts_from(row[1:])
    return [Point(moment(start).astimezone(zone), counts) for start, counts in zip(starts, buckets, strict=True)]


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
