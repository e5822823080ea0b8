"""Up to a thousand links a request: each with its own outcome, in order, never beyond the plan."""

from typing import Any

import httpx

from cast import COFFEE, VPS, slug
from running.answers import created, found, refused
from running.server import Server
from running.together import together


def results(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    outcomes: list[dict[str, Any]] = answer.json()["data"]
    assert [each["index"] for each in outcomes] == list(range(len(outcomes)))
    for each in outcomes:
        assert (each.get("data") is None) is (each["status"] >= 400)
        assert (each.get("error") is None) is (each["status"] < 400)
    return outcomes


def usage(api: httpx.Client) -> tuple[int, int]:
    said = found(api.get("/usage"))
    return said["requests"]["used"], said["links"]["used"]


def test_each_link_has_its_own_outcome(api: httpx.Client) -> None:
    name = slug()
    sent = [{"url": VPS, "slug": name}, {"url": "nowhere"}, {"url": COFFEE, "slug": name}, {"url": COFFEE}]
    outcomes = results(api.post("/links/bulk", json={"links": sent}))
    assert [each["status"] for each in outcomes] == [201, 400, 409, 201]
    assert outcomes[1]["error"]["error"] == "INVALID_URL"
    assert outcomes[2]["error"]["error"] == "SLUG_ALREADY_EXISTS"
    assert usage(api) == (2, 2)


def test_a_bulk_beyond_the_plan_makes_nothing(server: Server) -> None:
    api = server.api(server.key(plan="free"))
    refused(api.post("/links/bulk", json={"links": [{"url": VPS}] * 6}), "SHORTLINK_LIMIT_REACHED")
    refused(api.post("/links/bulk", json={"links": [{"url": VPS}] * 31}), "API_LIMIT_REACHED")
    assert usage(api) == (0, 0)
    results(api.post("/links/bulk", json={"links": [{"url": VPS}] * 5}))
    assert usage(api) == (5, 5)


def test_bulks_at_once_never_exceed_the_plan(server: Server) -> None:
    api = server.api(server.key(plan="free"))
    answers = together([lambda: api.post("/links/bulk", json={"links": [{"url": VPS}] * 2}) for _ in range(6)])
    assert sorted(each.status_code for each in answers) == [200, 200, 403, 403, 403, 403]
    assert usage(api) == (4, 4)


def test_a_retried_bulk_happens_once(api: httpx.Client) -> None:
    again = {"Idempotency-Key": slug()}
    answers = together(
        [lambda: api.post("/links/bulk", json={"links": [{"url": VPS}] * 3}, headers=again) for _ in range(4)]
    )
    assert {each.text for each in answers} == {answers[0].text}
    assert usage(api) == (3, 3)


def test_changes_and_deletions_in_bulk(server: Server, api: httpx.Client) -> None:
    ids = [created(api.post("/links", json={"url": VPS}))["id"] for _ in range(3)]
    theirs = created(server.api(server.key()).post("/links", json={"url": VPS}))["id"]
    changes = [{"id": each, "title": "Kopi"} for each in (*ids, theirs)] + [{"id": ids[0], "url": "nowhere"}]
    outcomes = results(api.patch("/links/bulk", json={"links": changes}))
    assert [each["status"] for each in outcomes] == [200, 200, 200, 404, 400]
    assert {each["title"] for each in api.get("/links").json()["data"]} == {"Kopi"}
    outcomes = results(api.post("/links/bulk/delete", json={"ids": [*ids, ids[0], theirs, "nothing"]}))
    assert [each["status"] for each in outcomes] == [200, 200, 200, 404, 404, 404]
    assert usage(api) == (9, 0)


def test_a_thousand_are_made_and_one_more_refused(server: Server) -> None:
    api = server.api(server.key(plan="unlimited"))
    assert {each["status"] for each in results(api.post("/links/bulk", json={"links": [{"url": VPS}] * 1_000}))} == {
        201
    }
    refused(api.post("/links/bulk", json={"links": [{"url": VPS}] * 1_001}), "INVALID_REQUEST", "links")
    refused(api.post("/links/bulk", json={"links": []}), "INVALID_REQUEST", "links")
    assert usage(api)[1] == 1_000
