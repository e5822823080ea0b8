"""`kliqs plan`, beside a running server."""

import json

from running.server import Server


def test_a_new_plan_holds_from_the_next_request_on(server: Server) -> None:
    account = server.account(plan="free")
    api = server.api(account.key)
    assert api.get("/usage").json()["data"]["links"]["limit"] == 5
    server.kliqs("plan", "set", "business", "--email", account.email)
    assert api.get("/usage").json()["data"]["links"]["limit"] == 500


def test_show_prints_the_plan_table(server: Server) -> None:
    plans = {plan["name"]: plan for plan in json.loads(server.kliqs("plan", "show", "--json").stdout)}
    assert (plans["free"]["requests_per_month"], plans["free"]["links"]) == (30, 5)
    assert "unlimited" in server.kliqs("plan", "show").stdout


def test_show_says_what_an_account_has_used(server: Server) -> None:
    account = server.account(plan="starter")
    assert server.api(account.key).post("/links", json={"url": "https://example.com/"}).status_code == 201
    shown = json.loads(server.kliqs("plan", "show", "--email", account.email, "--json").stdout)
    assert shown["requests"] == {"used": 1, "limit": 1000, "left": 999}
