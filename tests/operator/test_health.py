"""`/healthz` and `/readyz`."""

import pytest

from running.server import Server
from running.servers import Servers


@pytest.mark.any_engine
@pytest.mark.parametrize("host", ["", "unknown.example", "dash.kliqs.localhost", "10.0.0.7"])
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_it_answers_on_any_host_and_is_never_kept(server: Server, host: str, path: str) -> None:
    answer = server.visit(path, host=host)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "problems": []})
    assert answer.headers["cache-control"] == "no-store"


def test_not_ready_while_the_database_is_not_as_needed(start_server: Servers) -> None:
    server = start_server()
    with server.database() as db:
        db.execute("ALTER TABLE routes_domain RENAME TO away")
    answer = server.visit("/readyz")
    assert (answer.status_code, answer.json()["problems"]) == (503, ["The database does not answer."])
    assert server.visit("/healthz").status_code == 200
    with server.database() as db:
        db.execute("ALTER TABLE away RENAME TO routes_domain")
    assert server.visit("/readyz").status_code == 200


@pytest.mark.any_engine
def test_not_ready_without_a_place_for_clicks(start_server: Servers) -> None:
    server = start_server()
    place = server.data_dir / "click-log"
    place.rename(server.data_dir / "moved")
    place.write_text("no folder")
    assert server.visit("/readyz").status_code == 503
    place.unlink()
    (server.data_dir / "moved").rename(place)
    assert server.visit("/readyz").status_code == 200
