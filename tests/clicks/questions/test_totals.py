"""How many clicks, and how many people."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from clicks.questions.counted import clicks_in, counted
from clicks.questions.shop import Shop
from clicks.world import HOUR, NOON, line, random_lines
from kliqs.clicks.questions.answers import Counts
from kliqs.clicks.questions.scope import EVERYBODY, Filter, Scope, moment
from kliqs.clicks.questions.totals import totals
from kliqs.errors import KliqsError

DAYS = (datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC))


def lines_of(shop: Shop, count: int = 400, seed: int = 1) -> bytes:
    return random_lines(random.Random(seed), count).replace(b"\t3\t", b"\t%d\t" % shop.workspace_id)


def test_clicks_are_counted_by_kind_and_people_once_a_day(shop: Shop) -> None:
    lines = lines_of(shop)
    shop.visited(lines)
    scope = Scope(shop.workspace_id, *DAYS, kinds=EVERYBODY)
    assert shop.reader.now(totals, scope).counts == counted(clicks_in(lines))
    assert shop.reader.now(totals, replace(scope, kinds=frozenset({"bot"}))).counts == Counts(
        bot=counted(clicks_in(lines)).bot
    )


def test_a_period_holds_its_first_millisecond_and_not_its_last(shop: Shop) -> None:
    shop.visited(b"".join(line(number, NOON + number, workspace=shop.workspace_id) for number in range(-2, 3)))
    scope = Scope(shop.workspace_id, moment(NOON - 1), moment(NOON + 2))
    assert shop.reader.now(totals, scope).counts.human == 3


def test_the_period_before_is_as_long_and_ends_where_this_one_begins(shop: Shop) -> None:
    lines = lines_of(shop)
    shop.visited(lines)
    middle = NOON + 15 * HOUR
    scope = Scope(shop.workspace_id, moment(middle), moment(middle + 10 * HOUR), kinds=EVERYBODY)
    answer = shop.reader.now(totals, scope, compare=True)
    assert answer.counts == counted(clicks_in(lines, middle, middle + 10 * HOUR))
    assert answer.before == counted(clicks_in(lines, middle - 10 * HOUR, middle))


def test_nobody_elses_clicks_are_counted(shop: Shop) -> None:
    shop.visited(line(1, workspace=shop.workspace_id) + line(2, workspace=shop.workspace_id + 1))
    assert shop.reader.now(totals, Scope(shop.workspace_id, *DAYS)).counts == Counts(human=1, visitors=1)


def test_filters_hold_together_and_leave_out_what_they_exclude(shop: Shop) -> None:
    lines = lines_of(shop)
    shop.visited(lines)
    systems, browsers = Filter("os", include=("Android", "iOS")), Filter("browser", exclude=("Chrome Mobile",))
    filters = (systems, browsers, Filter("qr", ("no",)))
    scope = Scope(shop.workspace_id, *DAYS, filters=filters, kinds=EVERYBODY)
    expected = [each for each in clicks_in(lines) if each.os == "iOS" and "q" not in each.flags]
    assert len(expected) > 20
    assert shop.reader.now(totals, scope).counts == counted(expected)


def test_without_any_clicks_the_answer_is_nothing(shop: Shop) -> None:
    answer = shop.reader.now(totals, Scope(shop.workspace_id, *DAYS), compare=True)
    assert (answer.counts, answer.before) == (Counts(), Counts())
    assert answer.coverage.is_whole


def test_a_filter_for_a_link_of_others_finds_nothing(shop: Shop) -> None:
    link = shop.link("sepatu")
    shop.visited(line(1, link=link.pk, workspace=shop.workspace_id))
    mine = Scope(shop.workspace_id, *DAYS, filters=(Filter("link", include=(str(link.public_id),)),))
    assert shop.reader.now(totals, mine).counts.human == 1
    assert shop.reader.now(totals, replace(mine, workspace_id=shop.workspace_id + 1)).counts.human == 0
    unknown = replace(mine, filters=(Filter("link", include=("no id",)),))
    assert shop.reader.now(totals, unknown).counts.human == 0


@pytest.mark.any_engine
@pytest.mark.parametrize(
    "wrong",
    [
        {"zone": "Asia/Bandung"},
        {"zone": "../etc/passwd"},
        {"zone": "localtime"},
        {"zone": "right/UTC"},
        {"filters": (Filter("colour", include=("red",)),)},
        {"filters": (Filter("city", include=tuple(map(str, range(201)))),)},
        {"kinds": frozenset()},
        {"until": DAYS[0] - timedelta(days=1)},
    ],
)
def test_a_scope_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(KliqsError) as refused:
        replace(Scope(1, *DAYS), **wrong)  # type: ignore[arg-type]
    assert refused.value.code == "INVALID_REQUEST"
