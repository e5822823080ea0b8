"""A creator makes a bio page on a phone, block by block, and sees what people do with it; and the same page is put in
order without a mouse, and with one."""

import secrets

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.axe import serious_findings
from e2e.filling import BLOCKS, add_block, fill_in
from e2e.screens import fits
from kliqs.bio.blocks import KINDS
from running.server import Server
from running.waiting import eventually

pytestmark = pytest.mark.any_engine

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"
WORDS = {
    "id": {"title": "Halaman bio", "live": "Halamanmu sudah tayang", "views": "Kunjungan orang"},
    "en": {"title": "Bio pages", "live": "Your page is live", "views": "Views by people"},
}
NAMES = "list => [...list.children].map((item) => item.querySelector('.block-title').textContent)"


def enter(server: Server, page: Page, email: str) -> str:
    """Sign in; returns the dashboard's address."""
    server.account(email)
    dash = f"http://dash.{server.domain}"
    page.goto(f"{dash}/login-link/{server.login_token(email)}")
    page.locator("main button").click()
    page.wait_for_url(f"{dash}/")
    return dash


def make_page(page: Page, dash: str, name: str, slug: str) -> None:
    page.goto(f"{dash}/pages/new")
    page.locator("#id_name").fill(name)
    page.locator("#id_slug").fill(slug)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/pages/*-*-*")


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("language", "width"), [("id", 360)])
def test_a_page_of_every_block_is_built_published_and_counted(
    server: Server, page: Page, browser: Browser, elsewhere: str, language: str
) -> None:
    words, slug = WORDS[language], f"warung-{secrets.token_hex(3)}"
    dash = enter(server, page, f"{slug}@example.com")
    page.goto(f"{dash}/pages")
    expect(page.get_by_role("heading", level=1)).to_have_text(words["title"])
    expect(page.locator(".empty")).to_be_visible()
    page.locator("main a[href='/pages/new']").first.click()
    page.locator("#id_name").press_sequentially(slug)
    expect(page.locator("#id_slug")).to_have_value(slug)
    page.locator("#panel [name=theme][value=warung]").check(force=True)
    page.locator("#panel .panel-foot button").click()
    page.wait_for_url("**/pages/*-*-*")

    page.locator("#who").click()
    fill_in(page, "profile", {"name": "Warung Ani", "about": "Masakan rumahan"})
    expect(page.locator("#who")).to_contain_text("Warung Ani")
    assert BLOCKS.keys() == KINDS.keys()
    for kind, fields in BLOCKS.items():
        add_block(page, kind, fields | {"url": f"{elsewhere}/menu"} if kind == "link" else fields)
    fits(page)
    assert serious_findings(page) == []

    page.locator("#publish-button").click()
    panel = page.locator("#panel")
    expect(panel).to_contain_text(words["live"])
    page.keyboard.press("Escape")
    expect(page.locator("#publish-button")).to_be_disabled()

    _visit(server, browser, slug)
    editor = page.url

    def counted() -> bool:
        page.goto(f"{editor}/numbers")
        return page.locator(".number-cards dd").all_inner_texts()[:2] == ["1", "11"]

    eventually(counted, within_s=30)
    fits(page)
    assert serious_findings(page) == []
    expect(page.locator(".list tbody tr").filter(has_text="Menu hari ini")).to_contain_text("100")
    page.goto(f"{dash}/pages")
    expect(page.locator(".page-sums dd").first).to_have_text("1")
    page.goto(f"{dash}/analytics/panels/links?all=yes")
    expect(page.get_by_role("link", name=slug, exact=True)).to_be_visible()
    page.get_by_role("link", name=f"{slug} · Menu hari ini", exact=True).click()
    expect(page.get_by_text(f"{slug} · Menu hari ini").first).to_be_visible()
    expect(page.locator(".figure dd").first).to_have_text("1")


def _visit(server: Server, browser: Browser, slug: str) -> None:
    """Somebody reads the page and presses every button once."""
    context = browser.new_context(user_agent=PHONE, viewport={"width": 360, "height": 740}, accept_downloads=True)
    visitor = context.new_page()
    address = f"http://{server.domain}/{slug}"
    visitor.goto(address)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Warung Ani")
    expect(visitor.get_by_text("85.000")).to_be_visible()
    buttons = visitor.eval_on_selector_all(
        f"a[href^='/{slug}/~']", "links => links.map((link) => link.getAttribute('href'))"
    )
    assert len(buttons) == 11
    menu = visitor.locator("a.go", has_text="Menu hari ini")
    pressed = menu.evaluate("link => link.getAttribute('href')")
    menu.click()
    expect(visitor.get_by_text("arrived")).to_be_visible()
    for button in buttons:
        if button != pressed:
            asked = (
                f"GET {button} HTTP/1.1\r\nHost: {server.domain}\r\nUser-Agent: {PHONE}\r\nConnection: close\r\n\r\n"
            )
            assert server.raw(asked.encode())[9:12] in (b"200", b"302"), button
    context.close()


@pytest.mark.parametrize(("language", "width"), [("en", 1280)])
def test_blocks_are_put_in_order_by_keyboard_and_by_mouse(server: Server, page: Page) -> None:
    slug = f"urutan-{secrets.token_hex(3)}"
    dash = enter(server, page, f"{slug}@example.com")
    make_page(page, dash, "Urutan", slug)
    for word in ("Satu", "Dua", "Tiga"):
        add_block(page, "heading", {"text": word})
    order = page.locator("#blocks")
    handles = page.locator(".block-handle")

    handles.nth(2).focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#spoken")).to_have_text("Tiga is number 2 of 3 now.")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#spoken")).to_have_text("Tiga is number 1 of 3 now.")
    assert "Tiga" in page.evaluate("document.activeElement.textContent"), "the focus stays with the block"
    page.reload()
    assert order.evaluate(NAMES) == ["Tiga", "Satu", "Dua"]

    with page.expect_response("**/act"):
        handles.nth(0).drag_to(page.locator(".block-item[data-block]").nth(2), target_position={"x": 40, "y": 50})
    page.reload()
    assert order.evaluate(NAMES) == ["Satu", "Dua", "Tiga"]

    frame = page.frame_locator("#preview iframe:not(.phone-coming)")
    expect(frame.get_by_role("heading", level=2).first).to_have_text("Satu")
    order.locator(".block-name").first.click()
    page.locator("[id$=_text]").fill("Pertama")
    expect(frame.get_by_role("heading", level=2).first).to_have_text("Pertama", timeout=20_000)
    page.locator(".block-deeds [value=delete]").click()
    expect(frame.get_by_text("Pertama")).to_have_count(0, timeout=20_000)
    page.locator(".toast-undo").click()
    expect(order.locator(".block-title").first).to_have_text("Pertama")
    expect(frame.get_by_role("heading", level=2).first).to_have_text("Pertama", timeout=20_000)
    assert serious_findings(page) == []
