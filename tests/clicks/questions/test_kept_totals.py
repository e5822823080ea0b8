"""Totals that outlive raw clicks, and agree with what these said."""

import random
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from clicks.questions.shop import Shop
from clicks.world import HOUR, NOON, line, random_lines
from kliqs.accounts.models import Workspace
from kliqs.clicks.engines.clickhouse import ClickHouseEngine
from kliqs.clicks.loader.engine import open_duckdb
from kliqs.clicks.loader.merging import remove_orphans
from kliqs.clicks.models import RawKept
from kliqs.clicks.questions.answers import Counts, Totals
from kliqs.clicks.questions.dimensions import DIMENSIONS
from kliqs.clicks.questions.events import events
from kliqs.clicks.questions.scope import EVERYBODY, Filter, Scope
from kliqs.clicks.questions.series import series
from kliqs.clicks.questions.top import top
from kliqs.clicks.questions.totals import totals
from kliqs.clicks.totals import making
from kliqs.clicks.totals.dropping import drop_from_clickhouse, drop_from_files
from kliqs.clicks.totals.making import ClickHouseTotals, FileTotals, make_totals
from kliqs.clicks.totals.months import make_months

DAYS = (datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC))
AFTER = datetime(2026, 11, 25, tzinfo=UTC)


def keep_totals(shop: Shop, now: datetime = AFTER, *, drop: bool = False) -> int:
    """What housekeeping does; returns how many days were totalled."""
    store = shop.store
    if store.settings.uses_clickhouse:
        with closing(ClickHouseEngine(store.settings.clicks_url)) as engine:
            days = make_totals(store.db, ClickHouseTotals(store.db, engine, store.files), now)
            if drop:
                drop_from_clickhouse(store.db, engine, now)
        return days
    with open_duckdb(store.settings.data_dir / "merging") as db:
        days = make_totals(store.db, FileTotals(store.db, db, store.files), now)
        make_months(store.db, db, store.files)
        if drop:
            drop_from_files(store.db, db, store.files, now)
    return days


def answers(shop: Shop) -> dict[str, Any]:
    """What is said of whole UTC days, by everything that has totals."""
    scope = Scope(shop.workspace_id, *DAYS, kinds=EVERYBODY)
    told: dict[str, Any] = {"all": shop.reader.now(totals, scope).counts}
    for name, dimension in DIMENSIONS.items():
        people = dimension.link_attribute is None  # totals know the people of each link, not those of several
        told[name] = [
            (row.value, row.label, row.counts if people else replace(row.counts, visitors=0))
            for row in shop.reader.now(top, scope, name).rows
        ]
    told["day"] = [point.counts for point in shop.reader.now(series, scope, "day").points]
    for zone in ("Asia/Kolkata", "Asia/Kathmandu"):
        points = shop.reader.now(series, replace(scope, zone=zone), "hour").points
        told[zone] = [(point.start, point.counts.human, point.counts.preview, point.counts.bot) for point in points]
    only = replace(scope, filters=(Filter("os", include=("iOS",)),))
    told["filtered"] = shop.reader.now(totals, only).counts
    without = replace(scope, filters=(Filter("tag", exclude=("promo",)),))
    told["without"] = shop.reader.now(totals, without).counts.human
    return told


def visits(shop: Shop, seed: int, count: int = 250) -> bytes:
    lines = random_lines(random.Random(seed), count, first=seed * 1_000, span_ms=60 * HOUR)
    return lines.replace(b"\t3\t", b"\t%d\t" % shop.workspace_id)


@pytest.mark.parametrize("seed", [1, 2])
def test_totals_say_what_the_raw_clicks_said(shop: Shop, seed: int) -> None:
    shop.link("s1", "promo")
    shop.link("s2")
    shop.visited(visits(shop, seed))
    before = answers(shop)
    assert before["all"].clicks > 150
    assert keep_totals(shop) == 3
    assert keep_totals(shop) == 0
    RawKept.objects.create(workspace_id=shop.workspace_id, since="2026-11-24")
    assert answers(shop) == before


def test_a_period_may_begin_in_totals_and_end_in_raw_clicks(shop: Shop) -> None:
    shop.visited(visits(shop, 3))
    before = answers(shop)
    keep_totals(shop)
    RawKept.objects.create(workspace_id=shop.workspace_id, since="2026-11-21")
    assert answers(shop) == before
    answer = shop.reader.now(totals, Scope(shop.workspace_id, *DAYS))
    assert answer.coverage.uses_totals
    assert answer.coverage.is_whole
    assert answer.coverage.raw_from == datetime(2026, 11, 21, tzinfo=UTC)


