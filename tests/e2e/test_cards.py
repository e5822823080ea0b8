"""A shop owner on a phone, in Indonesian, dresses a link up for chats, deletes it by mistake, and makes a chat link."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from e2e.screens import fits
from edge.heads import Head
from pictures.files import photo
from running.server import Server

pytestmark = pytest.mark.any_engine
EMAIL = "kartu@example.com"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="id-ID")
    page = context.new_page()
    blocked: list[str] = []
    page.on("console", lambda message: blocked.append(message.text) if "Content Security" in message.text else None)
    page.on("pageerror", lambda error: blocked.append(str(error)))
    yield page
    context.close()
    assert blocked == []


def test_a_link_is_dressed_up_for_chats_and_deleted_by_mistake(server: Server, page: Page) -> None:
    server.account(EMAIL)
    dash = f"http://dash.{server.domain}"
    page.goto(f"{dash}/login-link/{server.login_token(EMAIL)}")
    page.locator("main button").click()
    page.goto(f"{dash}/links")
    page.get_by_role("link", name="Buat tautan").first.click()
    _dresses_up(page, page.get_by_role("dialog"))
    _is_what_whatsapp_fetches(server)
    _deletes_and_undoes(server, page, page.get_by_role("dialog"))
    _makes_a_chat_link(server, page, page.get_by_role("dialog"))


def _dresses_up(page: Page, panel: Locator) -> None:
    page.locator("#id_url").fill("https://marketku.id/kopi")
    page.locator("#id_slug").fill("kopi-kartu")
    panel.locator("summary").click()
    expect(panel.get_by_text("Beri tautan ini judul")).to_be_visible()
    page.locator("#id_title").press_sequentially("Es kopi")
    whatsapp, x = panel.locator(".app-whatsapp"), panel.locator(".app-x")
    expect(whatsapp.get_by_text("Es kopi")).to_be_visible()
    expect(whatsapp.get_by_text("/kopi-kartu")).to_be_visible()
    page.locator("#id_picture").set_input_files({"name": "a.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"})
    expect(panel.get_by_text("Ini bukan gambar yang bisa ditampilkan")).to_be_visible()
    page.locator("#id_picture").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    expect(whatsapp.locator("img")).to_have_js_property("naturalWidth", 40)
    fits(page)
    panel.get_by_text("X", exact=True).click()
    expect(x.locator("img")).to_be_visible()
    expect(whatsapp).not_to_be_visible()
    panel.get_by_role("button", name="1 minggu").click()
    expect(page.locator("#id_expires_at")).to_have_value(re.compile(r"^20\d\d-\d\d-\d\dT\d\d:\d\d$"))
    page.locator("#id_password").fill("rahasia")
    expect(panel.get_by_text("Di balik kata sandi")).to_be_visible()
    page.locator("#id_password").fill("")
    fits(page)
    panel.get_by_role("button", name="Buat tautan").click()
    expect(panel.get_by_text("Tautanmu siap")).to_be_visible()


def _is_what_whatsapp_fetches(server: Server) -> None:
    said = Head(server.visit("/kopi-kartu", **{"User-Agent": "WhatsApp/2.23.20.0 A"}).text)
    assert said.meta["og:title"] == "Es kopi"
    picture = server.visit(said.meta["og:image"].removeprefix(f"http://{server.domain}"))
    assert picture.headers["Content-Type"] == "image/jpeg"
    assert b"Secret" not in picture.content
    assert server.visit("/kopi-kartu").headers["Location"] == "https://marketku.id/kopi"


def _deletes_and_undoes(server: Server, page: Page, panel: Locator) -> None:
    panel.get_by_role("button", name="Tutup").click()
    row = page.get_by_role("row").filter(has_text="kopi-kartu")
    row.get_by_role("link", name="Ubah").click()
    expect(panel.locator(".picture-kept img")).to_be_visible()
    panel.get_by_role("button", name="Tidak pernah").click()
    panel.get_by_role("button", name="Hapus").click()
    expect(panel).not_to_be_visible()
    expect(row).not_to_be_visible()
    assert server.visit("/kopi-kartu").status_code == 404
    page.get_by_role("button", name="Urungkan").click()
    expect(row).to_be_visible()
    fits(page)


def _makes_a_chat_link(server: Server, page: Page, panel: Locator) -> None:
    page.get_by_role("link", name="Tautan WhatsApp").click()
    page.locator("#id_number").fill("0812")
    panel.get_by_role("button", name="Buat tautan").click()
    expect(panel.get_by_text("Ini bukan nomor telepon")).to_be_visible()
    page.locator("#id_number").fill("0812-3456-7890")
    page.locator("#id_message").fill("Halo, mau pesan es kopi")
    page.locator("#id_slug").fill("chat-kopi")
    panel.get_by_role("button", name="Buat tautan").click()
    expect(panel.get_by_text("Tautanmu siap")).to_be_visible()
    chat = server.visit("/chat-kopi").headers["Location"]
    assert chat == "https://wa.me/6281234567890?text=Halo%2C%20mau%20pesan%20es%20kopi"
    fits(page)
