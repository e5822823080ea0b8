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
from kliqs.clicks.totals.rules import QUARTER_MS

MONDAY = 3  # 1 January 1970 was a Thursday: so many days into its week


def series(asked: Asking, scope: Scope, interval: Interval, *, compare: bool = False, visitors: bool = True) -> Series:
    """The scope's clicks by hour, day, week (from Monday) or month of its zone. With `compare` also the period before,
    by the same buckets, each as much earlier as the period is long: every one has its counterpart, and together they
    are that period; None where it cannot be told whole. Without `visitors` they are not told apart, which is most of
    the time this takes. Raises KliqsError INVALID_REQUEST for too many buckets."""
    buckets = _Buckets(scope, interval)
    seen = _sources(asked, scope, visitors=visitors)
    before: list[Point] | None = None
    if compare:
        earlier = _sources(asked, scope.before(), visitors=visitors, is_shifted=buckets.span_ms % QUARTER_MS != 0)
        if earlier.coverage.is_whole:
            before = _points(asked, earlier, buckets, buckets.span_ms, visitors=visitors)
    return Series(_points(asked, seen, buckets, 0, visitors=visitors), before, seen.coverage)


class _Buckets:
    """Where the buckets of a scope begin, and the zone's offsets over it."""

    def __init__(self, scope: Scope, interval: Interval) -> None:
        self.interval = interval
        self.starts = bucket_starts(scope, interval)
        self.zone = zone_of(scope.zone)
        self.offsets = offsets(scope, self.zone)
        self.span_ms = scope.until_ms - scope.since_ms


def _sources(asked: Asking, scope: Scope, *, visitors: bool, is_shifted: bool = False) -> Sources:
    """Sums know a day's visitors by their first click: of a part of the day, as a day of another zone is, they say
    nothing. Nor do they of buckets that are `is_shifted`: these begin within quarters of an hour."""
    has_visitors = visitors and "human" in scope.counted
    is_exact = tell_quarters(scope) and not has_visitors and not is_shifted
    return sources(asked, scope, has_totals=can_tell(scope), is_exact=is_exact, has_visitors=has_visitors)


def _points(asked: Asking, seen: Sources, buckets: _Buckets, earlier_ms: int, *, visitors: bool) -> list[Point]:
    """What the sources tell of the buckets, `earlier_ms` before where these lie."""
    dialect, zone = asked.engine.dialect, buckets.zone
    later = f" + {earlier_ms}" if earlier_ms else ""
    by_bucket = Grouping(
        grouping(dialect, dialect.milliseconds("time") + later, buckets.offsets, buckets.interval),
        grouping(dialect, f"ms{later}", buckets.offsets, buckets.interval),
    )
    head = f"SELECT min(first), {COUNTED}"
    query = counting(asked, seen, by_bucket, head, "GROUP BY found", visitors=visitors)
    found: list[Counts] = [NONE] * len(buckets.starts)
    for row in asked.engine.rows(asked.db, query):
        found[bucket_of(buckets.starts, int(row[0]) + earlier_ms)] += counts_from(row[1:])
    return [
        Point(moment(start - earlier_ms).astimezone(zone), counts)
        for start, counts in zip(buckets.starts, found, strict=True)
    ]


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
