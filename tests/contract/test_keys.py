"""API keys: what they look like, that they are shown once, and how soon a revoked one is dead."""

import json
import re

import httpx

from cast import BUDI, SARI, VPS
from running.accounts import Account
from running.answers import created, found, refused
from running.server import Server
from running.servers import Servers

KEY = re.compile(r"kliqs_sk_live_[0-9A-Za-z]{38}\Z")


def test_the_command_prints_the_key_and_nothing_else(server: Server) -> None:
    printed = server.kliqs("key", "create", "--email", BUDI, "--name", "laptop").stdout
    assert KEY.match(printed.removesuffix("\n"))
    assert printed.count("\n") == 1


def test_a_printed_key_works_at_once(server: Server) -> None:
    key = server.kliqs("key", "create", "--email", BUDI, "--name", "laptop").stdout.strip()
    created(server.api(key).post("/links", json={"url": VPS}))


def test_the_command_sets_the_plan(server: Server) -> None:
    key = server.kliqs("key", "create", "--email", SARI, "--name", "server", "--plan", "pro").stdout.strip()
    assert found(server.api(key).get("/usage"))["plan"] == "pro"


def test_a_new_account_is_on_free(server: Server) -> None:
    key = server.kliqs("key", "create", "--email", "new@example.com", "--name", "laptop").stdout.strip()
    assert found(server.api(key).get("/usage"))["plan"] == "free"


def test_a_second_key_acts_for_the_same_workspace(server: Server) -> None:
    first, second = server.account(email=SARI), server.account(email=SARI.upper())
    assert first.key != second.key
    link = created(server.api(first.key).post("/links", json={"url": VPS}))
    assert found(server.api(second.key).get(f"/links/{link['id']}"))["id"] == link["id"]


def test_keys_of_a_workspace_share_its_month(server: Server) -> None:
    first, second = server.account(email="two-keys@example.com"), server.account(email="two-keys@example.com")
    created(server.api(first.key).post("/links", json={"url": VPS}))
    created(server.api(second.key).post("/links", json={"url": VPS}))
    assert found(server.api(first.key).get("/usage"))["requests"]["used"] == 2


def test_a_key_is_nowhere_to_be_read_again(server: Server) -> None:
    """The database holds its SHA-256, and enough of it for a person to tell keys apart."""
    account = server.account()
    with server.database() as database:
        row = database.execute("SELECT * FROM accounts_apikey WHERE id = ?", (account.key_id,)).fetchone()
    secret = account.key.removeprefix("kliqs_sk_live_")
    assert secret not in str(row)
    assert secret[4:-4] not in str(row)
    assert secret not in server.kliqs("key", "list", "--email", account.email, "--json").stdout
    assert secret not in server.log()


def test_a_revoked_key_is_refused_by_the_next_request(server: Server) -> None:
    account = server.account()
    api = server.api(account.key)
    created(api.post("/links", json={"url": VPS}))
    found(api.get("/usage"))
    _revoke(server, account)
    refused(api.post("/links", json={"url": VPS}), "REVOKED_API_KEY")
    refused(api.get("/usage"), "REVOKED_API_KEY")


def test_a_revoked_key_is_refused_by_every_process(start_server: Servers) -> None:
    server = start_server(workers=3)
    account = server.account()
    bearer = {"Authorization": f"Bearer {account.key}"}
    for _ in range(12):  # a new connection each time, so that every process comes to know the key
        found(httpx.get(f"{server.base}/api/v1/usage", headers=bearer))
    _revoke(server, account)
    for _ in range(12):
        refused(httpx.get(f"{server.base}/api/v1/usage", headers=bearer), "REVOKED_API_KEY")
        refused(httpx.post(f"{server.base}/api/v1/links", headers=bearer, json={"url": VPS}), "REVOKED_API_KEY")


def test_the_other_keys_of_the_workspace_live_on(server: Server) -> None:
    dead, alive = server.account(email="leaky@example.com"), server.account(email="leaky@example.com")
    _revoke(server, dead)
    created(server.api(alive.key).post("/links", json={"url": VPS}))


def test_links_outlive_the_key_they_were_made_with(server: Server) -> None:
    account = server.account()
    code = created(server.api(account.key).post("/links", json={"url": VPS}))["short_code"]
    _revoke(server, account)
    assert server.visit(f"/{code}").headers["Location"] == VPS


def test_the_list_of_keys_tells_the_dead_from_the_living(server: Server) -> None:
    email = "list@example.com"
    dead, alive = server.account(email=email, name="old"), server.account(email=email, name="new")
    _revoke(server, dead)
    listed = json.loads(server.kliqs("key", "list", "--email", email, "--json").stdout)
    by_id = {row["id"]: row for row in listed}
    assert by_id[dead.key_id]["revoked_at"]
    assert by_id[alive.key_id]["revoked_at"] is None
    assert by_id[alive.key_id]["name"] == "new"


def _revoke(server: Server, account: Account) -> None:
    server.kliqs("key", "revoke", "--email", account.email, str(account.key_id))
