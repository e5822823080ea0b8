"""The log: one line an event, with request ids and without secrets."""

import json
from typing import Any

from cast import VPS, slug
from running.server import Server
from running.servers import Servers


def _events(server: Server) -> list[dict[str, Any]]:
    return [json.loads(line) for line in server.log().splitlines() if line.startswith("{")]


def test_starting_and_stopping_are_events(start_server: Servers) -> None:
    server = start_server(KLIQS_LOG_FORMAT="json")
    server.stop()
    (started,) = [event for event in _events(server) if event["event"] == "server.started"]
    assert started["short_links"] == f"http://{server.domain}"
    assert [event["event"] for event in _events(server)][-1] == "server.stopped"


def test_the_request_id_of_a_failure_leads_to_its_line(start_server: Servers) -> None:
    server = start_server(KLIQS_LOG_FORMAT="json")
    key = server.key()
    with server.database() as db:
        db.execute("ALTER TABLE accounts_monthlyusage RENAME TO away")
    failed = server.api(key).get("/usage")
    assert failed.status_code == 500
    (event,) = [event for event in _events(server) if event.get("request_id") == failed.json()["request_id"]]
    assert event["event"] == "api.failed"
    assert "accounts_monthlyusage" in event["exception"]


def test_no_secret_is_ever_logged(start_server: Servers) -> None:
    for log_format in ("json", "text"):
        server = start_server(KLIQS_LOG_FORMAT=log_format, KLIQS_LOG_LEVEL="debug")
        key, name, password = server.key(), slug(), "rahasia-sekali"
        api = server.api(key, Cookie="kliqs_session=biskuit")
        assert api.post("/links", json={"url": VPS, "slug": name, "password": password}).status_code == 201
        server.visit(f"/{name}", method="POST")
        api.post("/links", json={"url": VPS, "slug": name, "password": password})
        invitation = "A" * 43
        with server.database() as db:  # so that the page of an invitation fails, with its path in the log
            db.execute("ALTER TABLE accounts_invitation RENAME TO gone")
        server.visit(f"/invitations/{invitation}", host=f"dash.{server.domain}")
        login = server.kliqs("user", "login-link", "--email", server.account().email).stdout.strip()
        with server.database() as db:
            db.execute("ALTER TABLE accounts_monthlyusage RENAME TO away")
        assert api.post("/links", json={"url": VPS, "password": password}).status_code == 500
        assert api.get("/usage").status_code == 500
        server.stop()
        log = server.log()
        assert "Traceback" in log
        for secret in (
            key,
            password,
            "biskuit",
            login.rpartition("/")[2],
            invitation,
            (server.data_dir / "secret-key").read_text(),
        ):
            assert secret.strip() not in log
