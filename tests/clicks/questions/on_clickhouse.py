"""What ClickHouse alone must hold to; `test_clickhouse.py` runs it."""

import random
from datetime import UTC, datetime

import pytest

from clicks.questions.counted import clicks_in, counted
from clicks.questions.shop import Shop, ship
from clicks.questions.test_kept_totals import AFTER, keep_totals
from clicks.questions.test_sums import forget_raw
from clicks.world import random_lines
from kliqs.clicks.loader import shipping
from kliqs.clicks.loader.engine import open_duckdb
from kliqs.clicks.loader.shipping import Shipping
from kliqs.clicks.manifest import unshipped
from kliqs.clicks.models import RawKept
from kliqs.clicks.questions.answers import Counts
from kliqs.clicks.questions.scope import EVERYBODY, Scope
from kliqs.clicks.questions.totals import totals
from kliqs.clicks.totals.making import FileTotals, make_totals
from kliqs.clicks.totals.months import make_months


def lines_of(shop: Shop) -> bytes:
    return random_lines(random.Random(8), 200).replace(b"\t3\t", b"\t%d\t" % shop.workspace_id)


def said(shop: Shop) -> Counts:
    period = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)
    return shop.reader.now(totals, Scope(shop.workspace_id, *period, kinds=EVERYBODY)).counts


def test_a_batch_sent_again_after_a_kill_counts_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = lines_of(shop)
    shop.store.segment("a", lines)
    shop.store.load()

    def killed(*_: object) -> None:
        raise SystemExit(9)

    for _ in range(2):
        monkeypatch.setattr(shipping, "mark_shipped", killed)
        with pytest.raises(SystemExit):
            ship(shop.store)
        monkeypatch.undo()
    assert said(shop) == counted(clicks_in(lines))
    assert unshipped(shop.store.db)
    ship(shop.store)
    assert said(shop) == counted(clicks_in(lines))
    assert not unshipped(shop.store.db)


def test_clicks_wait_while_clickhouse_is_away(shop: Shop) -> None:
    lines = lines_of(shop)
    shop.store.segment("a", lines)
    shop.store.load()
    away = Shipping(shop.store.db, shop.store.files, "clickhouse://127.0.0.1:1/kliqs")
    assert away.ship() == 0
    assert away.problem
    assert shop.store.counts()  # counting went on
    ship(shop.store)
    assert said(shop) == counted(clicks_in(lines))


def test_days_that_were_added_up_in_files_are_added_up_anew_after_the_move(shop: Shop) -> None:
    lines = lines_of(shop)
    shop.store.segment("a", lines)
    shop.store.load()
    with open_duckdb(shop.store.settings.data_dir / "merging") as db:
        assert make_totals(shop.store.db, FileTotals(shop.store.db, db, shop.store.files), AFTER) == 2
        assert make_months(shop.store.db, db, shop.store.files) == 2
    ship(shop.store)
    assert said(shop) == counted(clicks_in(lines))
    # Of the first day nothing but its totals was kept.
    RawKept.objects.create(workspace_id=shop.workspace_id, since="2026-11-21")
    assert keep_totals(shop, AFTER) == 2
    forget_raw(shop)
    assert said(shop) == counted(clicks_in(lines))
    assert keep_totals(shop, AFTER) == 0
