"""An install whose clicks are in ClickHouse, started without it."""

import pytest

from running.server import Server
from running.waiting import eventually


@pytest.fixture
def server(own_server: Server) -> Server:
    return own_server


def test_it_does_not_start_until_told_to_go_on_with_what_is_in_files(server: Server) -> None:
    server.stop()
    with server.database() as db:
        db.execute(
            "INSERT INTO clicks_clickday (day, changes, totalled, totalled_in, file)"
            " VALUES ('2026-11-20', 1, 1, 'clickhouse', '')"
        )
    refused = server.kliqs("serve", check=False)
    assert refused.returncode != 0
    assert "KLIQS_CLICKS_URL" in refused.stderr
    assert "kliqs clicks rebuild" in refused.stderr
    server.kliqs("clicks", "rebuild")
    server.start()
    eventually(server.is_ready, within_s=10)
