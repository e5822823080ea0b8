"""The Parquet files: what is in them, what never is, and that those without a row go."""

import pytest

from clicks.conftest import Store
from clicks.world import CURL, DAY, NOON, PHONE, WHATSAPP, line
from kliqs.clicks.geography import FILES
from kliqs.clicks.loader import steps
from kliqs.clicks.loader.merging import remove_orphans
from kliqs.clicks.manifest import live_files

COLUMNS = {
    "id", "time", "day", "outcome", "workspace", "link", "slug", "host", "kind", "app", "device", "os", "browser",
    "country", "region", "city", "visitor", "referrer", "referrer_host", "language", "utm_source", "utm_medium",
    "utm_campaign", "utm_term", "utm_content", "qr", "dnt", "gpc",
}  # fmt: skip


def test_a_click_is_stored_with_what_it_says(store: Store) -> None:
    store.segment("a", line(1, flags="q"))
    store.load()
    columns = "epoch_ms(time), day::VARCHAR, outcome, workspace, link, slug, host, kind, device, os, language, qr, dnt"
    assert store.rows(columns) == [
        (NOON, DAY, "r", 3, 7, "s7", "kliqs.me", "human", "phone", "Android", "id", True, False)
    ]
    assert store.rows("referrer_host, utm_source, utm_medium") == [("www.instagram.com", "wa", "")]


def test_previews_bots_and_pages_fetched_ahead_are_named(store: Store) -> None:
    store.segment(
        "a", line(1, agent=WHATSAPP) + line(2, agent=CURL) + line(3, flags="p") + line(4, agent=CURL, flags="p")
    )
    store.load()
    assert store.rows("kind, app") == [
        ("preview", "WhatsApp"), ("bot", "curl"), ("preview", "Prefetch"), ("bot", "curl")
    ]  # fmt: skip


def test_expired_and_unknown_slugs_are_visits_but_no_clicks(store: Store) -> None:
    store.segment("a", line(1, outcome="e") + line(2, outcome="u", workspace=0, link=0))
    store.load()
    assert store.rows("outcome, link") == [("e", 7), ("u", 0)]
    assert store.counts() == {}


@pytest.mark.skipif(not FILES[4].exists(), reason="the city database comes with `make assets`")
def test_a_click_has_its_place(store: Store) -> None:
    store.segment("a", line(1, address="114.124.1.1") + line(2, address="2404:c0:1::1") + line(3, address="10.0.0.1"))
    store.load()
    assert [row[0] for row in store.rows("country")] == ["ID", "ID", ""]


def test_no_address_and_no_user_agent_reaches_the_store(store: Store) -> None:
    store.segment("a", line(1))
    store.load()
    (file,) = live_files(store.db)
    data = store.files.path(file.name).read_bytes()
    for secret in ("114.124", "Mozilla", "AppleWebKit", PHONE):
        assert secret not in str(store.rows())
        assert secret.encode() not in data
    assert set(duck_columns(store)) == COLUMNS


def test_addresses_lie_nowhere_once_the_log_is_gone(store: Store) -> None:
    path = store.segment("a", line(1, address="114.124.77.77"))
    store.load()
    path.unlink()
    for file in store.settings.data_dir.rglob("*"):
        assert not file.is_file() or b"114.124.77.77" not in file.read_bytes(), file


def test_a_visitor_has_another_number_tomorrow_and_in_another_workspace(store: Store) -> None:
    day = 24 * 3_600_000
    store.segment("a", line(1) + line(2) + line(3, NOON + day) + line(4, workspace=4, link=8))
    store.load()
    first, again, tomorrow, elsewhere = (row[0] for row in store.rows("visitor"))
    assert first == again
    assert len({first, tomorrow, elsewhere}) == 3


def test_a_file_without_a_row_is_removed_unless_it_is_on_its_way(store: Store) -> None:
    store.segment("a", line(1))
    batch = store.started()
    with store.files.new_name() as batch.name:
        for step in steps.STEPS[:5]:
            step(batch)
        assert remove_orphans(store.db, store.files) == 0
        assert store.file_names() == {batch.name}
    (store.settings.clicks_dir / f"{batch.name}.tmp").touch()
    (store.settings.clicks_dir / "notes of the operator.txt").touch()
    assert remove_orphans(store.db, store.files) == 2
    assert store.file_names() == {"notes of the operator.txt"}
    store.load()
    assert remove_orphans(store.db, store.files) == 0
    assert store.counts() == {(7, DAY): (1, 0, 0, 1)}


def duck_columns(store: Store) -> list[str]:
    import duckdb

    (file,) = live_files(store.db)
    rows = duckdb.execute("DESCRIBE FROM read_parquet(?)", [str(store.files.path(file.name))]).fetchall()
    return [row[0] for row in rows]
