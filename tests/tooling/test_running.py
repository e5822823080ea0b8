"""The tests' own machinery: a server that starts, answers, restarts on its data and ends."""

import os
import signal

from cast import VPS, slug
from running.server import Server
from running.servers import Servers
from running.waiting import eventually


def test_a_server_answers_on_its_port(server: Server) -> None:
    assert server.visit("/readyz").status_code == 200


def test_a_key_works_beside_the_running_server(server: Server) -> None:
    assert server.api(server.key()).get("/usage").status_code == 200


def test_accounts_without_an_address_share_nothing(server: Server) -> None:
    assert server.account().workspace_id != server.account().workspace_id


def test_a_killed_server_starts_again_on_its_data(start_server: Servers) -> None:
    server = start_server()
    api, wanted = server.api(server.key()), slug()
    assert api.post("/links", json={"url": VPS, "slug": wanted}).status_code == 201
    server.kill()
    assert not server.is_running
    server.start()
    assert server.visit(f"/{wanted}").headers["Location"] == VPS


def test_no_worker_outlives_its_server(start_server: Servers) -> None:
    server = start_server(workers=2)
    group = server.pid
    server.kill()

    def has_gone() -> bool:
        try:
            os.killpg(group, signal.SIG_DFL)
        except ProcessLookupError:
            return True
        return False

    eventually(has_gone)
