"""The dashboard's first page."""

import re

from cast import BUDI, DEWI, SHOES, VPS, slug
from kliqs.accounts.plans import plan
from running.server import Server
from running.waiting import eventually
from web.visitor import signed_in


def text(html: str) -> str:
    """What a person reads: the page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_links_made_over_the_api_stand_in_it_at_once(server: Server) -> None:
    email, wanted = "shop@example.com", slug()
    api = server.api(server.key(email))
    api.post("/links", json={"url": SHOES, "slug": wanted, "title": "Sepatu lari"})
    page = text(signed_in(server, email).get("/").text)
    assert f"{server.domain}/{wanted}" in page
    assert "Sepatu lari" in page


def test_it_shows_the_month_and_the_links_against_the_plan(server: Server) -> None:
    api = server.api(server.key("free@example.com", plan="free"))
    for _ in range(2):
        assert api.post("/links", json={"url": VPS}).status_code == 201
    page = text(signed_in(server, "free@example.com").get("/").text)
    assert f"2 of {plan('free').requests_per_month}" in page
    assert f"2 of {plan('free').links}" in page
    assert "28 left." in page
    assert "07:00 WIB" in page, "the month turns at 00:00 UTC, told in the person's zone"


def test_it_counts_clicks(server: Server) -> None:
    wanted = slug()
    server.api(server.key("clicks@example.com")).post("/links", json={"url": VPS, "slug": wanted})
    phone = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36"
    for _ in range(3):
        server.visit(f"/{wanted}", **{"User-Agent": phone})
    person = signed_in(server, "clicks@example.com")
    eventually(lambda: 'data-label="People">3</td>' in person.get("/").text)


def test_an_empty_workspace_is_told_the_next_step(server: Server) -> None:
    server.key(BUDI)
    page = signed_in(server, BUDI, language="id").get("/").text
    assert "Belum ada tautan." in page
    assert 'href="/settings/api-keys"' in page


def test_a_limit_that_is_reached_says_so(server: Server) -> None:
    api = server.api(server.key("full@example.com", plan="free"))
    for _ in range(plan("free").links):
        api.post("/links", json={"url": VPS})
    assert "limit reached" in signed_in(server, "full@example.com").get("/").text


def test_a_plan_without_limits_shows_none(server: Server) -> None:
    server.key("operator@example.com", plan="unlimited")
    assert "No limit on this plan." in signed_in(server, "operator@example.com").get("/").text


def test_expired_and_locked_links_are_marked(server: Server) -> None:
    wanted = slug()
    api = server.api(server.key("marks@example.com"))
    api.post("/links", json={"url": VPS, "slug": wanted, "password": "kopi", "expires_at": "2099-01-01T00:00:00Z"})
    person = signed_in(server, "marks@example.com")
    assert text(person.get("/").text).count(" password ") == 1
    with server.database() as database:
        database.execute("UPDATE links_link SET expires_at = '2020-01-01 00:00:00' WHERE slug = ?", (wanted,))
    assert " expired " in text(person.get("/").text)


def test_nobody_sees_a_strangers_links(server: Server) -> None:
    wanted = slug("kedai")
    server.api(server.key(DEWI)).post("/links", json={"url": VPS, "slug": wanted})
    server.key(BUDI)
    assert wanted not in signed_in(server, BUDI).get("/").text


def test_whoever_belongs_to_no_workspace_is_led_to_making_one(server: Server) -> None:
    server.key("alone@example.com")
    person = signed_in(server, "alone@example.com")
    with server.database() as database:
        database.execute(
            "DELETE FROM accounts_member"
            " WHERE user_id = (SELECT id FROM accounts_user WHERE email = 'alone@example.com')"
        )
    assert person.get("/").headers["Location"] == "/workspaces/new"
