"""The tests' own machinery: a server that starts, answers, restarts on its data and ends."""

import os
import subprocess
import sys
from pathlib import Path

from cast import VPS, slug
from running.commands import REPOSITORY, environment
from running.databases import Databases
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
    eventually(lambda: not _lives(group))


def test_no_server_outlives_a_killed_test_run(databases: Databases, tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from running.server import Server;"
        "server = Server(Path(sys.argv[1]), sys.argv[2]); server.start();"
        "print(server.pid, flush=True); time.sleep(600)"
    )
    url = databases.create()
    run = subprocess.Popen(
        [sys.executable, "-c", program, tmp_path, url],
        env=environment({"PYTHONPATH": str(REPOSITORY / "tests")}),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout is not None
    group = int(run.stdout.readline())
    run.kill()
    run.wait()
    eventually(lambda: not _lives(group))
    databases.drop(url)


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
