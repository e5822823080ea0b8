"""`POST /whatsapp-links`: from a number and a message to a short link."""

import secrets
from typing import Any

import httpx
import pytest

from cast import slug
from running.answers import created, found, refused
from running.server import Server

PRODUCT = "Halo, saya mau pesan\nVPS Murah & domain"


@pytest.fixture
def api(server: Server) -> httpx.Client:
    return server.api(server.key())


def test_a_number_and_a_message_make_a_link_into_the_chat(server: Server, api: httpx.Client) -> None:
    wanted = slug("pesan")
    answer = api.post(
        "/whatsapp-links", json={"number": "0812-3456-7890", "message": PRODUCT, "slug": wanted, "title": "Pesan"}
    )
    link = created(answer)
    assert link["destination_url"] == (
        "https://wa.me/6281234567890?text=Halo%2C%20saya%20mau%20pesan%0AVPS%20Murah%20%26%20domain"
    )
    assert (link["short_code"], link["title"]) == (wanted, "Pesan")
    assert answer.headers["Location"] == f"/api/v1/links/{link['id']}"
    assert server.visit(f"/{wanted}").headers["Location"] == link["destination_url"]
    assert found(api.get(answer.headers["Location"].removeprefix("/api/v1")))["id"] == link["id"]


def test_everything_wrong_is_told_at_once(api: httpx.Client) -> None:
    body = {"number": "12", "message": "x" * 1_001, "slug": "a b", "url": "https://example.com"}
    problems = refused(api.post("/whatsapp-links", json=body), "INVALID_PHONE_NUMBER", "number")["errors"]
    assert {each["field"] for each in problems} == {"number", "message", "slug", "url"}


@pytest.mark.parametrize("number", [None, 628123456789, "", "nomor saya", "+0", "1" * 65])
def test_what_is_no_number_is_refused(api: httpx.Client, number: Any) -> None:
    refused(api.post("/whatsapp-links", json={"number": number}), "INVALID_PHONE_NUMBER", "number")


def test_it_is_a_write_like_any_other(server: Server) -> None:
    api = server.api(server.key(plan="free"))
    again = {"Idempotency-Key": secrets.token_hex(8)}
    body = {"number": "+62 812 3456 7890"}
    first, second = (created(api.post("/whatsapp-links", json=body, headers=again)) for _ in range(2))
    assert first == second
    assert api.post("/whatsapp-links?dry_run=true", json=body).json()["dry_run"] is True
    usage = found(api.get("/usage"))
    assert (usage["requests"]["used"], usage["links"]["used"]) == (1, 1)
    for _ in range(4):
        created(api.post("/whatsapp-links", json=body))
    refused(api.post("/whatsapp-links", json=body), "SHORTLINK_LIMIT_REACHED")


def test_with_a_test_key_it_stays_in_the_sandbox(server: Server) -> None:
    sandbox = server.api(server.key(is_test=True))
    link = created(sandbox.post("/whatsapp-links", json={"number": "+6281234567890"}))
    assert "/test/" in link["short_url"]
