"""A board that its owner shares: who may open it, what it tells strangers, and what becomes of it later."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from kliqs.clicks.questions.following import MOST_READERS
from running.server import Server
from running.servers import Servers
from running.waiting import eventually
from web.shop import PHONE, Shop
from web.visitor import Visitor, signed_in

pytestmark = pytest.mark.any_engine

HTMX = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def shop(server: Server) -> Shop:
    return Shop(server)


@pytest.fixture
def stranger(shop: Shop) -> Visitor:
    return Visitor(shop.server, f"dash.{shop.server.domain}")


def test_an_empty_field_keeps_the_password(shop: Shop, stranger: Visitor) -> None:
    address, change = shop.share(link=shop.shoes_id)
    shop.owner.submit(change, password="kopi")
    shop.owner.submit(change, password="")
    assert 'type="password"' in stranger.get(address).text
    assert stranger.submit(address, password="kopi").status_code == 302


def test_the_password_is_taken_away_when_that_is_asked_for(shop: Shop, stranger: Visitor) -> None:
    address, change = shop.share(link=shop.shoes_id)
    assert 'name="remove_password"' not in shop.owner.get(change).text.partition("Stop sharing")[2]
    shop.owner.submit(change, password="kopi")
    assert 'name="remove_password"' in shop.owner.get(change).text
    shop.owner.submit(change, password="", remove_password="on")
    assert 'type="password"' not in stranger.get(address).text
    assert 'name="remove_password"' not in shop.owner.get(change).text


@pytest.mark.parametrize("query", ["f=tag:", "f=tag:none%20such", "f=link:", "f=link:x"])
def test_sharing_is_not_offered_where_there_is_nothing_to_share(shop: Shop, query: str) -> None:
    assert 'action="/analytics/shared"' not in shop.owner.get(f"/analytics?{query}").text


def test_a_deleted_link_is_not_offered_and_says_why_it_cannot_be_shared(shop: Shop) -> None:
    made = shop.api.post("/links", json={"url": "https://toko.example"}).json()["data"]["id"]
    assert 'action="/analytics/shared"' in shop.owner.get(f"/analytics?f=link:{made}").text
    assert shop.api.delete(f"/links/{made}").status_code < 300
    assert 'action="/analytics/shared"' not in shop.owner.get(f"/analytics?f=link:{made}").text
    for about in ({"link": made}, {"tag": ""}):
        answer = shop.owner.submit("/analytics", "/analytics/shared", **about)
        assert answer.status_code == 302
        page = shop.owner.get(answer.headers["Location"]).text
        assert "banner-error" in page
        assert ("There is no such link" if "link" in about else "There is no such tag") in page


def test_a_reader_who_taps_on_a_board_that_is_locked_or_closed_gets_it_anew(shop: Shop, stranger: Visitor) -> None:
    address, change = shop.share(tag=f"tag {shop.hat}")
    shop.owner.submit(change, password="kopi")
    for path in (address, f"{address}/panels/links", f"{address}?f=device:phone"):
        answer = stranger.get(path, **HTMX)
        assert (answer.headers["HX-Refresh"], answer.text) == ("true", "")
        whole = stranger.get(path, **HTMX, **{"HX-History-Restore-Request": "true"})
        assert 'type="password"' in whole.text
    shop.owner.submit(change, deed="close")
    assert stranger.get(address, **HTMX).headers["HX-Refresh"] == "true"


def test_what_was_asked_for_outlives_the_question_for_the_password(shop: Shop, stranger: Visitor) -> None:
    address, change = shop.share(tag=f"tag {shop.shoes}")
    shop.owner.submit(change, password="kopi")
    asked = f"{address}?period=7&f=device%3Aphone"
    assert stranger.submit(asked, password="kopi").headers["Location"] == asked


def test_strangers_learn_neither_other_tags_nor_whole_referrers(shop: Shop, stranger: Visitor) -> None:
    address, change = shop.share(link=shop.shoes_id)
    shop.owner.submit(change, password="", remove_password="on")
    for secret in ("tag", "referrer"):
        assert stranger.get(f"{address}/panels/links?dimension={secret}").status_code == 404
        assert stranger.get(f"{address}/export.csv?dimension={secret}").status_code == 404
    plain = shop.figures(stranger.get(address).text)
    assert shop.figures(stranger.get(f"{address}?f=tag:x&f=referrer:https://x.example").text) == plain
    assert "www.tiktok.com" in stranger.get(f"{address}/panels/sources").text


def test_the_page_of_sharing_says_what_is_published(shop: Shop) -> None:
    _, change = shop.share(link=shop.shoes_id)
    page = shop.owner.get(change).text
    assert "without the city" in page
    indonesian = signed_in(shop.server, shop.email, "id").get(change).text
    assert "tanpa kotanya" in indonesian


def test_strangers_see_a_click_come_with_its_country_but_without_its_city(start_server: Servers) -> None:
    server = start_server(KLIQS_TRUSTED_PROXIES="127.0.0.1")
    shop = Shop(server)
    address, _ = shop.share(link=shop.shoes_id)
    server.visit(f"/{shop.shoes}", **{"User-Agent": PHONE, "X-Forwarded-For": "114.124.1.1"})
    eventually(lambda: "Central Jakarta, Indonesia" in _live(shop.owner, "/analytics/live"), within_s=30)
    told = _live(Visitor(server, f"dash.{server.domain}"), f"{address}/live")
    assert "Indonesia" in told
    assert "Jakarta" not in told


def test_strangers_who_ask_for_a_city_see_no_click_come(shop: Shop, stranger: Visitor) -> None:
    address, change = shop.share(link=shop.shoes_id)
    shop.owner.submit(change, password="", remove_password="on")
    assert "data-live" in stranger.get(f"{address}?f=country:ID").text
    for place in ("f=city:ID/Jakarta/Jakarta", "f=region:ID/Jakarta", "x=city:ID/Jakarta/Jakarta"):
        page = stranger.get(f"{address}?{place}")
        assert page.status_code == 200
        assert "data-live" not in page.text
        assert stranger.get(f"{address}/live?{place}").status_code == 404
        assert "data-live" in shop.owner.get(f"/analytics?{place}").text


def test_strangers_who_watch_take_no_place_of_a_member(shop: Shop, stranger: Visitor) -> None:
    address, change = shop.share(link=shop.shoes_id)
    shop.owner.submit(change, password="", remove_password="on")
    with ExitStack() as watching:
        everybody = [
            watching.enter_context(stranger.stream(f"{address}/live")).iter_lines() for _ in range(MOST_READERS + 1)
        ]
        told = [_beginning(lines) for lines in everybody][-1]
        assert "event: full" in told
        assert "data: Too many people are watching; this list starts again by itself." in told
        assert "live-row" not in told
        assert "live-row" in _live(shop.owner, "/analytics/live")
    eventually(lambda: "live-row" in _live(stranger, f"{address}/live"), within_s=30)


def _beginning(lines: Iterator[str]) -> str:
    """What a live list sends before it waits: its first clicks, or why there are none."""
    told = ""
    for line in lines:
        told += f"{line}\n"
        if not line and ("live-row" in told or "event: full" in told):
            return told
    return told


def _live(reader: Visitor, path: str) -> str:
    """What the live list begins with."""
    with reader.stream(path) as answer:
        return _beginning(answer.iter_lines())
