"""Do-Not-Track and Global-Privacy-Control, where a workspace honours them; days' secrets."""

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from clicks.conftest import Store
from clicks.world import DAY, NOON, line
from kliqs.clicks.loader.visitors import Salts
from kliqs.clicks.privacy import honour_signals, honours_signals
from kliqs.database import Connection, Database


def test_who_asks_not_to_be_tracked_is_counted_without_visitor_city_and_referrer(store: Store) -> None:
    honour_signals(store.db, 3, on=True)
    store.segment("a", b"".join(line(number, NOON, flags=flags) for number, flags in enumerate(("", "d", "g", "dgq"))))
    store.load()
    rows = store.rows("id, visitor IS NULL, city, referrer, referrer_host, country, region, qr")
    assert rows[0][1:] == (
        False,
        "Central Jakarta",
        "https://www.instagram.com/p/1",
        "www.instagram.com",
        "ID",
        "Jakarta",
        False,
    )
    for row in rows[1:]:
        assert row[1:5] == (True, "", "", "")
        assert row[5:7] == ("ID", "Jakarta")
    assert store.counts()[7, DAY] == (4, 0, 0, 1)


def test_other_workspaces_do_not_until_they_choose_to(store: Store) -> None:
    honour_signals(store.db, 4, on=True)
    store.segment("a", line(1, NOON, flags="dg"))
    store.load()
    assert store.rows("visitor IS NULL, city") == [(False, "Central Jakarta")]
    honour_signals(store.db, 4, on=True)
    assert honours_signals(store.db, 4)
    honour_signals(store.db, 4, on=False)
    assert not honours_signals(store.db, 4)


@pytest.mark.any_engine
def test_a_days_secret_that_is_thrown_away_is_nowhere_in_sqlites_file(tmp_path: Path) -> None:
    path = tmp_path / "kliqs.sqlite3"
    with closing(Connection(Database(f"sqlite:///{path}"))) as db:
        db.execute("CREATE TABLE clicks_daysalt (day date PRIMARY KEY, salt text)")
        salts, day = Salts(db), date(2026, 11, 20)
        secret = salts.of([day])[day].encode()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert secret in path.read_bytes()
        salts.forget(day + timedelta(days=1))
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert secret not in path.read_bytes()
