"""`kliqs host`, beside a running server that hears of it."""

import json
import secrets

import httpx

from running.answers import created, refused
from running.server import Server
from running.waiting import eventually

HOST = f"evil-{secrets.token_hex(4)}.example"  # the back office's tests block hosts on this server too
DESTINATION = f"https://login.{HOST}/bank"


def test_a_blocked_host_is_refused_and_its_links_disabled_until_it_is_unblocked(server: Server) -> None:
    account = server.account(plan="business")
    api = server.api(account.key)

    def create() -> httpx.Response:
        return api.post("/links", json={"url": DESTINATION})

    slug = created(create())["short_code"]
    assert server.visit(f"/{slug}").status_code == 302
    server.kliqs("host", "block", HOST.capitalize(), "--reason", "phishing", "--disable-links")
    eventually(lambda: refused(create(), "UNSAFE_URL", "url"))
    eventually(lambda: server.visit(f"/{slug}").status_code == 410)
    assert "not allowed" in server.kliqs("link", "create", DESTINATION, "--email", account.email, check=False).stderr
    hosts = json.loads(server.kliqs("host", "list", "--json").stdout)
    assert (HOST, "phishing") in [(each["host"], each["reason"]) for each in hosts]

    server.kliqs("host", "unblock", HOST)
    eventually(lambda: create().status_code == 201)
    assert server.visit(f"/{slug}").status_code == 410, "what was disabled stays so"


def test_what_is_no_host_is_told_in_a_sentence(server: Server) -> None:
    failed = server.kliqs("host", "block", "com", "--reason", "none", check=False)
    assert failed.returncode == 1
    assert failed.stderr.startswith("kliqs: ")
