"""Limits and slugs are exact under any concurrency and over any number of processes."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cast import COFFEE, VPS, slug
from running.answers import found
from running.crowd import Outcome, all_at_once, create_request, statuses
from running.databases import Databases
from running.server import Server
from running.servers import Servers, servers_for

PLANS = "[tiny]\nrequests_per_month = 30\nlinks = 100\n"
CROWD = 200


def four_workers(start: Servers) -> list[Server]:
    """One server of four processes."""
    return [start(workers=4, plans=PLANS)]


def four_servers(start: Servers) -> list[Server]:
    """Four servers on one database and one data folder, as after `kliqs serve` on four ports."""
    first = start(plans=PLANS)
    return [first, *(start(database_url=first.database_url, data_dir=first.data_dir) for _ in range(3))]


@pytest.fixture(scope="module", params=[four_workers, four_servers])
def processes(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Server]]:
    """Four server processes on one database."""
    start: Callable[[Servers], list[Server]] = request.param
    with servers_for(databases, tmp_path_factory.mktemp("crowd")) as servers:
        yield start(servers)


def test_two_hundred_creates_at_once_make_five_links_on_free(processes: list[Server]) -> None:
    key = processes[0].key(plan="free")
    outcomes = all_at_once(processes, [create_request(key, {"url": VPS})] * CROWD)
    assert statuses(outcomes) == {201: 5, 403: 195}
    assert codes(outcomes, 403) == {"SHORTLINK_LIMIT_REACHED"}
    assert usage(processes[0], key) == (5, 5)
    assert all_lead_somewhere(processes, outcomes)


def test_two_hundred_creates_at_once_make_thirty_links_on_a_plan_of_thirty_requests(processes: list[Server]) -> None:
    key = processes[0].key(plan="tiny")
    outcomes = all_at_once(processes, [create_request(key, {"url": VPS})] * CROWD)
    assert statuses(outcomes) == {201: 30, 429: 170}
    assert codes(outcomes, 429) == {"API_LIMIT_REACHED"}
    assert usage(processes[0], key) == (30, 30)
    assert all_lead_somewhere(processes, outcomes)


def test_a_slug_asked_for_a_hundred_times_at_once_goes_to_one(processes: list[Server]) -> None:
    wanted = slug()
    keys = [processes[0].key() for _ in range(10)]
    requests = [
        create_request(keys[number % 10], {"url": f"{COFFEE}-{number}", "slug": wanted}) for number in range(100)
    ]
    outcomes = all_at_once(processes, requests)
    assert statuses(outcomes) == {201: 1, 409: 99}
    assert codes(outcomes, 409) == {"SLUG_ALREADY_EXISTS"}
    winner = next(outcome.body["data"] for outcome in outcomes if outcome.status == 201)
    assert {server.visit(f"/{wanted}").headers["Location"] for server in processes} == {winner["destination_url"]}
    assert sum(usage(processes[0], key)[0] for key in keys) == 1


def test_a_crowd_of_customers_does_not_get_in_each_others_way(processes: list[Server]) -> None:
    """Forty workspaces on Free, five requests each at once: every one gets its five."""
    keys = [processes[0].key(plan="free") for _ in range(40)]
    outcomes = all_at_once(processes, [create_request(key, {"url": VPS}) for key in keys * 5])
    assert statuses(outcomes) == {201: 200}
    assert len({outcome.body["data"]["short_code"] for outcome in outcomes}) == 200
    assert {usage(processes[0], key) for key in keys} == {(5, 5)}


def test_bad_and_good_requests_at_once_each_get_their_own_answer(processes: list[Server]) -> None:
    key, taken = processes[0].key(), slug()
    kinds: list[tuple[dict[str, Any], int]] = [
        ({"url": VPS}, 201),
        ({"url": "x"}, 400),
        ({"url": VPS, "slug": "api"}, 400),
        ({"url": VPS, "slug": taken}, 409),
    ]
    all_at_once(processes, [create_request(key, {"url": VPS, "slug": taken})])
    outcomes = all_at_once(processes, [create_request(key, body) for body, _ in kinds * 25])
    assert [outcome.status for outcome in outcomes] == [status for _, status in kinds * 25]
    assert usage(processes[0], key) == (26, 26)


def codes(outcomes: list[Outcome], status: int) -> set[str]:
    return {outcome.body["error"] for outcome in outcomes if outcome.status == status}


def usage(server: Server, key: str) -> tuple[int, int]:
    """Requests and links used."""
    told = found(server.api(key).get("/usage"))
    return told["requests"]["used"], told["links"]["used"]


def all_lead_somewhere(processes: list[Server], outcomes: list[Outcome]) -> bool:
    """Every link that was told to be made is followed by every server."""
    made = [outcome.body["data"] for outcome in outcomes if outcome.status == 201]
    return all(
        server.visit(f"/{link['short_code']}").headers.get("Location") == link["destination_url"]
        for link in made
        for server in processes
    )
