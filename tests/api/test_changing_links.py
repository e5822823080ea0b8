"""Changing, deleting and restoring links over the API; two writers never overwrite each other unseen."""

from functools import partial

import httpx
import pytest

from cast import COFFEE, VPS, slug
from running.answers import created, found, refused
from running.server import Server
from running.together import together
from running.waiting import eventually

STRANGE = "00000000-0000-4000-8000-000000000000"


def used(api: httpx.Client) -> int:
    return int(found(api.get("/usage"))["requests"]["used"])


def test_a_created_link_says_where_it_is_read(api: httpx.Client) -> None:
    answer = api.post("/links", json={"url": VPS})
    link = created(answer)
    assert answer.headers["Location"] == f"/api/v1/links/{link['id']}"
    assert found(api.get(f"/links/{link['id']}"))["short_code"] == link["short_code"]


def test_a_change_touches_what_it_names_and_the_redirect_obeys(server: Server, api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": VPS, "title": "Kopi", "tags": ["promo"], "notes": "rahasia"}))
    path = f"/{link['short_code']}"
    assert server.visit(path).headers["location"] == VPS
    changed = found(api.patch(f"/links/{link['id']}", json={"url": COFFEE, "notes": None}))
    assert (changed["destination_url"], changed["title"], changed["tags"], changed["notes"]) == (
        COFFEE,
        "Kopi",
        ["promo"],
        None,
    )
    eventually(lambda: server.visit(path).headers["location"] == COFFEE, within_s=1)
    assert used(api) == 2


def test_of_two_writers_who_know_one_version_one_is_told(api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": VPS}))
    place = f"/links/{link['id']}"
    version = api.get(place).headers["ETag"]

    def rename(title: str) -> httpx.Response:
        return api.patch(place, json={"title": title}, headers={"If-Match": version})

    answers = together([partial(rename, f"n{number}") for number in range(6)])
    assert sorted(each.status_code for each in answers) == [200] + [412] * 5
    fresh = api.get(place).headers["ETag"]
    assert fresh != version
    found(api.patch(place, json={"title": "now"}, headers={"If-Match": fresh}))
    assert used(api) == 3


def test_every_problem_of_a_change_is_told_at_once(api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": VPS}))
    answer = api.patch(f"/links/{link['id']}", json={"url": "nowhere", "slug": "a b", "colour": "red"})
    assert {each["field"] for each in answer.json()["errors"]} == {"url", "slug", "colour"}
    assert used(api) == 1


def test_a_deleted_link_stops_and_comes_back(server: Server, api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": VPS}))
    place, path = f"/links/{link['id']}", f"/{link['short_code']}"
    assert server.visit(path).status_code == 302
    assert found(api.delete(place)) == {"id": link["id"], "deleted": True}
    refused(api.get(place), "LINK_NOT_FOUND")
    refused(api.delete(place), "LINK_NOT_FOUND")
    eventually(lambda: server.visit(path).status_code == 404, within_s=1)
    assert found(api.post(f"{place}/restore"))["short_code"] == link["short_code"]
    eventually(lambda: server.visit(path).status_code == 302, within_s=1)
    refused(api.post(f"{place}/restore"), "LINK_NOT_FOUND")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/links/{id}", None),
        ("PATCH", "/links/{id}", {"title": "mine"}),
        ("DELETE", "/links/{id}", None),
        ("POST", "/links/{id}/restore", None),
    ],
)
def test_what_belongs_to_others_is_not_there(
    server: Server, api: httpx.Client, method: str, path: str, body: dict[str, str] | None
) -> None:
    theirs = created(server.api(server.key()).post("/links", json={"url": VPS}))["id"]
    told = {api.request(method, path.format(id=each), json=body).json()["message"] for each in (theirs, STRANGE)}
    assert len(told) == 1, "nobody learns that it exists"
    refused(api.request(method, path.format(id=theirs), json=body), "LINK_NOT_FOUND")


def test_a_retried_change_happens_once(api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": VPS}))
    again = {"Idempotency-Key": slug()}
    answers = together(
        [lambda: api.patch(f"/links/{link['id']}", json={"title": "x"}, headers=again) for _ in range(5)]
    )
    assert {each.text for each in answers} == {answers[0].text}
    assert sum("Idempotent-Replayed" in each.headers for each in answers) == 4
    assert used(api) == 2
    refused(api.patch(f"/links/{link['id']}", json={"title": "y"}, headers=again), "IDEMPOTENCY_CONFLICT")


def test_a_dry_run_of_a_change_changes_nothing(api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": VPS}))
    assert found(api.patch(f"/links/{link['id']}?dry_run=true", json={"title": "x"}))["title"] == "x"
    assert found(api.get(f"/links/{link['id']}"))["title"] is None
    assert used(api) == 1
