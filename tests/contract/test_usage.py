"""GET /api/v1/usage: the month and the links against the plan."""

from datetime import UTC, datetime

import httpx
import pytest

from cast import VPS, slug
from running.answers import created, found, refused
from running.server import Server
from running.servers import Servers

# Requests a month and links, as the public page promises them.
PROMISED = {"free": (30, 5), "starter": (1_000, 50), "pro": (10_000, 200), "business": (30_000, 500)}


@pytest.mark.parametrize("plan", PROMISED)
def test_each_plan_has_the_limits_of_the_public_page(server: Server, plan: str) -> None:
    usage = found(server.api(server.key(plan=plan)).get("/usage"))
    assert usage["plan"] == plan
    assert (usage["requests"]["limit"], usage["links"]["limit"]) == PROMISED[plan]


def test_a_new_month_starts_with_everything_left(free_api: httpx.Client) -> None:
    usage = found(free_api.get("/usage"))
    assert usage["requests"] == {"used": 0, "limit": 30, "left": 30}
    assert usage["links"] == {"used": 0, "limit": 5, "left": 5}


def test_a_link_costs_one_request_and_one_place(free_api: httpx.Client) -> None:
    created(free_api.post("/links", json={"url": VPS}))
    usage = found(free_api.get("/usage"))
    assert usage["requests"] == {"used": 1, "limit": 30, "left": 29}
    assert usage["links"] == {"used": 1, "limit": 5, "left": 4}


def test_the_month_is_the_utc_month_and_ends_with_it(free_api: httpx.Client) -> None:
    usage = found(free_api.get("/usage"))
    now = datetime.now(UTC)
    following = datetime(now.year + now.month // 12, now.month % 12 + 1, 1, tzinfo=UTC)
    assert usage["month"] == now.strftime("%Y-%m")
    assert usage["starts_at"] == now.strftime("%Y-%m-01T00:00:00Z")
    assert usage["resets_at"] == following.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_refused_requests_do_not_count(free_api: httpx.Client) -> None:
    taken = {"url": VPS, "slug": slug()}
    created(free_api.post("/links", json=taken))
    refused(free_api.post("/links", json=taken), "SLUG_ALREADY_EXISTS", "slug")
    refused(free_api.post("/links", json={"url": "x"}), "INVALID_URL", "url")
    refused(free_api.post("/links", content=b"{"), "UNSUPPORTED_MEDIA_TYPE")
    assert found(free_api.get("/usage"))["requests"]["used"] == 1


def test_looking_at_the_usage_costs_nothing(free_api: httpx.Client) -> None:
    assert [found(free_api.get("/usage"))["requests"]["used"] for _ in range(3)] == [0, 0, 0]


def test_workspaces_do_not_pay_for_each_other(server: Server, free_api: httpx.Client) -> None:
    created(free_api.post("/links", json={"url": VPS}))
    assert found(server.api(server.key(plan="free")).get("/usage"))["requests"]["used"] == 0


def test_a_plan_without_limits_says_so(server: Server) -> None:
    api = server.api(server.key(plan="unlimited"))
    created(api.post("/links", json={"url": VPS}))
    usage = found(api.get("/usage"))
    assert usage["requests"] == usage["links"] == {"used": 1, "limit": None, "left": None}


def test_the_operator_may_change_a_plan_and_add_one(start_server: Servers) -> None:
    server = start_server(
        plans="[free]\nrequests_per_month = 7\nlinks = 2\n[toko]\nrequests_per_month = 9\nlinks = 3\n",
        KLIQS_DEFAULT_PLAN="toko",
    )
    free = found(server.api(server.key(plan="free")).get("/usage"))
    assert (free["requests"]["limit"], free["links"]["limit"]) == (7, 2)
    new = found(server.api(server.key(plan="")).get("/usage"))
    assert (new["plan"], new["requests"]["limit"], new["links"]["limit"]) == ("toko", 9, 3)
