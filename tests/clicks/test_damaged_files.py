"""A file that is damaged or lost costs its own clicks, and nothing else."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from structlog.testing import capture_logs

from clicks.conftest import Store
from clicks.world import DAY, HOUR, NOON, line
from kliqs.clicks.loader import merging
from kliqs.clicks.loader.election import machine_lock
from kliqs.clicks.loader.engine import open_duckdb
from kliqs.clicks.manifest import live_files
from kliqs.clicks.totals import rebuilding
from kliqs.clicks.totals.days import due_days, make_due, unsummed_between
from kliqs.clicks.totals.dropping import drop_from_files
from kliqs.clicks.totals.making import FileTotals, make_totals
from kliqs.clicks.totals.months import make_months
from kliqs.clicks.totals.rebuilding import rebuild_totals
from kliqs.doctor.clicks import total_files
from kliqs.doctor.findings import Patient
from kliqs.errors import ConfigurationError

DAMAGES = ("missing", "empty", "cut short", "overwritten")


def damage(path: Path, how: str) -> None:
    """What disks and people do to files."""
    if how == "missing":
        path.unlink()
        return
    data = path.read_bytes()
    middle, few = len(data) // 2, len(data) - 100
    path.write_bytes({"empty": b"", "cut short": data[:middle], "overwritten": bytes(few) + data[few:]}[how])


@pytest.mark.parametrize("how", DAMAGES)
def test_counting_goes_on_beside_a_damaged_file_of_the_day(store: Store, how: str) -> None:
    for number in (1, 2):
        store.segment(f"{number}", line(number, NOON, address=f"114.124.1.{number}"))
        store.load()
    first, _ = live_files(store.db)
    damage(store.files.path(first.name), how)
    store.segment("3", line(3, NOON, address="114.124.1.2") + line(4, NOON, address="114.124.1.3"))
    with capture_logs() as events:
        store.load()
        store.load()
    assert store.counts() == {(7, DAY): (4, 0, 0, 3)}, "whoever the other file tells of is still known"
    told = [event["file"] for event in events if event["event"] == "clicks.file_unreadable"]
    assert told == [first.name], "it is said, once"


@pytest.mark.parametrize("how", DAMAGES)
def test_other_files_are_merged_and_let_go_of_clicks(store: Store, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(merging, "TIERS", (merging.Tier(merging.MEGABYTE, 2),))
    store.db.execute("INSERT INTO accounts_workspace (id, name, plan) VALUES (3, '', 'free')")
    for number in range(3):
        store.segment(f"{number}", line(number, NOON))
        store.load()
    first, *others = live_files(store.db)
    damage(store.files.path(first.name), how)
    with open_duckdb(store.settings.data_dir / "merging") as db:
        while merging.merge(store.db, db, store.files):
            pass
        left = live_files(store.db)
        assert [file.rows for file in left] == [1, len(others)]
        store.db.execute("UPDATE clicks_clickday SET totalled = changes")
        assert drop_from_files(store.db, db, store.files, LATER + timedelta(days=60)) == len(others)
    assert live_files(store.db) == [first]


FIRST, SECOND, NEXT_MONTH = (NOON + days * 24 * HOUR for days in (0, 1, 14))
LATER = datetime(2026, 12, 20, tzinfo=UTC)


@pytest.fixture
def totalled(store: Store) -> Store:
    """Three days with totals, in two months, a file of clicks each."""
    for number, ms in enumerate((FIRST, SECOND, NEXT_MONTH)):
        store.segment(f"{number}", line(number, ms) + line(10 + number, ms, workspace=4, link=8))
        store.load()
    assert keep_totals(store) == 3
    return store


def keep_totals(store: Store) -> int:
    """What housekeeping does; returns how many days were totalled."""
    with open_duckdb(store.settings.data_dir / "merging") as db:
        days = make_totals(store.db, FileTotals(store.db, db, store.files), LATER)
        make_months(store.db, db, store.files)
    return days


def file_of(store: Store, day: str) -> Path:
    row = store.db.execute("SELECT file FROM clicks_clickday WHERE day = ?", (day,)).fetchone()
    return store.files.path(row[0])


def told(store: Store, table: str = "clicks_clickmonth") -> list[tuple[int, str, int]]:
    """Clicks by workspace and day, of the sums of months or the totals of days."""
    files = [str(store.files.path(name)) for (name,) in store.db.execute(f"SELECT file FROM {table}").fetchall()]
    return duckdb.execute(
        "SELECT workspace, strftime(make_timestamp_ms(ms), '%m-%d'), sum(human)::INT FROM read_parquet(?)"
        " WHERE dimension = 'all' GROUP BY 1, 2 ORDER BY 1, 2",
        [files],
    ).fetchall()


EVERYTHING = [(workspace, day, 1) for workspace in (3, 4) for day in ("11-20", "11-21", "12-04")]


@pytest.mark.parametrize("how", DAMAGES)
def test_damaged_totals_are_made_again_from_the_clicks_there_are(totalled: Store, how: str) -> None:
    assert told(totalled) == EVERYTHING
    totalled.db.execute("INSERT INTO clicks_rawkept (workspace_id, since) VALUES (4, '2026-11-25')")
    damage(file_of(totalled, DAY), how)
    make_due(totalled.db)
    assert keep_totals(totalled) == 3
    assert told(totalled, "clicks_clickday") == told(totalled) == EVERYTHING


@pytest.mark.parametrize("how", DAMAGES)
def test_damaged_totals_of_dropped_clicks_are_taken_from_their_month(totalled: Store, how: str) -> None:
    totalled.db.execute("INSERT INTO accounts_workspace (id, name, plan) VALUES (4, '', 'free')")
    with open_duckdb(totalled.settings.data_dir / "dropping") as db:
        assert drop_from_files(totalled.db, db, totalled.files, LATER + timedelta(days=60)) == 3
    damage(file_of(totalled, DAY), how)
    make_due(totalled.db)
    assert keep_totals(totalled) == 3
    assert told(totalled, "clicks_clickday") == told(totalled) == EVERYTHING


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_month_is_added_up_again(totalled: Store, how: str) -> None:
    (month,) = totalled.db.execute("SELECT file FROM clicks_clickmonth WHERE month = '2026-11-01'").fetchone()
    damage(totalled.files.path(month), how)
    totalled.segment("late", line(99, FIRST))
    totalled.load()
    assert keep_totals(totalled) == 1
    assert told(totalled) == [(3, "11-20", 2), *EVERYTHING[1:]]


def test_a_day_that_cannot_be_totalled_holds_no_other_up(totalled: Store) -> None:
    first = live_files(totalled.db)[0]
    damage(totalled.files.path(first.name), "cut short")
    make_due(totalled.db)
    with capture_logs() as events:
        assert keep_totals(totalled) == 2
    assert [event["day"] for event in events if event["event"] == "clicks.day_not_totalled"] == [DAY]
    assert told(totalled, "clicks_clickday") == told(totalled) == EVERYTHING, "it keeps the totals it had"
    assert [due.day.isoformat() for due in due_days(totalled.db, LATER, "files")] == [DAY]


def test_lost_totals_of_a_day_without_clicks_leave_the_sums_of_its_month(totalled: Store) -> None:
    damage(file_of(totalled, DAY), "missing")
    totalled.db.execute(
        "UPDATE clicks_clickfile SET replaced_at = ? WHERE first_ms = ?", (totalled.db.timestamp(LATER), FIRST)
    )
    make_due(totalled.db)
    assert keep_totals(totalled) == 3
    assert told(totalled) == EVERYTHING
    assert unsummed_between(totalled.db, date(2026, 11, 1), date(2026, 12, 31), "files") == []


def test_rebuilding_ends_and_names_the_days_that_cannot_be(totalled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    damage(totalled.files.path(live_files(totalled.db)[0].name), "empty")
    with pytest.raises(ConfigurationError, match=DAY):
        rebuild_totals(totalled.settings, totalled.db, lambda *_: None)
    monkeypatch.setattr(rebuilding, "STALLED_S", 0.0)
    with machine_lock(totalled.settings) as is_a_server:
        assert is_a_server
        with pytest.raises(ConfigurationError, match=DAY):
            rebuild_totals(totalled.settings, totalled.db, lambda *_: None)


@pytest.mark.parametrize("how", DAMAGES)
def test_the_doctor_finds_damaged_totals(totalled: Store, how: str) -> None:
    patient = Patient(totalled.settings, totalled.db)
    assert list(total_files(patient)) == []
    damage(file_of(totalled, DAY), how)
    (finding,) = total_files(patient)
    assert DAY in finding.wrong
