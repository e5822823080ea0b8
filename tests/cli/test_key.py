"""`kliqs key`, beside a running server."""

import json
import re

from cast import BUDI, DEWI, SARI
from running.server import Server


def test_create_prints_the_key_and_nothing_else(server: Server) -> None:
    done = server.kliqs("key", "create", "--email", SARI, "--name", "laptop", "--plan", "pro")
    assert re.fullmatch(r"kliqs_sk_live_[0-9A-Za-z]{38}\n", done.stdout)
    usage = server.api(done.stdout.strip()).get("/usage")
    assert usage.status_code == 200
    assert usage.json()["data"]["plan"] == "pro"


def test_create_makes_the_account_on_the_default_plan(server: Server) -> None:
    key = server.kliqs("key", "create", "--email", DEWI, "--name", "kasir").stdout.strip()
    assert server.api(key).get("/usage").json()["data"]["plan"] == "free"


def test_an_unknown_plan_makes_neither_key_nor_account(server: Server) -> None:
    done = server.kliqs("key", "create", "--email", "baru@example.com", "--name", "x", "--plan", "gold", check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "There is no plan 'gold'" in done.stderr
    emails = [user["email"] for user in json.loads(server.kliqs("user", "list", "--json").stdout)]
    assert "baru@example.com" not in emails


def test_a_revoked_key_is_refused_by_the_next_request(server: Server) -> None:
    account = server.account(BUDI)
    assert server.api(account.key).get("/usage").status_code == 200
    server.kliqs("key", "revoke", str(account.key_id), "--email", BUDI)
    refused = server.api(account.key).get("/usage")
    assert (refused.status_code, refused.json()["error"]) == (401, "REVOKED_API_KEY")


def test_a_key_of_another_account_cannot_be_revoked(server: Server) -> None:
    theirs = server.account()
    server.account(BUDI)
    done = server.kliqs("key", "revoke", str(theirs.key_id), "--email", BUDI, check=False)
    assert (done.returncode, done.stderr) == (1, "kliqs: This workspace has no such key.\n")
    assert server.api(theirs.key).get("/usage").status_code == 200


def test_list_shows_no_key_whole(server: Server) -> None:
    account = server.account(plan="free")
    printed = server.kliqs("key", "list", "--email", account.email, "--json").stdout
    (listed,) = json.loads(printed)
    assert listed["id"] == account.key_id
    assert listed["key"].endswith(account.key[-4:])
    assert account.key not in printed + server.kliqs("key", "list", "--email", account.email).stdout


def test_a_test_key_is_made_and_listed_with_the_others(server: Server) -> None:
    account = server.account(plan="free")
    done = server.kliqs("key", "create", "--email", account.email, "--name", "ci", "--test")
    assert re.fullmatch(r"kliqs_sk_test_[0-9A-Za-z]{38}\n", done.stdout)
    assert done.stderr.startswith("Test key ")
    assert server.api(done.stdout.strip()).get("/usage").json()["data"]["plan"] == "sandbox"
    listed = json.loads(server.kliqs("key", "list", "--email", account.email, "--json").stdout)
    assert [key["key"][:14] for key in listed] == ["kliqs_sk_live_", "kliqs_sk_test_"]
