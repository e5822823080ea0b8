"""The operator shuts a link, a workspace or a person out, with a reason, and lets them in again: two processes obey."""

import json
from collections.abc import Callable, Iterator

import httpx
import pytest

from cast import VPS
from running.answers import created, refused
from running.databases import Databases
from running.server import Server
from running.servers import servers_for
from running.waiting import eventually
from web.visitor import signed_in

REASON = "Fake shops & <b>phishing</b>."
SEVERAL = 8  # connections: each may be another process


@pytest.fixture(scope="module")
def two(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Kliqs of two processes."""
    with servers_for(databases, tmp_path_factory.mktemp("server")) as servers:
        yield servers(workers=2)


def everywhere(server: Server, path: str, status: int) -> bool:
    """Whether whichever process answers, answers so."""
    return all(server.visit(path).status_code == status for _ in range(SEVERAL))


def refused_everywhere(ask: Callable[[], httpx.Response], code: str) -> bool:
    return all(refused(ask(), code) for _ in range(SEVERAL))


def test_a_workspace_is_shut_in_every_process_and_comes_back_as_it_was(two: Server) -> None:
    account, neighbour = two.account(), two.account()
    api = two.api(account.key, Connection="close")
    open_, locked, off = (
        created(api.post("/links", json={"url": VPS, **more}))["short_code"]
        for more in ({}, {"password": "kopi susu"}, {})
    )
    other = created(two.api(neighbour.key).post("/links", json={"url": VPS}))["short_code"]
    two.kliqs("link", "disable", off.upper(), "--reason", REASON)
    eventually(lambda: everywhere(two, f"/{off}", 410), within_s=5)
    assert everywhere(two, f"/{open_}", 302), "and now stands in every cache"
    person = signed_in(two, account.email)

    two.kliqs("workspace", "disable", str(account.workspace_id), "--reason", REASON)
    eventually(lambda: everywhere(two, f"/{open_}", 410), within_s=5)
    assert everywhere(two, f"/{locked}", 410)
    assert everywhere(two, f"/{open_}+", 410), "nor does the preview say where it led"
    assert everywhere(two, f"/{other}", 302)
    assert refused_everywhere(lambda: api.post("/links", json={"url": VPS}), "ACCOUNT_DISABLED")
    assert refused_everywhere(lambda: api.get("/usage"), "ACCOUNT_DISABLED")
    page = person.get("/links")
    assert page.status_code == 403
    assert "Fake shops &amp; &lt;b&gt;phishing&lt;/b&gt;." in page.text
    assert person.get("/workspaces/new").status_code == 403
    findings = json.loads(two.kliqs("doctor", "--json", check=False).stdout)["findings"]
    assert not [each for each in findings if each["check"] in ("routes", "link hosts")], "no Route had to change"

    two.kliqs("workspace", "enable", str(account.workspace_id))
    eventually(lambda: everywhere(two, f"/{open_}", 302), within_s=5)
    assert everywhere(two, f"/{locked}", 200)
    assert everywhere(two, f"/{off}", 410), "was disabled by itself and stays so"
    created(api.post("/links", json={"url": VPS}))
    assert person.get("/links").status_code == 200
    two.kliqs("link", "enable", off)
    eventually(lambda: everywhere(two, f"/{off}", 302), within_s=5)


def test_a_person_is_signed_out_everywhere_and_their_workspaces_go_on(two: Server) -> None:
    account = two.account()
    api = two.api(account.key)
    person = signed_in(two, account.email)
    two.kliqs("user", "disable", "--email", account.email, "--reason", REASON)
    assert person.get("/links").status_code == 302, "to the way in"
    created(api.post("/links", json={"url": VPS}))
    two.kliqs("user", "enable", "--email", account.email)
    assert signed_in(two, account.email).get("/links").status_code == 200
