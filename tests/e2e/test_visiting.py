"""What a visitor of short links meets, on a phone and on a desktop, in both languages."""

import pytest
from playwright.sync_api import Page, expect

from cast import VPS, slug
from running.server import Server

pytestmark = pytest.mark.any_engine

PASSWORD = "kopi susu"


def made(server: Server, url: str, **fields: str) -> str:
    wanted = slug("promo")
    answer = server.api(server.key()).post("/links", json={"url": url, "slug": wanted, **fields})
    assert answer.status_code == 201, answer.text
    return wanted


def assert_it_fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_password_opens_the_way(server: Server, page: Page, language: str, elsewhere: str) -> None:
    link = f"http://{server.domain}/{made(server, f'{elsewhere}/harga', password=PASSWORD)}?dari=wa"
    wrong = {"en": "That is not the password.", "id": "Kata sandinya salah."}
    open_it = {"en": "Open the link", "id": "Buka tautannya"}

    page.goto(link)
    assert_it_fits(page)
    expect(page.locator("#password")).to_be_focused()
    page.keyboard.type("teh")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(wrong[language])
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name=open_it[language]).click()
    page.wait_for_url(f"{elsewhere}/harga?dari=wa")
    page.goto(link)
    page.wait_for_url(f"{elsewhere}/harga?dari=wa")


def test_a_preview_shows_the_way_and_leads_on(server: Server, page: Page, language: str, elsewhere: str) -> None:
    wanted = made(server, f"{elsewhere}/produk", title="VPS Murah")
    says = {"en": "This link leads to", "id": "Tautan ini menuju"}
    host = elsewhere.removeprefix("http://")

    page.goto(f"http://{server.domain}/{wanted}+")
    assert_it_fits(page)
    expect(page.get_by_role("heading")).to_have_text(says[language])
    expect(page.locator(".destination-host")).to_have_text(host)
    page.get_by_role("link", name=host).click()
    page.wait_for_url(f"{elsewhere}/produk")


def test_a_dead_link_says_so(server: Server, page: Page, language: str) -> None:
    says = {"en": "This link leads nowhere.", "id": "Tautan ini buntu."}
    answer = page.goto(f"http://{server.domain}/{slug()}")
    assert answer is not None
    assert answer.status == 404
    assert_it_fits(page)
    expect(page.get_by_role("heading")).to_have_text(says[language])
    has_font = "document.fonts.ready.then(() => document.fonts.check('16px \"Plus Jakarta Sans Variable\"'))"
    assert page.evaluate(has_font), "its style sheet came along"


def test_an_expired_link_says_so(server: Server, page: Page, language: str) -> None:
    wanted = made(server, VPS)
    says = {"en": "This link has expired.", "id": "Tautan ini sudah kedaluwarsa."}
    with server.database() as database:
        database.execute("UPDATE routes_route SET expires_at = 1 WHERE slug = ?", (wanted,))
    answer = page.goto(f"http://{server.domain}/{wanted}")
    assert answer is not None
    assert answer.status == 410
    assert_it_fits(page)
    expect(page.get_by_role("heading")).to_have_text(says[language])


def test_home_leads_to_the_docs_in_the_chosen_language(server: Server, page: Page, language: str) -> None:
    other = {"en": "Bahasa Indonesia", "id": "English"}
    first_step = {"en": "Baca panduan lima menit", "id": "Read the five-minute guide"}
    heading = {"en": "Mulai di sini", "id": "Getting started"}

    page.goto(f"http://{server.domain}/")
    page.wait_for_url(f"http://home.{server.domain}/")
    assert_it_fits(page)
    page.get_by_role("link", name=other[language]).click()
    page.get_by_role("link", name=first_step[language]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading[language])
