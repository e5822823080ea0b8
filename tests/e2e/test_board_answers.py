"""The board answers at once: to a tap on a slow line, when a list fails, and to the first click of a new shop."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from e2e.reading import PHONE, WINDOWS, Shop, clicked_shop, sign_in
from running.server import Server

pytestmark = [
    pytest.mark.any_engine,
    pytest.mark.parametrize(("language", "width"), [("en", 1280)]),
]
BUSY = re.compile(r"\bhtmx-request\b")


@pytest.fixture(scope="module")
def shop(server: Server) -> Shop:
    return clicked_shop(server, PHONE, PHONE, WINDOWS)


@pytest.mark.parametrize("name", ["Phone", "7 days", "Bots"])
def test_a_tap_is_answered_before_the_server_is(server: Server, page: Page, shop: Shop, name: str) -> None:
    sign_in(server, page, shop)
    page.goto(f"{shop.dash}/analytics")
    link = page.locator("#board").get_by_role("link", name=name, exact=True).first
    expect(link).to_be_visible()
    held = _hold(page, "**/analytics?*")
    with page.expect_request("**/analytics?*"):
        link.click()
    expect(page.locator("#board")).to_have_class(BUSY)
    assert page.locator(".chart-card").evaluate("card => getComputedStyle(card).opacity") == "0.6"
    held.pop().continue_()
    expect(page.locator("#board")).not_to_have_class(BUSY)


def test_a_list_that_fails_says_so_and_can_be_asked_again(server: Server, page: Page, shop: Shop) -> None:
    sign_in(server, page, shop)
    page.route("**/panels/devices?*", lambda route: route.fulfill(status=500))
    page.goto(f"{shop.dash}/analytics")
    card = page.get_by_role("region", name="What people use")
    expect(card.get_by_text("This list could not be loaded")).to_be_visible()
    expect(card.locator(".skeleton")).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(1)  # no toast says it again
    page.unroute("**/panels/devices?*")
    card.get_by_role("button", name="Try again").click()
    expect(card.get_by_role("link", name="Phone", exact=True)).to_be_visible()


def test_the_first_click_of_a_new_shop_is_counted_where_it_is_seen(server: Server, page: Page) -> None:
    shop = clicked_shop(server)
    sign_in(server, page, shop)
    page.goto(f"{shop.dash}/analytics")
    note = page.get_by_text("No clicks in this time.")
    expect(note).to_be_visible()
    expect(page.locator(".is-live")).to_be_visible()
    server.visit(f"/{shop.slug}", **{"User-Agent": PHONE})
    expect(page.locator(".live-row")).to_have_count(1, timeout=15_000)
    expect(note).to_be_hidden()
    expect(page.locator(".figure dd").first).to_have_text("1")
    expect(page.locator(".rank-name").first).to_be_visible()


def _hold(page: Page, addresses: str) -> list[Route]:
    """The requests that the server does not get to see yet, as they are made."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(addresses, hold)
    return held
