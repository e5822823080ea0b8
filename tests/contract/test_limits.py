"""Monthly requests, links and bursts: what happens when one of them is spent."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from cast import VPS, slug
from running.answers import created, found, refused
from running.crowd import all_at_once, create_request, statuses
from running.databases import Databases
from running.server import Server
from running.servers import Servers, servers_for
from running.waiting import eventually

PLANS = """
[tiny]
requests_per_month = 3
links = 100

[slow]
requests_per_month = 100
links = 100
burst = 2
per_second = 0.001

[brisk]
requests_per_month = 100
links = 100
burst = 1
per_second = 1.0
"""


@pytest.fixture(scope="module")
def server(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with servers_for(databases, tmp_path_factory.mktemp("limits")) as servers:
        yield servers(plans=PLANS)


@pytest.fixture
def tiny_api(server: Server) -> httpx.Client:
    """Three requests a month."""
    return server.api(server.key(plan="tiny"))


def _spend(api: httpx.Client, count: int) -> list[str]:
    return [created(api.post("/links", json={"url": VPS}))["id"] for _ in range(count)]


def test_the_sixth_link_on_free_is_refused(free_api: httpx.Client) -> None:
    _spend(free_api, 5)
    refused(free_api.post("/links", json={"url": VPS}), "SHORTLINK_LIMIT_REACHED")


def test_a_link_too_many_costs_nothing_and_makes_nothing(server: Server, free_api: httpx.Client) -> None:
    _spend(free_api, 5)
    wanted = slug()
    refused(free_api.post("/links", json={"url": VPS, "slug": wanted}), "SHORTLINK_LIMIT_REACHED")
    assert found(free_api.get("/usage"))["requests"]["used"] == 5
    assert server.visit(f"/{wanted}").status_code == 404


def test_existing_links_go_on_when_the_plan_is_full(server: Server, free_api: httpx.Client) -> None:
    code = created(free_api.post("/links", json={"url": VPS}))["short_code"]
    _spend(free_api, 4)
    refused(free_api.post("/links", json={"url": VPS}), "SHORTLINK_LIMIT_REACHED")
    assert server.visit(f"/{code}").headers["Location"] == VPS


def test_a_request_too_many_is_refused_until_the_month_turns(tiny_api: httpx.Client) -> None:
    _spend(tiny_api, 3)
    answer = tiny_api.post("/links", json={"url": VPS})
    refused(answer, "API_LIMIT_REACHED")
    now = datetime.now(UTC)
    following = datetime(now.year + now.month // 12, now.month % 12 + 1, 1, tzinfo=UTC)
    assert abs(int(answer.headers["Retry-After"]) - math.ceil((following - now).total_seconds())) <= 5


def test_reads_go_on_when_the_month_is_spent(tiny_api: httpx.Client) -> None:
    link_id = _spend(tiny_api, 3)[0]
    refused(tiny_api.post("/links", json={"url": VPS}), "API_LIMIT_REACHED")
    assert found(tiny_api.get(f"/links/{link_id}"))["id"] == link_id
    assert found(tiny_api.get("/usage"))["requests"] == {"used": 3, "limit": 3, "left": 0}


def test_links_go_on_when_the_month_is_spent(server: Server, tiny_api: httpx.Client) -> None:
    code = created(tiny_api.post("/links", json={"url": VPS}))["short_code"]
    _spend(tiny_api, 2)
    assert server.visit(f"/{code}").headers["Location"] == VPS


def test_a_dry_run_is_refused_when_the_month_is_spent(tiny_api: httpx.Client) -> None:
    _spend(tiny_api, 3)
    refused(tiny_api.post("/links?dry_run=true", json={"url": VPS}), "API_LIMIT_REACHED")


def test_a_larger_plan_counts_from_the_next_request_on(server: Server) -> None:
    email = f"{slug('grows')}@example.com"
    api = server.api(server.key(email=email, plan="free"))
    _spend(api, 5)
    refused(api.post("/links", json={"url": VPS}), "SHORTLINK_LIMIT_REACHED")
    server.key(email=email, plan="starter")
    _spend(api, 1)


def test_a_smaller_plan_deletes_nothing(server: Server) -> None:
    email = f"{slug('shrinks')}@example.com"
    api = server.api(server.key(email=email, plan="starter"))
    links = [created(api.post("/links", json={"url": VPS})) for _ in range(7)]
    server.key(email=email, plan="free")
    refused(api.post("/links", json={"url": VPS}), "SHORTLINK_LIMIT_REACHED")
    assert found(api.get("/usage"))["links"] == {"used": 7, "limit": 5, "left": 0}
    assert all(server.visit(f"/{link['short_code']}").status_code == 302 for link in links)


def test_last_months_requests_do_not_count(server: Server) -> None:
    account = server.account(plan="tiny")
    now = datetime.now(UTC)
    last = f"{now.year - (now.month == 1)}-{(now.month - 2) % 12 + 1:02}"
    with server.database() as database:
        statement = "INSERT INTO accounts_monthlyusage (workspace_id, month, requests) VALUES (?, ?, ?)"
        database.execute(statement, (account.workspace_id, last, 3))
    api = server.api(account.key)
    assert found(api.get("/usage"))["requests"]["used"] == 0
    _spend(api, 3)
    refused(api.post("/links", json={"url": VPS}), "API_LIMIT_REACHED")


def test_too_many_at_once_are_told_when_to_come_back(server: Server) -> None:
    api = server.api(server.key(plan="slow"))
    answers = [api.get("/usage") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429, 429]
    for answer in answers[2:]:
        refused(answer, "RATE_LIMITED")
        assert 900 <= int(answer.headers["Retry-After"]) <= 1000


def test_whoever_waits_is_let_in_again(server: Server) -> None:
    api = server.api(server.key(plan="brisk"))
    eventually(lambda: api.get("/usage").status_code == 429)
    eventually(lambda: api.get("/usage").status_code == 200)


def test_a_burst_refused_costs_nothing_of_the_month(server: Server) -> None:
    account = server.account(plan="slow")
    api = server.api(account.key)
    assert [api.post("/links", json={"url": VPS}).status_code for _ in range(4)] == [201, 201, 429, 429]
    with server.database() as database:
        question = "SELECT requests FROM accounts_monthlyusage WHERE workspace_id = ?"
        assert database.execute(question, (account.workspace_id,)).fetchall() == [(2,)]


def test_one_workspaces_haste_is_not_anothers(server: Server) -> None:
    hasty, calm = server.api(server.key(plan="slow")), server.api(server.key(plan="slow"))
    assert [hasty.get("/usage").status_code for _ in range(3)] == [200, 200, 429]
    found(calm.get("/usage"))


def test_all_processes_know_of_each_others_bursts(start_server: Servers) -> None:
    server = start_server(workers=4, plans=PLANS)
    key = server.key(plan="slow")
    request = create_request(key, {"url": VPS})
    assert statuses(all_at_once([server], [request] * 40)) == {201: 2, 429: 38}
