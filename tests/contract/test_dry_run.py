"""?dry_run=true: the same answer, and nothing happened."""

import httpx
import pytest

from cast import VPS, slug
from running.answers import created, found, refused
from running.server import Server


def test_a_dry_run_tells_what_would_be_made(server: Server, api: httpx.Client) -> None:
    wanted = slug()
    answer = api.post("/links?dry_run=true", json={"url": VPS, "slug": wanted, "title": "VPS Murah"})
    link = found(answer)
    assert answer.json()["dry_run"] is True
    assert (link["short_code"], link["destination_url"], link["title"]) == (wanted, VPS, "VPS Murah")
    assert link["short_url"] == f"http://{server.domain}/{wanted}"


def test_a_dry_run_makes_nothing(server: Server, api: httpx.Client) -> None:
    wanted = slug()
    found(api.post("/links?dry_run=true", json={"url": VPS, "slug": wanted}))
    assert server.visit(f"/{wanted}").status_code == 404
    refused(api.get("/links", params={"slug": wanted}), "LINK_NOT_FOUND")
    assert found(api.get("/usage"))["links"]["used"] == 0


def test_a_dry_run_costs_nothing(api: httpx.Client) -> None:
    for _ in range(3):
        found(api.post("/links?dry_run=true", json={"url": VPS}))
    assert found(api.get("/usage"))["requests"]["used"] == 0


def test_a_dry_run_takes_no_slug(api: httpx.Client) -> None:
    body = {"url": VPS, "slug": slug()}
    found(api.post("/links?dry_run=true", json=body))
    created(api.post("/links", json=body))


def test_a_dry_run_is_refused_like_the_real_thing(server: Server, api: httpx.Client) -> None:
    body = {"url": VPS, "slug": slug()}
    created(api.post("/links", json=body))
    refused(api.post("/links?dry_run=true", json=body), "SLUG_ALREADY_EXISTS", "slug")
    refused(api.post("/links?dry_run=true", json={"url": "x"}), "INVALID_URL", "url")
    refused(api.post("/links?dry_run=true", json={"url": VPS, "slug": "api"}), "RESERVED_SLUG", "slug")
    full = server.api(server.key(plan="free"))
    for _ in range(5):
        created(full.post("/links", json={"url": VPS}))
    refused(full.post("/links?dry_run=true", json={"url": VPS}), "SHORTLINK_LIMIT_REACHED")


def test_a_dry_run_and_its_key_do_not_hold_up_the_real_thing(api: httpx.Client) -> None:
    again, body = {"Idempotency-Key": slug()}, {"url": VPS, "slug": slug()}
    found(api.post("/links?dry_run=true", json=body, headers=again))
    created(api.post("/links", json=body, headers=again))


def test_dry_run_false_is_the_real_thing(api: httpx.Client) -> None:
    created(api.post("/links?dry_run=false", json={"url": VPS}))


@pytest.mark.parametrize("value", ["", "1", "yes", "TRUE"])
def test_a_dry_run_that_is_neither_true_nor_false_is_refused(api: httpx.Client, value: str) -> None:
    """A misspelt one must not make a link."""
    refused(api.post("/links", params={"dry_run": value}, json={"url": VPS}), "INVALID_REQUEST", "dry_run")
    assert found(api.get("/usage"))["links"]["used"] == 0
