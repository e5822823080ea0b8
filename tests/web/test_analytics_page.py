"""The board of analytics: what a workspace's clicks say, by period and filter, kept, shared and taken away as files."""

import csv
import io
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from cast import VPS
from running.server import Server
from running.waiting import eventually
from web.shop import PHONE, WHATSAPP, WINDOWS, Shop
from web.visitor import Visitor, signed_in

pytestmark = pytest.mark.any_engine


@pytest.fixture(scope="module")
def shop(server: Server) -> Shop:
    return Shop(server)


def test_figures_tell_people_previews_and_bots_apart(shop: Shop) -> None:
    assert shop.figures(shop.owner.get("/analytics").text) == ["3", "2", "1", "1"]


def test_panels_rank_what_was_asked_for(shop: Shop) -> None:
    assert shop.ranks("links") == {shop.shoes: "2", shop.hat: "1"}
    assert shop.ranks("devices") == {"Phone": "2", "Desktop": "1"}
    assert shop.ranks("sources") == {"www.tiktok.com": "3"}
    assert shop.ranks("sources", "dimension=utm_source") == {"ig": "3"}
    assert shop.ranks("machines") == {"WhatsApp": "1"}


def test_filters_narrow_every_panel_and_can_leave_a_value_out(shop: Shop) -> None:
    assert shop.ranks("links", "f=browser:Firefox") == {shop.shoes: "1"}
    assert shop.ranks("links", "x=browser:Firefox") == {shop.shoes: "1", shop.hat: "1"}
    assert '"kinds": ["bot"], "counts": [[0' in shop.owner.get("/analytics?f=bot:curl").text
    page = shop.owner.get(f"/analytics?f=link:{shop.shoes_id}").text
    assert shop.figures(page) == ["2", "2", "1", "1"]
    assert shop.shoes in page
    assert shop.shoes_id not in re.sub(r'(href|hx-[a-z]+|value|data-[a-z]+)="[^"]*"', "", page)


def test_a_period_without_clicks_says_what_to_do(shop: Shop) -> None:
    page = shop.owner.get("/analytics?since=2020-01-01&until=2020-01-31").text
    assert shop.figures(page) == ["0", "0", "0", "0"]
    assert "Send a short link to somebody" in page


def test_a_period_before_that_lost_clicks_is_not_held_against_this_one(server: Server) -> None:
    email = f"toko-{secrets.token_hex(3)}@example.com"
    account, today = server.account(email), datetime.now(UTC).date()
    days = [today + timedelta(days=number) for number in (2, 3, 4)]  # nothing older is dropped of a workspace of today
    with server.database() as db:
        db.execute(
            "INSERT INTO clicks_rawkept (workspace_id, since) VALUES (?, ?)", (account.workspace_id, str(days[0]))
        )
    owner, period = signed_in(server, email), f"/analytics?compare=yes&since={days[1]}&until={days[2]}"
    assert 'data-swatch="before"' in owner.get(period).text
    page = owner.get(f"{period}&f=os:Android&f=country:ID").text
    assert "The period before is not shown" in page
    assert 'data-swatch="before"' not in page


@pytest.mark.parametrize(
    "query",
    [
        "period=never",
        "since=x&until=y",
        "since=2026-01-02&until=2026-01-01",
        "since=0001-01-02&until=0001-01-09&compare=yes",
        "since=9999-12-01&until=9999-12-31",
        "f=nothing:x",
        "kind=cat",
        "f=:",
    ],
)
def test_what_is_broken_in_an_address_means_nothing(shop: Shop, query: str) -> None:
    assert shop.figures(shop.owner.get(f"/analytics?{query}").text) == ["3", "2", "1", "1"]


def test_what_is_on_screen_comes_as_a_file(shop: Shop) -> None:
    rows = list(csv.reader(io.StringIO(shop.owner.get("/analytics/export.csv?dimension=device").text)))
    assert rows[1:] == [["phone", "Phone", "2", "0", "0", "1"], ["desktop", "Desktop", "1", "0", "0", "1"]]
    chart = list(csv.DictReader(io.StringIO(shop.owner.get("/analytics/export.csv?kind=bot&kind=human").text[1:])))
    assert [sum(int(row[name]) for row in chart) for name in ("people", "previews", "bots")] == [3, 0, 1]
    assert shop.owner.get("/analytics/export.csv?dimension=nothing").status_code == 404


