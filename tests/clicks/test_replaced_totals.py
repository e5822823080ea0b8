"""Totals and sums that were replaced stay a while for their readers, as clicks do: a backup is one of them."""

import os

import pytest

from clicks.conftest import Store
from clicks.test_damaged_files import LATER, keep_totals, totalled
from kliqs.clicks import store as stores
from kliqs.clicks.loader.dropping import drop_clicks
from kliqs.clicks.loader.engine import open_duckdb
from kliqs.clicks.loader.merging import remove_orphans
from kliqs.clicks.manifest import FILES_OF_TOTALS
from kliqs.clicks.totals.days import make_due
from kliqs.doctor.clicks import orphan_files
from kliqs.doctor.findings import Patient

__all__ = ["totalled"]  # the fixture with totals


def listed(store: Store) -> set[str]:
    return {name for (name,) in store.db.execute(FILES_OF_TOTALS).fetchall()}


def drop_one(store: Store) -> None:
    with open_duckdb(store.settings.data_dir / "dropping") as db:
        drop_clicks(store.db, db, store.files, [4], LATER)


@pytest.mark.parametrize("is_dropping", [False, True])
def test_a_backup_finds_the_totals_that_its_database_knows(
    totalled: Store, monkeypatch: pytest.MonkeyPatch, *, is_dropping: bool
) -> None:
    before = listed(totalled)
    for name in before:
        os.utime(totalled.files.path(name), (0, 0))
    if is_dropping:
        drop_one(totalled)
    else:
        make_due(totalled.db)
        assert keep_totals(totalled) == 3
    assert not before & listed(totalled), "all of them were replaced"
    assert remove_orphans(totalled.db, totalled.files) == 0
    assert before < totalled.file_names()
    assert list(orphan_files(Patient(totalled.settings, totalled.db))) == [], "which is no finding"
    monkeypatch.setattr(stores, "READ_FOR_S", 0.0)
    assert remove_orphans(totalled.db, totalled.files) == len(before)
    assert listed(totalled) <= totalled.file_names()
