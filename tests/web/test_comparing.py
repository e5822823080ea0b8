"""Two periods are compared by what both had so far: the early morning of today with that of yesterday."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from kliqs.clicks.questions.scope import Scope
from kliqs.web.dashboard.analytics.asking import read_asked

ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 27, 5, 15, tzinfo=ZONE)


def before(query: str, now: datetime = NOW) -> tuple[datetime, datetime]:
    """The period that this question is held against."""
    scope = read_asked(QueryDict(query), ZONE.key, now.astimezone(UTC)).scope(1).before()
    return scope.since, scope.until


@pytest.mark.parametrize(("query", "days"), [("period=1", 1), ("period=7", 7), ("", 30), ("period=365", 365)])
def test_a_period_that_runs_is_held_against_as_much_of_the_one_before(query: str, days: int) -> None:
    start = datetime(2026, 11, 28, tzinfo=ZONE) - timedelta(days=2 * days)
    assert before(query) == (start, NOW - timedelta(days=days))


def test_a_chosen_period_that_runs_is_too() -> None:
    found = before("since=2026-11-27T00:00&until=2026-11-27T12:00")
    assert found == (datetime(2026, 11, 26, 12, tzinfo=ZONE), datetime(2026, 11, 26, 17, 15, tzinfo=ZONE))


@pytest.mark.parametrize("query", ["since=2026-11-24&until=2026-11-25", "since=2026-12-24&until=2026-12-25"])
def test_a_period_that_is_over_or_to_come_is_held_against_a_whole_one(query: str) -> None:
    since, until = before(query)
    assert until - since == timedelta(days=2)


def test_the_first_moment_of_a_day_is_held_against_a_moment() -> None:
    midnight = datetime(2026, 11, 27, tzinfo=ZONE)
    since, until = before("period=1", midnight + timedelta(microseconds=1))
    assert until - since == timedelta(milliseconds=1)
    assert before("period=1", midnight) == (midnight - timedelta(days=1), midnight)


def test_the_period_before_is_over() -> None:
    scope = Scope(1, NOW - timedelta(days=2), NOW, so_far=NOW - timedelta(days=1)).before()
    assert scope.until - scope.since == timedelta(days=1)
    assert scope.before().until == scope.since
