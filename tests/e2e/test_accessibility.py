"""Every page, as people with a keyboard, a screen reader or weak eyes meet it: on a phone in the light, and on a
desktop in the dark."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.axe import serious_findings
from e2e.conftest import HEIGHT, LOCALE
from e2e.screens import fits
from running.server import Server
from web.pages import DASHBOARD, DOCS, HOME, OPEN, PUBLIC, SITES, make_links, make_office, make_page
from web.visitor import signed_in

pytestmark = pytest.mark.any_engine

Scheme = Literal["light", "dark"]
SCREENS: list[tuple[str, int, Scheme]] = [("id", 360, "light"), ("en", 1280, "dark")]


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("language", "width", "scheme"), SCREENS)
def test_no_page_has_a_serious_finding(
    server: Server, browser: Browser, language: str, width: int, scheme: Scheme
) -> None:
    email = f"akses-{language}@example.com"
    make_links(server, email)
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT[width]}, locale=LOCALE[language], color_scheme=scheme
    )
    page = context.new_page()
    dash = f"http://dash.{server.domain}"
    findings: dict[str, list[str]] = {}

    def look(address: str) -> None:
        page.goto(address)
        fits(page)
        if found := serious_findings(page):
            findings[address] = found

    for path in PUBLIC:
        look(f"http://{server.domain}{path}")
    for surface in ("docs", "home"):
        for path in SITES:
            look(f"http://{surface}.{server.domain}{path}")
    for path in HOME:
        look(f"http://home.{server.domain}{path}")
    for path in DOCS:
        look(f"http://docs.{server.domain}{path}")
    for path in OPEN:
        look(f"{dash}{path}")
    _enter(page, server, email)
    for path in DASHBOARD + make_office(server, email) + make_page(signed_in(server, email)):
        look(f"{dash}{path}")
    context.close()
    assert findings == {}


@pytest.mark.parametrize(("language", "width"), [("en", 1280)])
def test_a_link_is_made_and_changed_without_a_mouse(server: Server, page: Page) -> None:
    email = "papan-ketik@example.com"
    server.account(email)
    _enter(page, server, email)
    page.goto(f"http://dash.{server.domain}/links")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    _tab_to(page, "Create link")
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog")
    expect(page.locator("#id_url")).to_be_focused()
    page.keyboard.type("https://kedaikopi.example/menu")
    page.keyboard.press("Enter")
    expect(panel.get_by_text("Your link is ready")).to_be_visible()
    assert serious_findings(page) == []
    page.keyboard.press("Escape")
    expect(panel).not_to_be_visible()
    _tab_to(page, "Edit")
    page.keyboard.press("Enter")
    expect(panel).to_be_visible()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    assert serious_findings(page) == []
    page.keyboard.press("Escape")
    expect(panel).not_to_be_visible()
    assert "Edit" in page.evaluate("document.activeElement.textContent"), "the focus goes back to where it was"


def _enter(page: Page, server: Server, email: str) -> None:
    page.goto(f"http://dash.{server.domain}/login-link/{server.login_token(email)}")
    page.locator("main button").click()
    page.wait_for_url(f"http://dash.{server.domain}/")


def _tab_to(page: Page, name: str, at_most: int = 60) -> None:
    """Press Tab until something with these words has the focus, and see that the focus can be seen."""
    for _ in range(at_most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText")[: len(name)] == name:
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"{name} has the focus and does not show it"
            return
    raise AssertionError(f"the keyboard does not reach {name}")
