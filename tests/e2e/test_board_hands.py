"""Hands on the board: tabs stay as chosen, the keyboard keeps its place, menus close, a phone shows what a tap did."""

import pytest
from playwright.sync_api import Page, expect

from e2e.axe import serious_findings
from e2e.reading import PHONE, WINDOWS, Shop, clicked_shop, sign_in
from e2e.screens import fits
from running.server import Server

pytestmark = pytest.mark.any_engine
desktop = pytest.mark.parametrize(("language", "width"), [("en", 1280)])
phone = pytest.mark.parametrize(("language", "width"), [("id", 360)])


@pytest.fixture(scope="module")
def shop(server: Server) -> Shop:
    return clicked_shop(server, PHONE, PHONE, WINDOWS)


@desktop
def test_a_chosen_tab_stays(server: Server, page: Page, shop: Shop) -> None:
    sign_in(server, page, shop)
    page.goto(f"{shop.dash}/analytics")
    tabs = page.get_by_role("navigation", name="What people use")
    chosen = tabs.get_by_role("link", name="Browsers")
    chosen.click()
    expect(chosen).to_have_attribute("aria-current", "page")
    expect(chosen).to_be_focused()
    page.get_by_role("link", name="Firefox", exact=True).click()
    page.wait_for_url("**?f=browser%3AFirefox")
    expect(chosen).to_have_attribute("aria-current", "page")
    page.reload()
    expect(chosen).to_have_attribute("aria-current", "page")


@desktop
def test_the_keyboard_keeps_its_place(server: Server, page: Page, shop: Shop) -> None:
    sign_in(server, page, shop)
    page.goto(f"{shop.dash}/analytics")
    period = page.get_by_role("link", name="7 days", exact=True)
    period.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**period=7")
    expect(period).to_be_focused()
    page.get_by_role("link", name="Phone", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**f=device%3Aphone")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.get_by_role("link", name="Remove the filter Phone").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/analytics?period=7")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


@desktop
def test_menus_close_by_escape_and_by_a_click_beside_them(server: Server, page: Page, shop: Shop) -> None:
    sign_in(server, page, shop)
    page.goto(f"{shop.dash}/analytics")
    views, name = page.locator("summary", has_text="Views"), page.locator("input[name=name]")
    views.click()
    name.focus()
    page.keyboard.press("Escape")
    expect(name).to_be_hidden()
    expect(views).to_be_focused()
    views.click()
    expect(name).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(name).to_be_hidden()
    page.locator("summary", has_text="Other").click()
    page.locator("input[name=since]").click()
    expect(page.locator("input[name=since]")).to_be_visible()


@phone
def test_a_tap_far_down_shows_what_it_did(server: Server, page: Page, shop: Shop) -> None:
    sign_in(server, page, shop)
    page.goto(f"{shop.dash}/analytics")
    page.get_by_role("link", name="Ponsel", exact=True).click()
    page.wait_for_url("**?f=device%3Aphone")
    expect(page.locator(".chip")).to_be_in_viewport()
    expect(page.locator(".figure dd").first).to_be_in_viewport()
    expect(page.locator(".figure dd").first).to_have_text("2")
    page.locator("summary", has_text="Orang").click()
    page.get_by_role("group", name="Klik yang mana").get_by_role("link", name="Bot", exact=True).click()
    page.wait_for_url("**kind=bot*")
    page.goto(f"{shop.dash}/analytics?period=7&compare=yes&f=device%3Aphone")
    expect(page.locator(".figure dd").first).to_be_in_viewport()
    fits(page)
    assert serious_findings(page) == []
