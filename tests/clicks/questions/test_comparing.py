"""The period before, beside this one: in all, over time and by value."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from clicks.questions.counted import clicks_in, counted
from clicks.questions.shop import Shop
from clicks.questions.test_kept_totals import keep_totals
from clicks.world import HOUR, line, random_lines
from kliqs.clicks.models import RawKept
from kliqs.clicks.questions.answers import Counts
from kliqs.clicks.questions.calendar import INTERVALS, Interval
from kliqs.clicks.questions.scope import EVERYBODY, Filter, Scope, milliseconds
from kliqs.clicks.questions.series import series
from kliqs.clicks.questions.top import top
from kliqs.clicks.questions.totals import totals

PERIODS = {
    "a month, longer than the one before": ("UTC", "2026-03-01", "2026-04-01"),
    "a month, shorter than the one before": ("Asia/Jakarta", "2026-02-01", "2026-03-01"),
    "a week in which clocks go back": ("Europe/Berlin", "2026-10-19", "2026-10-26"),
    "a week in which clocks go forward": ("Europe/Berlin", "2026-03-23", "2026-03-30"),
    "the week after clocks went back": ("America/New_York", "2026-11-02", "2026-11-09"),
    "a clock that is put by half an hour": ("Australia/Lord_Howe", "2026-03-30", "2026-04-09"),
    "half hours from UTC": ("Asia/Kolkata", "2026-05-06T10:30", "2026-05-20T04:00"),
    "quarters of an hour from UTC": ("Asia/Kathmandu", "2026-05-06T10:10", "2026-05-20T04:25:30"),
}


def scope_of(shop: Shop, name: str) -> Scope:
    zone, since, until = PERIODS[name]
    first, last = (datetime.fromisoformat(each).replace(tzinfo=ZoneInfo(zone)) for each in (since, until))
    return Scope(shop.workspace_id, first, last, zone, kinds=EVERYBODY)


@pytest.mark.parametrize("name", PERIODS)
def test_every_bucket_has_the_one_that_lies_a_period_before_it(shop: Shop, name: str) -> None:
    scope = scope_of(shop, name)
    span_ms = scope.until_ms - scope.since_ms
    first = scope.since_ms - span_ms - 30 * HOUR
    chance = random.Random(name)
    lines = random_lines(chance, 300, span_ms=1).splitlines(keepends=True)
    visits = b"".join(_moved(each, shop.workspace_id, first + chance.randrange(2 * span_ms)) for each in lines)
    shop.visited(visits)
    told = shop.reader.now(totals, scope, compare=True).before
    assert told is not None
    assert told.clicks > 50
    for interval in INTERVALS:
        answer = shop.reader.now(series, scope, interval, compare=True)
        assert answer.before is not None
        assert len(answer.before) == len(answer.points)
        edges = [*(milliseconds(point.start) for point in answer.points), scope.until_ms]
        edges[0] = scope.since_ms
        expected = [counted(clicks_in(visits, start - span_ms, end - span_ms)) for start, end in pairwise(edges)]
        assert [point.counts for point in answer.before] == expected, interval
        assert all(
            milliseconds(now.start) - milliseconds(before.start) == span_ms
            for now, before in zip(answer.points, answer.before, strict=True)
        )
        together = sum((point.counts for point in answer.before), Counts())
        assert (together.human, together.preview, together.bot) == (told.human, told.preview, told.bot)


@pytest.mark.parametrize(("interval", "buckets"), [("month", 1), ("week", 6), ("day", 31)])
def test_a_month_is_held_against_as_many_days_before_it(shop: Shop, interval: Interval, buckets: int) -> None:
    scope = scope_of(shop, "a month, longer than the one before")
    days = (milliseconds(scope.since) - number * 24 * HOUR - HOUR for number in range(31))
    shop.visited(b"".join(line(number, ms, workspace=shop.workspace_id) for number, ms in enumerate(days)))
    before = shop.reader.now(series, scope, interval, compare=True).before
    assert before is not None
    assert len(before) == buckets
    assert sum(point.counts.human for point in before) == 31


def test_a_period_before_that_lost_clicks_is_not_told(shop: Shop) -> None:
    since, until = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC)
    visits = (milliseconds(since) + hours * HOUR for hours in (-40, -5, 5, 40))
    shop.visited(b"".join(line(number, ms, workspace=shop.workspace_id) for number, ms in enumerate(visits)))
    keep_totals(shop)
    RawKept.objects.create(workspace_id=shop.workspace_id, since="2026-11-19")
    system, country = Filter("os", include=("Android",)), Filter("country", include=("ID",))
    both = Scope(shop.workspace_id, since, until, filters=(system, country))
    answer = shop.reader.now(totals, both, compare=True)
    assert (answer.counts.human, answer.before, answer.coverage.is_whole) == (2, None, True)
    assert shop.reader.now(series, both, "day", compare=True).before is None
    one = replace(both, filters=(system,))  # totals tell of one dimension
    assert _human(shop.reader.now(totals, one, compare=True).before) == 2
    before = shop.reader.now(series, one, "day", compare=True).before
    assert before is not None
    assert [point.counts.human for point in before] == [1, 1]
    (ranked,) = shop.reader.now(top, one, "country", compare=True).rows
    assert (ranked.counts.human, ranked.before) == (2, None)
    (ranked,) = shop.reader.now(top, one, "os", compare=True).rows
    assert (ranked.counts.human, _human(ranked.before)) == (2, 2)


def _human(counts: Counts | None) -> int | None:
    return None if counts is None else counts.human


def _moved(record: bytes, workspace_id: int, ms: int) -> bytes:
    fields = record.split(b"\t")
    fields[2], fields[4] = b"%d" % ms, b"%d" % workspace_id
    return b"\t".join(fields)
