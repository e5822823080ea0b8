"""What ClickHouse alone must hold to; `test_clickhouse.py` runs it."""

import random
from contextlib import closing
from datetime import UTC, datetime, timedelta

import clickhouse_connect
import pytest

from clicks.questions.counted import clicks_in, counted
from clicks.questions.shop import Shop, ship
from clicks.questions.test_kept_totals import AFTER, keep_totals
from clicks.questions.test_sums import forget_raw
from clicks.world import HOUR, NOON, line, random_lines
from kliqs.clicks.engines.clickhouse import ClickHouseEngine
from kliqs.clicks.loader import shipping
from kliqs.clicks.loader.dropping import drop_clicks
from kliqs.clicks.loader.engine import open_duckdb
from kliqs.clicks.loader.shipping import Shipping
from kliqs.clicks.manifest import unshipped
from kliqs.clicks.models import RawKept
from kliqs.clicks.questions.answers import Counts
from kliqs.clicks.questions.scope import EVERYBODY, Scope
from kliqs.clicks.questions.totals import totals
from kliqs.clicks.totals.dropping import drop_from_clickhouse
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


GONE = 77


def of_both(shop: Shop, number: int) -> bytes:
    """A click of a workspace that is deleted, and one of the shop."""
    lines = (line(number + each, NOON + number, workspace=(GONE, shop.workspace_id)[each]) for each in (0, 1))
    return b"".join(lines)


def clicks_by_workspace(shop: Shop) -> dict[int, int]:
    """What ClickHouse has."""
    client = clickhouse_connect.get_client(dsn=shop.store.settings.clicks_url)
    rows = client.query("SELECT workspace, count() FROM clicks GROUP BY workspace").result_rows
    client.close()
    return {row[0]: row[1] for row in rows}


def drop(shop: Shop, now: datetime = AFTER) -> bool:
    store = shop.store
    with (
        open_duckdb(store.settings.data_dir / "merging") as db,
        closing(ClickHouseEngine(store.settings.clicks_url)) as engine,
    ):
        return drop_clicks(store.db, db, store.files, [GONE], now, engine=engine)


