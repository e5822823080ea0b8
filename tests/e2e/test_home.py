"""The landing page in a browser: it stands still, and makes a link with and without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.screens import fits
from running.server import Server

pytestmark = pytest.mark.any_engine

SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => done(sum), 500));
})"""


@pytest.fixture(autouse=True)
def nobody_has_tried(server: Server) -> None:
    with server.database() as database, database.transaction():
        database.execute("DELETE FROM links_trial")


def test_nothing_jumps_and_a_link_is_made_in_place(server: Server, page: Page, language: str, elsewhere: str) -> None:
    shorten = {"en": "Shorten it", "id": "Pendekkan"}
    wrong = {"en": "That is no web address", "id": "Itu bukan alamat web"}
    page.goto(f"http://home.{server.domain}/", wait_until="networkidle")
    for _ in range(12):
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(50)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(SHIFTS) < 0.01
    assert page.evaluate("[...document.images].every((image) => image.complete && image.naturalWidth)")
    fits(page)

    page.locator("#trial-url").fill("nothing of the kind")
    page.get_by_role("button", name=shorten[language]).click()
    expect(page.get_by_role("alert")).to_contain_text(wrong[language])
    page.locator("#trial-url").fill(f"{elsewhere.replace('127.0.0.1', 'localhost.example')}/sepatu")
    page.get_by_role("button", name=shorten[language]).click()
    expect(page.locator("#tried-title")).to_be_focused()
    fits(page)
    address = page.locator("#tried-address").get_attribute("href")
    assert address is not None
    assert "/try/" in page.url
    server.visit(f"/{address.split('/', 3)[3]}", **{"User-Agent": "WhatsApp/2.24"})
    expect(page.locator("[data-clicks] dd").nth(1)).to_have_text("1", timeout=30_000)
    page.reload()
    expect(page.locator("#tried-address")).to_have_attribute("href", address)


def test_it_works_without_scripts(server: Server, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="id-ID")
    page = context.new_page()
    page.goto(f"http://home.{server.domain}/")
    page.locator("#trial-url").fill("tokoku.example/sepatu")
    page.get_by_role("button", name="Pendekkan").click()
    expect(page.locator("#tried-address")).to_be_visible()
    expect(page.get_by_role("button", name="Salin")).to_be_hidden()
    page.get_by_role("link", name="English").click()
    expect(page.locator("#tried-title")).to_have_text("Your link is ready")
    assert context.cookies() == []
    context.close()
