"""A reader of the docs, on a phone in Indonesian and on a desktop in English."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.axe import serious_findings
from e2e.screens import fits
from running.server import Server

pytestmark = pytest.mark.any_engine

SHIFTS = """() => new Promise((resolve) => {
  let total = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) total += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(total)));
})"""
WORDS = {
    "en": {"search": "Search", "word": "reserved", "pages": "All pages", "theme": "Dark mode", "copy": "Copy the code"},
    "id": {"search": "Cari", "word": "milik", "pages": "Semua halaman", "theme": "Mode gelap", "copy": "Salin kode"},
}


@pytest.mark.parametrize(("language", "width"), [("id", 360), ("en", 1280)])
def test_a_reader_finds_copies_and_chooses(server: Server, page: Page, language: str, width: int) -> None:
    words = WORDS[language]
    docs = f"http://docs.{server.domain}"

    page.goto(f"{docs}/getting-started#key=kliqs_sk_live_7gTq")
    expect(page.get_by_text("KLIQS_KEY=kliqs_sk_live_7gTq…")).to_be_visible()
    assert "key=" not in page.url, "an address that is passed on tells nothing"
    assert page.evaluate(SHIFTS) < 0.02

    page.get_by_role("tab", name="PHP").first.click()
    expect(page.get_by_text("curl_init").first).to_be_visible()
    page.get_by_role("button", name=words["copy"]).nth(1).click()
    expect(page.locator("[data-before]")).to_be_visible()
    page.get_by_role("button", name=words["theme"]).click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")

    if width < 1024:
        page.get_by_role("button", name=words["pages"]).click()
        assert serious_findings(page) == []
    page.locator("#pages").locator('a[href$="/request-body"]').click()
    expect(page.get_by_role("tab", name="PHP").first).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text("curl_init").first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark, "the colours are remembered"
    assert page.evaluate(SHIFTS) < 0.02
    assert page.context.cookies() == []
    fits(page)

    page.keyboard.press("/")
    search = page.get_by_role("combobox")
    expect(search).to_be_focused()
    search.fill("RESERVED_SLUG")
    expect(page.get_by_role("option").first).to_contain_text("RESERVED_SLUG")
    assert serious_findings(page) == []
    search.fill(words["word"])
    expect(page.get_by_role("option").first).to_be_visible()
    search.fill("RESERVED_SLUG")
    expect(page.get_by_role("option").first).to_contain_text("RESERVED_SLUG")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/errors#RESERVED_SLUG$"))
    expect(page.locator("#RESERVED_SLUG")).to_be_in_viewport()


def test_a_whole_key_in_the_address_is_not_taken(server: Server, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"http://docs.{server.domain}/getting-started#key=kliqs_sk_live_{'A' * 38}")
    expect(page.get_by_text("KLIQS_KEY=YOUR_API_KEY")).to_be_visible()
    assert "AAAA" not in page.url + page.content()
    page.close()


def test_everything_can_be_read_without_scripts(server: Server, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"http://docs.{server.domain}/en/getting-started")
    for text in ("curl -X POST", "requests.post", "await fetch", "curl_init"):
        expect(page.get_by_text(text).first).to_be_visible()
    expect(page.get_by_role("tab")).to_have_count(0)
    page.get_by_role("button", name="All pages").click()
    page.locator("#pages").get_by_role("link", name="Errors").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Errors")
    context.close()
