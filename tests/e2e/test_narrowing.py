"""Somebody narrows the board by what stands in its lists, and goes back: there is one board, on a whole page."""

import pytest
from playwright.sync_api import Page, expect

from e2e.reading import PHONE, WHATSAPP, WINDOWS, Shop, clicked_shop, sign_in
from running.server import Server

pytestmark = [
    pytest.mark.any_engine,
    pytest.mark.parametrize(("language", "width"), [("en", 1280)]),
]


@pytest.fixture(scope="module")
def shop(server: Server) -> Shop:
    return clicked_shop(server, PHONE, PHONE, WINDOWS, WHATSAPP)


def shows(page: Page, people: int) -> None:
    """One board, with so many clicks of people, its chart and its lists."""
    expect(page.locator("#board")).to_have_count(1)
    expect(page.locator(".figure dd").first).to_have_text(str(people))
    expect(page.locator(".page-header")).to_be_visible()
    expect(page.locator("[data-chart] canvas")).to_be_visible()
    expect(page.locator(".panel-card .skeleton")).to_have_count(0)
    expect(page.locator(".rank-name")).not_to_have_count(0)


def test_a_row_of_a_list_narrows_the_one_board(server: Server, page: Page, shop: Shop) -> None:
    sign_in(server, page, shop)
    page.goto(f"{shop.dash}/analytics")
    shows(page, 3)
    page.get_by_role("link", name="Phone", exact=True).click()
    page.wait_for_url("**?f=device%3Aphone")
    shows(page, 2)
    page.get_by_role("link", name="Remove the filter Phone").click()
    shows(page, 3)
    page.get_by_role("link", name="All but Phone").click()
    page.wait_for_url("**?x=device%3Aphone")
    shows(page, 1)


def test_back_and_forward_show_whole_pages(server: Server, page: Page, shop: Shop) -> None:
    sign_in(server, page, shop)
    page.goto(f"{shop.dash}/analytics")
    page.get_by_role("link", name="Phone", exact=True).click()
    shows(page, 2)
    page.get_by_role("link", name="Today", exact=True).click()
    page.wait_for_url("**period=1*")
    shows(page, 2)
    page.go_back()
    page.wait_for_url("**?f=device%3Aphone")
    shows(page, 2)
    page.go_back()
    page.wait_for_url("**/analytics")
    shows(page, 3)
    page.go_forward()
    page.wait_for_url("**?f=device%3Aphone")
    shows(page, 2)