def test_deleted_workspaces_are_dropped_when_all_of_their_clicks_are_there_and_nobody_elses_come_twice(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.store.segment("a", of_both(shop, 0))
    shop.store.load()

    def killed(*_: object) -> None:
        raise SystemExit(9)

    monkeypatch.setattr(shipping, "mark_shipped", killed)
    with pytest.raises(SystemExit):
        ship(shop.store)
    monkeypatch.undo()
    waiting = unshipped(shop.store.db)
    assert not drop(shop)
    assert unshipped(shop.store.db) == waiting
    ship(shop.store)
    assert clicks_by_workspace(shop) == {GONE: 1, shop.workspace_id: 1}
    assert drop(shop)
    ship(shop.store)
    assert clicks_by_workspace(shop) == {shop.workspace_id: 1}
    assert [row[0] for row in shop.store.rows("workspace")] == [shop.workspace_id]


def test_a_file_that_is_lost_holds_up_a_drop_for_a_day_at_most(shop: Shop) -> None:
    shop.store.segment("a", of_both(shop, 0))
    shop.store.load()
    (name,) = unshipped(shop.store.db)
    shop.store.files.path(name).unlink()
    shop.store.segment("b", of_both(shop, 10))
    shop.store.load()
    ship(shop.store)
    assert drop(shop)
    assert clicks_by_workspace(shop) == {shop.workspace_id: 1}


def test_a_file_that_is_refused_for_a_week_holds_up_no_drop_any_more(shop: Shop) -> None:
    shop.store.segment("a", of_both(shop, 0))
    shop.store.load()
    shop.store.segment("b", of_both(shop, 10))
    shop.store.load()
    (refused, _) = unshipped(shop.store.db)
    path = shop.store.files.path(refused)
    kept = path.read_bytes()
    path.write_bytes(b"no Parquet")
    ship(shop.store)
    assert not drop(shop, AFTER + timedelta(days=2))
    assert drop(shop, AFTER + timedelta(days=3))
    assert clicks_by_workspace(shop) == {shop.workspace_id: 1}
    path.write_bytes(kept)
    ship(shop.store)
    with closing(ClickHouseEngine(shop.store.settings.clicks_url)) as engine:
        drop_from_clickhouse(shop.store.db, engine, AFTER)
    assert clicks_by_workspace(shop) == {shop.workspace_id: 2}


def test_clicks_that_come_after_all_were_dropped_go_with_the_next_days(shop: Shop) -> None:
    shop.store.segment("a", of_both(shop, 0))
    shop.store.load()
    ship(shop.store)
    assert drop(shop)
    shop.store.segment("b", of_both(shop, 10))
    shop.store.load()
    ship(shop.store)
    keep_totals(shop, AFTER)
    assert clicks_by_workspace(shop) == {GONE: 1, shop.workspace_id: 2}
    totalled = "SELECT DISTINCT workspace FROM click_totals"
    with closing(ClickHouseEngine(shop.store.settings.clicks_url)) as engine:
        assert sorted(engine.column(totalled)) == sorted([GONE, shop.workspace_id])
        drop_from_clickhouse(shop.store.db, engine, AFTER)
        assert clicks_by_workspace(shop) == {shop.workspace_id: 2}
        assert engine.column(totalled) == [shop.workspace_id]


def test_a_drop_that_was_broken_off_is_done_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.store.segment("a", of_both(shop, 0))
    shop.store.load()
    ship(shop.store)
    keep_totals(shop, AFTER)
    note_dropped(shop)
    with closing(ClickHouseEngine(shop.store.settings.clicks_url)) as engine:
        told = engine.command

        def killed(statement: str) -> None:
            told(statement)
            raise SystemExit(9)

        monkeypatch.setattr(engine, "command", killed)
        with pytest.raises(SystemExit):
            drop_from_clickhouse(shop.store.db, engine, AFTER)
        monkeypatch.undo()
        drop_from_clickhouse(shop.store.db, engine, AFTER)
        for table in ("clicks", "click_totals"):
            assert engine.column(f"SELECT DISTINCT workspace FROM {table}") == [shop.workspace_id]


def note_dropped(shop: Shop) -> None:
    db = shop.store.db
    db.execute("INSERT INTO clicks_droppedclicks VALUES (?, ?)", (GONE, db.timestamp(AFTER)))


def test_a_file_of_clicks_since_the_deletion_holds_up_no_drop(shop: Shop) -> None:
    at = int(AFTER.timestamp() * 1000) - 1000
    shop.store.segment("a", line(1, at, workspace=shop.workspace_id))
    shop.store.load()
    assert drop(shop)
    ship(shop.store)
    assert clicks_by_workspace(shop) == {shop.workspace_id: 1}


def test_a_lost_file_keeps_no_day_from_its_totals_and_a_waiting_one_only_its_own(shop: Shop) -> None:
    for number, day in enumerate((0, 1, 2)):
        shop.store.segment(f"{number}", line(number, NOON + day * 24 * HOUR, workspace=shop.workspace_id))
        shop.store.load()
    lost, waiting, _ = unshipped(shop.store.db)
    shop.store.files.path(lost).unlink()
    shop.store.files.path(waiting).rename(shop.store.files.path("aside"))
    ship(shop.store)
    shop.store.files.path("aside").rename(shop.store.files.path(waiting))
    assert keep_totals(shop, AFTER) == 2
    assert said(shop).human == 1
    ship(shop.store)
    assert said(shop).human == 2
    assert keep_totals(shop, AFTER) == 1


def test_a_day_whose_clicks_come_late_from_another_machine_is_totalled_anew(shop: Shop) -> None:
    for number in (1, 2):
        shop.store.segment(f"{number}", line(number, NOON + number, workspace=shop.workspace_id))
        shop.store.load()
    theirs, _ = unshipped(shop.store.db)
    shop.store.files.path(theirs).rename(shop.store.files.path("elsewhere"))
    ship(shop.store)
    assert keep_totals(shop, AFTER) == 1
    shop.store.files.path("elsewhere").rename(shop.store.files.path(theirs))
    ship(shop.store)
    assert keep_totals(shop, AFTER) == 1
    assert said(shop).human == 2


def test_a_file_that_clickhouse_refuses_stops_no_other(shop: Shop) -> None:
    for number in range(3):
        shop.store.segment(f"{number}", line(number, NOON + number, workspace=shop.workspace_id))
        shop.store.load()
    refused, *_ = unshipped(shop.store.db)
    shop.store.files.path(refused).write_bytes(b"no Parquet")
    ship(shop.store)
    assert unshipped(shop.store.db) == [refused]
    assert said(shop).human == 2


def test_a_long_queue_is_sent_a_while_at_a_time(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        shop.store.segment(f"{number}", line(number, NOON + number, workspace=shop.workspace_id))
        shop.store.load()
    monkeypatch.setattr(shipping, "SENDING_S", 0.0)
    sending = Shipping(shop.store.db, shop.store.files, shop.store.settings.clicks_url)
    sending.ship()
    assert unshipped(shop.store.db)
    while sending.ship():
        pass
    sending.close()
    assert not unshipped(shop.store.db)


def test_answers_say_that_they_are_not_whole_while_an_install_moves(shop: Shop) -> None:
    shop.store.segment("a", lines_of(shop))
    shop.store.load()
    with open_duckdb(shop.store.settings.data_dir / "merging") as db:
        assert make_totals(shop.store.db, FileTotals(shop.store.db, db, shop.store.files), AFTER) == 2
    period = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)
    scope = Scope(shop.workspace_id, *period, kinds=EVERYBODY)
    coverage = shop.reader.now(totals, scope).coverage
    assert (coverage.is_whole, coverage.told_from) == (False, datetime(2026, 11, 22, tzinfo=UTC))
    ship(shop.store)
    assert keep_totals(shop, AFTER) == 2
    coverage = shop.reader.now(totals, scope).coverage
    assert (coverage.is_whole, coverage.told_from) == (True, period[0])
