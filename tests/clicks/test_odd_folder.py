"""A data folder may be called anything."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from clicks.conftest import open_store
from clicks.world import NOON, line
from kliqs.clicks.exporting import Wanted, export_clicks
from kliqs.clicks.loader import merging
from kliqs.clicks.loader.dropping import drop_clicks
from kliqs.clicks.loader.engine import open_duckdb
from kliqs.clicks.manifest import FILES_OF_TOTALS, live_files
from kliqs.clicks.totals.dropping import drop_from_files
from kliqs.clicks.totals.making import FileTotals, make_totals
from kliqs.clicks.totals.months import make_months

NOW = datetime(2027, 1, 15, tzinfo=UTC)


def test_clicks_live_their_whole_life_in_a_folder_with_a_quote_in_its_name(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "people's links"
    folder.mkdir()
    monkeypatch.setattr(merging, "TIERS", (merging.Tier(merging.MEGABYTE, 2),))
    with open_store(database_url, folder) as store, open_duckdb(folder / "scratch") as db:
        store.db.execute("INSERT INTO accounts_workspace (id, name, plan) VALUES (5, '', 'free')")
        for number in range(2):
            store.segment(f"{number}", b"".join(line(3 * number + of, NOON, workspace=3 + of) for of in range(3)))
            store.load()
        assert len(store.rows()) == 6

        wanted = Wanted(3, datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC), "csv")
        assert export_clicks(store.settings, store.db, wanted, folder / "mine.csv", lambda *_: None) == 2

        assert merging.merge(store.db, db, store.files)
        for _ in range(2):  # the second time there is an old file of that day, and of its month
            assert make_totals(store.db, FileTotals(store.db, db, store.files), NOW) == 1
            assert make_months(store.db, db, store.files) == 1
            store.db.execute("UPDATE clicks_clickday SET changes = changes + 1")
        store.db.execute("UPDATE clicks_clickday SET changes = changes - 1")
        drop_clicks(store.db, db, store.files, [4], NOW)
        assert drop_from_files(store.db, db, store.files, NOW) == 2
        assert sorted(store.rows("workspace")) == [(3,), (3,)]
        assert sum(file.rows for file in live_files(store.db)) == 2
        totals = [str(store.files.path(name)) for (name,) in store.db.execute(FILES_OF_TOTALS).fetchall()]
        assert db.execute("SELECT DISTINCT workspace FROM read_parquet(?) ORDER BY 1", [totals]).fetchall() == [
            (3,),
            (5,),
        ]
