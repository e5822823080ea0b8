"""Sums of whole days say what the raw clicks say, for whatever is asked."""

import random
import tarfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from clicks.questions.shop import Shop
from clicks.questions.test_kept_totals import AFTER, DAYS, keep_totals, visits
from clicks.world import NOON, line
from kliqs.backup.making import make_backup
from kliqs.clicks.engines.clickhouse import ClickHouseEngine
from kliqs.clicks.loader.engine import open_duckdb
from kliqs.clicks.loader.merging import remove_orphans
from kliqs.clicks.manifest import FILES_OF_TOTALS
from kliqs.clicks.models import ClickDay, ClickFile, ClickMonth
from kliqs.clicks.questions.answers import Counts
from kliqs.clicks.questions.dimensions import DIMENSIONS
from kliqs.clicks.questions.scope import EVERYBODY, Filter, Kind, Scope
from kliqs.clicks.questions.series import series
from kliqs.clicks.questions.top import top
from kliqs.clicks.questions.totals import totals
from kliqs.clicks.store import ClickStore
from kliqs.clicks.totals.months import make_months
from kliqs.doctor.clicks import total_files
from kliqs.doctor.findings import Patient

VALUES = {
    "os": ("iOS", "Android"),
    "country": ("ID", ""),
    "preview_app": ("WhatsApp", ""),
    "qr": ("yes", "no"),
    "tag": ("promo", ""),
    "link": ("-1", "00000000-0000-0000-0000-000000000000"),
}


def scopes(shop: Shop, chance: random.Random, count: int) -> Iterator[Scope]:
    """Periods that begin and end anywhere, with filters or without; and what only looks as if sums could tell it."""
    yield Scope(shop.workspace_id, *DAYS, filters=(Filter("qr", ("yes", "no")),))
    machines = frozenset[Kind]({"preview", "bot"})
    yield Scope(shop.workspace_id, *DAYS, filters=(Filter("preview_app", (), ("WhatsApp",)),), kinds=machines)
    span_s = int((DAYS[1] - DAYS[0]).total_seconds())
    for _ in range(count):
        first, last = sorted(chance.sample(range(-80_000, span_s + 80_000), 2))
        since, until = (DAYS[0] + timedelta(seconds=each) for each in (first, last))
        if chance.random() < 0.3:
            since, until = DAYS
        filters = []
        for name in chance.sample(list(VALUES), chance.choice((0, 0, 1, 1, 2))):
            chosen = tuple(chance.sample(VALUES[name], chance.choice((1, 1, 2))))
            filters.append(Filter(name, chosen) if chance.random() < 0.7 else Filter(name, (), chosen))
        kinds = frozenset(chance.sample(sorted(EVERYBODY), chance.choice((1, 2, 3, 3))))
        zone = chance.choice(("UTC", "Asia/Jakarta", "Asia/Kathmandu", "America/St_Johns"))
        yield Scope(shop.workspace_id, since, until, zone, tuple(filters), kinds)


def told(shop: Shop, scope: Scope, dimensions: list[str]) -> list[Any]:
    answer = shop.reader.now(totals, scope, compare=True)
    found: list[Any] = [answer.counts, answer.before]
    for name in dimensions:
        for visitors in (True, False):
            ranked = shop.reader.now(top, scope, name, compare=True, visitors=visitors)
            found.append((name, ranked.values, ranked.rows))
    for interval in ("hour", "day", "week"):
        for visitors in (True, False):
            course = shop.reader.now(series, scope, interval, compare=True, visitors=visitors)
            found += [course.points, course.before]
    return found


@pytest.mark.parametrize("seed", [11, 12])
def test_whatever_is_asked_is_answered_as_before(shop: Shop, seed: int) -> None:
    shop.link("s1", "promo")
    shop.link("s2")
    shop.visited(visits(shop, seed))
    chance = random.Random(seed)
    asked = [(scope, chance.sample(list(DIMENSIONS), 10)) for scope in scopes(shop, chance, 6)]
    before = [told(shop, *each) for each in asked]
    assert sum(each[0].clicks for each in before) > 150
    keep_totals(shop, AFTER)
    assert ClickDay.objects.filter(summed=0).count() == 0
    assert [told(shop, *each) for each in asked] == before


