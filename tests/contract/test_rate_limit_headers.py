"""`RateLimit-Policy` and `RateLimit` (IETF draft-ietf-httpapi-ratelimit-headers): what is left, on every answer."""

import re
from calendar import monthrange
from datetime import UTC, datetime

import httpx

from cast import STRANGERS_KEY, VPS, slug
from running.answers import created, found, refused
from running.server import Server
from running.servers import Servers

# One member of the list: a quoted name, then parameters with whole numbers (RFC 9651).
MEMBER = re.compile(r'"([a-z]+)"((?:;[a-z]+=[0-9]+)*)\Z')

Members = dict[str, dict[str, int]]


def members(value: str) -> Members:
    """A list of strings with parameters, read strictly."""
    read = {}
    for member in value.split(", "):
        match = MEMBER.match(member)
        assert match, value
        parameters = [pair.split("=") for pair in match[2].split(";") if pair]
        read[match[1]] = {name: int(number) for name, number in parameters}
    return read


def standing(answer: httpx.Response) -> tuple[Members, Members]:
    """Policies and what is left of them."""
    return members(answer.headers["RateLimit-Policy"]), members(answer.headers["RateLimit"])


def month_left(answer: httpx.Response) -> int:
    return standing(answer)[1]["month"]["r"]


def test_a_success_tells_both_limits(free_api: httpx.Client) -> None:
    answer = free_api.post("/links", json={"url": VPS})
    created(answer)
    policies, left = standing(answer)
    assert policies.keys() == left.keys() == {"month", "burst"}


def test_the_policy_is_the_plans(free_api: httpx.Client) -> None:
    policies, _ = standing(free_api.get("/usage"))
    now = datetime.now(UTC)
    assert policies["month"] == {"q": 30, "w": monthrange(now.year, now.month)[1] * 86_400}
    assert policies["burst"].keys() == {"q", "w"}
    assert policies["burst"]["q"] >= 200  # deep enough for 200 creates at once


def test_each_create_leaves_one_less(free_api: httpx.Client) -> None:
    assert [month_left(free_api.post("/links", json={"url": VPS})) for _ in range(3)] == [29, 28, 27]


def test_what_costs_nothing_leaves_as_much(free_api: httpx.Client) -> None:
    again, body = {"Idempotency-Key": slug()}, {"url": VPS, "slug": slug()}
    assert month_left(free_api.post("/links", json=body, headers=again)) == 29
    assert month_left(free_api.post("/links", json=body, headers=again)) == 29
    assert month_left(free_api.post("/links?dry_run=true", json={"url": VPS})) == 29
    assert month_left(free_api.get("/usage")) == 29
    assert month_left(free_api.get("/links", params={"slug": body["slug"]})) == 29


def test_a_refusal_tells_what_is_left(free_api: httpx.Client) -> None:
    body = {"url": VPS, "slug": slug()}
    created(free_api.post("/links", json=body))
    for answer in (
        free_api.post("/links", json={"url": "x"}),
        free_api.post("/links", json=body),
        free_api.get("/links?slug=nobody-made-this"),
    ):
        assert answer.status_code in (400, 404, 409)
        assert month_left(answer) == 29


def test_a_spent_month_has_nothing_left(start_server: Servers) -> None:
    server = start_server(plans="[tiny]\nrequests_per_month = 1\nlinks = 9\n")
    api = server.api(server.key(plan="tiny"))
    created(api.post("/links", json={"url": VPS}))
    answer = api.post("/links", json={"url": VPS})
    refused(answer, "API_LIMIT_REACHED")
    assert month_left(answer) == 0
    assert standing(answer)[1]["month"]["t"] == int(answer.headers["Retry-After"])


def test_a_full_plan_tells_what_is_left_of_the_month(free_api: httpx.Client) -> None:
    for _ in range(5):
        created(free_api.post("/links", json={"url": VPS}))
    answer = free_api.post("/links", json={"url": VPS})
    refused(answer, "SHORTLINK_LIMIT_REACHED")
    assert month_left(answer) == 25


def test_the_month_is_full_again_when_it_turns(free_api: httpx.Client) -> None:
    _, left = standing(free_api.get("/usage"))
    now = datetime.now(UTC)
    following = datetime(now.year + now.month // 12, now.month % 12 + 1, 1, tzinfo=UTC)
    assert abs(left["month"]["t"] - (following - now).total_seconds()) <= 5


def test_a_burst_refused_has_nothing_left(start_server: Servers) -> None:
    plans = "[slow]\nrequests_per_month = 9\nlinks = 9\nburst = 1\nper_second = 0.001\n"
    server = start_server(plans=plans)
    api = server.api(server.key(plan="slow"))
    _, left = standing(api.get("/usage"))
    assert left["burst"]["r"] == 0
    answer = api.get("/usage")
    refused(answer, "RATE_LIMITED")
    policies, left = standing(answer)
    assert policies["burst"]["q"] == 1
    assert left["burst"]["r"] == 0
    assert 900 <= left["burst"]["t"] <= 1000


def test_a_stranger_is_told_nothing(server: Server) -> None:
    answer = server.api(STRANGERS_KEY).post("/links", json={"url": VPS})
    refused(answer, "INVALID_API_KEY")
    assert "RateLimit" not in answer.headers
    assert "RateLimit-Policy" not in answer.headers


def test_a_plan_without_limits_names_none(server: Server) -> None:
    answer = server.api(server.key(plan="unlimited")).get("/usage")
    found(answer)
    assert "RateLimit-Policy" not in answer.headers