def test_views_are_kept_replaced_and_removed(shop: Shop) -> None:
    saved = shop.owner.submit("/analytics", "/analytics/views", name="Ponsel", query="f=device:phone")
    assert saved.headers["Location"] == "/analytics?f=device:phone"
    shop.owner.submit("/analytics", "/analytics/views", name="Ponsel", query="f=device:tablet")
    page = shop.owner.get("/analytics").text
    assert 'href="/analytics?f=device:tablet">Ponsel' in page
    assert "f=device:phone" not in page
    assert shop.owner.submit("/analytics", "/analytics/views", name=" ", query="").status_code == 422
    forget = re.search(r"/analytics/views/\d+/forget", page)
    assert forget is not None
    shop.owner.submit("/analytics", forget.group())
    assert "Ponsel" not in shop.owner.get("/analytics").text


def test_clicks_are_told_as_they_come(shop: Shop) -> None:
    told = _follow(shop)
    assert shop.hat in next(told)
    shop.server.visit(f"/{shop.shoes}", **{"User-Agent": f"{PHONE} live"})
    assert shop.shoes in next(told)


def _follow(shop: Shop) -> Iterator[str]:
    """The messages of the live view."""
    with shop.owner.stream("/analytics/live") as answer:
        assert answer.headers["Content-Type"] == "text/event-stream"
        message = ""
        for line in answer.iter_lines():
            message += line
            if not line and "live-row" in message:
                yield message
                message = ""


def test_a_shared_board_shows_one_link_and_nothing_else(shop: Shop) -> None:
    address, _ = shop.share(link=shop.shoes_id)
    stranger = Visitor(shop.server, f"dash.{shop.server.domain}")
    page = stranger.get(address)
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert int(shop.figures(page.text)[0]) >= 2
    assert shop.hat not in page.text
    assert shop.email not in page.text
    for query in ("", f"f=link:{shop.shoes_id}", "x=device:tablet"):
        assert shop.hat not in stranger.get(f"{address}/panels/links?{query}").text
    for secret in ("key", "destination"):
        assert stranger.get(f"{address}/panels/links?dimension={secret}").status_code == 404
        assert stranger.get(f"{address}/export.csv?dimension={secret}").status_code == 404
    assert stranger.get("/shared/made-up").status_code == 404


def test_a_shared_board_neither_names_other_links_nor_tells_of_keys(shop: Shop) -> None:
    address, _ = shop.share(link=shop.shoes_id)
    stranger = Visitor(shop.server, f"dash.{shop.server.domain}")
    other = shop.api.get("/links", params={"slug": shop.hat}).json()["data"]["id"]
    assert shop.hat not in stranger.get(f"{address}?f=link:{other}").text
    assert shop.shoes in stranger.get(f"{address}?f=link:{shop.shoes_id}").text
    plain = shop.figures(stranger.get(address).text)
    assert shop.figures(stranger.get(f"{address}?f=key:999999&x=destination:{VPS}").text) == plain


def test_a_shared_board_can_have_a_password_and_can_be_closed(shop: Shop) -> None:
    address, change = shop.share(tag=f"tag {shop.hat}")
    shop.owner.submit(change, password="kopi")
    stranger = Visitor(shop.server, f"dash.{shop.server.domain}")
    assert shop.hat not in stranger.get(address).text
    assert shop.hat not in stranger.get(f"{address}/panels/links").text
    assert stranger.submit(address, password="teh").status_code == 403
    assert stranger.submit(address, password="kopi").status_code == 302
    assert shop.hat in stranger.get(f"{address}/panels/links").text
    shop.owner.submit(change, password="susu")
    assert shop.hat not in stranger.get(f"{address}/panels/links").text
    shop.owner.submit(change, deed="close")
    assert stranger.get(address).status_code == 404


def test_members_see_which_visits_led_nowhere_and_strangers_do_not(server: Server) -> None:
    shop = Shop(server)
    gone = shop.api.get("/links", params={"slug": shop.hat}).json()["data"]["id"]
    assert shop.api.delete(f"/links/{gone}").status_code < 300
    for agent in (PHONE, WINDOWS, WHATSAPP):
        server.visit(f"/{shop.hat}", **{"User-Agent": agent})
    eventually(lambda: re.search(r'class="rank-count">2<', _orphans(shop)) is not None, within_s=30)  # of people
    assert re.search(rf"/{shop.hat} <span[^>]*>deleted</span>", _orphans(shop))
    file = shop.owner.get("/analytics/orphans.csv?kind=human&kind=preview").text.removeprefix("\ufeff")
    (row,) = csv.DictReader(io.StringIO(file))
    assert (row["slug"], row["reason"], row["visits"]) == (shop.hat, "deleted", "3")
    assert "/analytics/orphans" in shop.owner.get("/analytics").text
    assert "/analytics/orphans" not in shop.owner.get("/analytics?f=device:phone").text  # filters say nothing of them


def _orphans(shop: Shop) -> str:
    return shop.owner.get("/analytics/orphans").text
