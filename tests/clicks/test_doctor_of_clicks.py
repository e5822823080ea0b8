"""What `kliqs doctor` says of the store where ClickHouse has the clicks."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from clicks.conftest import Store
from clicks.world import line
from kliqs.clicks.manifest import live_files, mark_shipped
from kliqs.doctor import clicks
from kliqs.doctor.findings import Patient


@pytest.fixture
def patient(store: Store) -> Patient:
    """One whose two files were made an hour ago, and none is sent."""
    for number in (1, 2):
        store.segment(f"{number}", line(number))
        store.load()
    ago = store.db.timestamp(datetime.now(UTC) - timedelta(hours=1))
    store.db.execute("UPDATE clicks_clickfile SET created_at = ?", (ago,))
    return Patient(msgspec.structs.replace(store.settings, clicks_url="clickhouse://127.0.0.1:1/kliqs"), store.db)


def test_files_that_clickhouse_lacks_are_told(patient: Patient) -> None:
    (found,) = clicks.waiting_for_clickhouse(patient)
    assert "the clicks of 2 files" in found.wrong
    assert "clicks.file_refused" in found.cure
    patient.db.execute("UPDATE clicks_clickfile SET created_at = ?", (patient.db.timestamp(datetime.now(UTC)),))
    assert not list(clicks.waiting_for_clickhouse(patient))


def test_files_are_not_waited_for_where_they_are_the_store(patient: Patient, store: Store) -> None:
    assert not list(clicks.waiting_for_clickhouse(Patient(store.settings, store.db)))


def test_a_file_whose_clicks_are_in_clickhouse_may_be_missing(patient: Patient, store: Store) -> None:
    (first, second) = live_files(patient.db)
    for file in (first, second):
        store.files.path(file.name).unlink()
    mark_shipped(patient.db, first.name, datetime.now(UTC))
    (found,) = clicks.click_files(patient)
    assert second.name in found.wrong
    assert ("other machines" in found.cure) == (not patient.db.is_sqlite)
    here = Patient(store.settings, store.db)
    assert len(list(clicks.click_files(here))) == 2
