"""GET /api/v1/links/{id} and ?slug=: a link as its owner, and nobody else, sees it."""

import httpx
import pytest

from cast import VPS, slug
from running.answers import created, found, refused
from running.server import Server
from running.waiting import eventually

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1"
NOBODYS_ID = "019a0000-0000-7000-8000-000000000000"
NO_CLICKS = {"human": 0, "preview": 0, "bot": 0, "unique": 0}


def test_a_link_is_read_by_its_id(api: httpx.Client) -> None:
    body = {"url": VPS, "title": "VPS Murah", "description": "1 GB", "expires_at": "2099-01-01T00:00:00Z"}
    link = created(api.post("/links", json=body))
    assert found(api.get(f"/links/{link['id']}")) == link | {"clicks": NO_CLICKS}


def test_a_link_is_read_by_its_slug(api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": VPS, "slug": slug()}))
    assert found(api.get("/links", params={"slug": link["short_code"]})) == link | {"clicks": NO_CLICKS}


def test_a_slug_is_read_without_regard_to_case(api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": VPS, "slug": slug()}))
    assert found(api.get("/links", params={"slug": link["short_code"].upper()}))["id"] == link["id"]


def test_an_id_is_read_without_regard_to_case(api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": VPS}))
    assert found(api.get(f"/links/{link['id'].upper()}"))["id"] == link["id"]


def test_a_link_of_another_workspace_is_not_there(server: Server, api: httpx.Client) -> None:
    """404 and not 403: that it exists is nobody's business."""
    link = created(api.post("/links", json={"url": VPS, "slug": slug()}))
    neighbour = server.api(server.key())
    refused(neighbour.get(f"/links/{link['id']}"), "LINK_NOT_FOUND")
    refused(neighbour.get("/links", params={"slug": link["short_code"]}), "LINK_NOT_FOUND")


@pytest.mark.parametrize("link_id", [NOBODYS_ID, "1", "vps-murah", "x" * 500, "%00", "{}"])
def test_an_id_that_is_none_is_not_there(api: httpx.Client, link_id: str) -> None:
    refused(api.get(f"/links/{link_id}"), "LINK_NOT_FOUND")


@pytest.mark.parametrize("wanted", ["nobody-made-this", "x" * 500, "a b", "\x00", "é"])
def test_a_slug_that_is_none_is_not_there(api: httpx.Client, wanted: str) -> None:
    refused(api.get("/links", params={"slug": wanted}), "LINK_NOT_FOUND")


def test_asking_for_an_empty_slug_is_an_invalid_request(api: httpx.Client) -> None:
    refused(api.get("/links?slug="), "INVALID_REQUEST", "slug")


def test_reading_costs_nothing(api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": VPS}))
    for _ in range(3):
        found(api.get(f"/links/{link['id']}"))
        api.get("/links?slug=nobody-made-this")
    assert found(api.get("/usage"))["requests"]["used"] == 1


def test_the_clicks_of_a_link_are_told_by_kind(server: Server, api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": VPS}))
    path = f"/{link['short_code']}"
    for address in ("114.122.1.7", "114.122.1.7"):
        server.visit(path, **{"User-Agent": PHONE, "X-Forwarded-For": address})
    server.visit(path, **{"User-Agent": "WhatsApp/2.23.20.0"})
    server.visit(path, **{"User-Agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"})
    server.visit(path, method="HEAD", **{"User-Agent": PHONE})
    expected = {"human": 2, "preview": 1, "bot": 1, "unique": 1}

    def clicks() -> object:
        return found(api.get(f"/links/{link['id']}"))["clicks"]

    eventually(lambda: clicks() == expected, within_s=20)