def test_whole_days_are_told_without_their_raw_clicks(shop: Shop) -> None:
    shop.visited(visits(shop, 13))
    scope = Scope(shop.workspace_id, *DAYS, kinds=EVERYBODY)
    whole = [shop.reader.now(totals, scope).counts, shop.reader.now(top, scope, "city").rows]
    keep_totals(shop, AFTER)
    forget_raw(shop)
    assert [shop.reader.now(totals, scope).counts, shop.reader.now(top, scope, "city").rows] == whole
    half = Scope(shop.workspace_id, DAYS[0], DAYS[1] - timedelta(days=3, hours=11))
    assert shop.reader.now(totals, half).counts.visitors == 0, "a part of a day is asked of the raw clicks"


def forget_raw(shop: Shop) -> None:
    if shop.store.settings.uses_clickhouse:
        with closing(ClickHouseEngine(shop.store.settings.clicks_url)) as engine:
            engine.command("TRUNCATE TABLE clicks")
    ClickFile.objects.update(replaced_at=datetime.now(UTC))


def test_a_late_click_counts_before_its_day_is_summed_again(shop: Shop) -> None:
    shop.visited(line(1, NOON, workspace=shop.workspace_id))
    keep_totals(shop, AFTER)
    shop.visited(line(2, NOON, workspace=shop.workspace_id, address="114.124.1.2"), segment="late")
    scope = Scope(shop.workspace_id, *DAYS)
    assert shop.reader.now(totals, scope).counts == Counts(human=2, visitors=2)
    keep_totals(shop, AFTER)
    assert shop.reader.now(totals, scope).counts == Counts(human=2, visitors=2)


def test_a_month_that_is_broken_off_is_made_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    if shop.store.settings.uses_clickhouse:
        return  # it adds days up when asked
    shop.visited(visits(shop, 14))
    scope = Scope(shop.workspace_id, *DAYS, kinds=EVERYBODY)
    before = shop.reader.now(totals, scope).counts
    write = ClickStore.write

    def breaks(store: ClickStore, db: Any, name: str, query: str) -> int:
        rows = write(store, db, name, query)
        if name.startswith("sums"):
            raise RuntimeError("broken off here")
        return rows

    with monkeypatch.context() as broken:
        broken.setattr(ClickStore, "write", breaks)
        with pytest.raises(RuntimeError, match="broken off here"):
            keep_totals(shop, AFTER)
    assert ClickMonth.objects.count() == 0
    assert remove_orphans(shop.store.db, shop.store.files) == 1
    assert shop.reader.now(totals, scope).counts == before
    with open_duckdb(shop.store.settings.data_dir / "merging") as db:
        assert make_months(shop.store.db, db, shop.store.files) == 3
    forget_raw(shop)
    assert shop.reader.now(totals, scope).counts == before


def test_days_of_two_months_lie_in_two_files_and_add_up(shop: Shop) -> None:
    days = [datetime(2026, 11, 29, 12, tzinfo=UTC) + timedelta(days=number) for number in range(4)]
    for number, day in enumerate(days):
        shop.visited(line(number, int(day.timestamp()) * 1000, workspace=shop.workspace_id), segment=f"s{number}")
        keep_totals(shop, day + timedelta(days=2))
    scope = Scope(shop.workspace_id, days[0] - timedelta(hours=12), days[-1] + timedelta(hours=12))
    assert shop.reader.now(totals, scope).counts == Counts(human=4, visitors=4)
    forget_raw(shop)
    assert shop.reader.now(totals, scope).counts == Counts(human=4, visitors=4)
    if not shop.store.settings.uses_clickhouse:
        assert [str(month.month) for month in ClickMonth.objects.order_by("month")] == ["2026-11-01", "2026-12-01"]


def test_a_backup_takes_them_along_and_the_doctor_misses_them(shop: Shop, tmp_path: Path) -> None:
    store = shop.store
    if store.settings.uses_clickhouse:
        return  # it has no files of them
    shop.visited(visits(shop, 15))
    keep_totals(shop, AFTER)
    make_backup(store.settings, tmp_path / "backup", lambda *_: None)
    with tarfile.open(tmp_path / "backup") as archive:
        kept = {Path(member).name for member in archive.getnames()}
    files = {name for (name,) in store.db.execute(FILES_OF_TOTALS).fetchall()}
    assert len(files) == 4
    assert files <= kept
    patient = Patient(store.settings, store.db)
    assert list(total_files(patient)) == []
    store.files.path(ClickMonth.objects.get().file).unlink()
    (finding,) = total_files(patient)
    assert "2026-11-01" in finding.wrong