def test_a_combination_of_filters_is_told_from_where_raw_clicks_exist(shop: Shop) -> None:
    shop.visited(line(1, NOON, workspace=shop.workspace_id) + line(2, NOON + 24 * HOUR, workspace=shop.workspace_id))
    keep_totals(shop)
    RawKept.objects.create(workspace_id=shop.workspace_id, since="2026-11-21")
    filters = (Filter("os", include=("Android",)), Filter("country", include=("ID",)))
    scope = Scope(shop.workspace_id, *DAYS, filters=filters)
    for answer in (shop.reader.now(totals, scope), shop.reader.now(events, replace(scope, filters=()))):
        assert not answer.coverage.is_whole
        assert answer.coverage.told_from == datetime(2026, 11, 21, tzinfo=UTC)
        assert (answer.counts.human if isinstance(answer, Totals) else len(answer.events)) == 1
    gone = replace(scope, until=datetime(2026, 11, 21, tzinfo=UTC))
    assert shop.reader.now(totals, gone).counts == Counts()
    assert not shop.reader.now(top, gone, "city").rows


def test_clicks_that_come_late_change_the_totals_of_their_day(shop: Shop) -> None:
    shop.visited(visits(shop, 4))
    keep_totals(shop)
    shop.visited(visits(shop, 5), segment="late")
    before = answers(shop)
    assert keep_totals(shop) == 3
    RawKept.objects.create(workspace_id=shop.workspace_id, since="2026-11-24")
    assert answers(shop) == before


def test_what_a_plan_no_longer_keeps_is_dropped_and_the_totals_stay(shop: Shop) -> None:
    shop.visited(visits(shop, 6) + line(9_999, workspace=shop.workspace_id + 1))
    before = answers(shop)
    Workspace.objects.filter(pk=shop.workspace_id).update(plan="free")
    keep_totals(shop, datetime(2027, 1, 15, tzinfo=UTC), drop=True)
    assert answers(shop) == before
    RawKept.objects.update(since="2020-01-01")
    Workspace.objects.filter(pk=shop.workspace_id).update(plan="unlimited")
    assert shop.reader.now(events, Scope(shop.workspace_id, *DAYS)).events == []  # nothing raw is left
    assert len(shop.reader.now(events, Scope(shop.workspace_id + 1, *DAYS)).events) == 1  # of others it is
    assert keep_totals(shop, datetime(2027, 1, 16, tzinfo=UTC)) == 0


def test_nothing_is_dropped_before_its_totals_are_made(shop: Shop) -> None:
    shop.visited(line(1, workspace=shop.workspace_id))
    Workspace.objects.filter(pk=shop.workspace_id).update(plan="free")
    if not shop.store.settings.uses_clickhouse:
        with open_duckdb(shop.store.settings.data_dir / "merging") as db:
            assert drop_from_files(shop.store.db, db, shop.store.files, datetime(2027, 1, 15, tzinfo=UTC)) == 0
    assert shop.reader.now(totals, Scope(shop.workspace_id, *DAYS)).counts.human == 1


def test_totals_broken_off_before_they_are_noted_are_made_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.visited(visits(shop, 7))
    before = answers(shop)

    def fails(*_: object, **__: object) -> bool:
        raise RuntimeError("broken off here")

    with monkeypatch.context() as broken:
        broken.setattr(making, "note_totals", fails)
        with pytest.raises(RuntimeError, match="broken off here"):
            keep_totals(shop)
    remove_orphans(shop.store.db, shop.store.files)
    assert keep_totals(shop) == 3
    RawKept.objects.create(workspace_id=shop.workspace_id, since="2026-11-24")
    assert answers(shop) == before


def test_a_day_that_changes_while_its_totals_are_made_is_due_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.visited(line(1, workspace=shop.workspace_id))
    note: Callable[..., bool] = making.note_totals  # type: ignore[attr-defined]

    def late(*arguments: Any, **options: Any) -> bool:
        monkeypatch.setattr(making, "note_totals", note)
        shop.visited(line(2, workspace=shop.workspace_id), segment="late")
        return note(*arguments, **options)

    monkeypatch.setattr(making, "note_totals", late)
    assert keep_totals(shop) == 0
    assert keep_totals(shop) == 1
    RawKept.objects.create(workspace_id=shop.workspace_id, since="2026-11-24")
    assert shop.reader.now(totals, Scope(shop.workspace_id, *DAYS)).counts == Counts(human=2, visitors=1)
