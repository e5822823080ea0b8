"""A shop owner's day with links: create, copy, edit, print, search, tag, delete, take it back."""

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.screens import fits
from running.server import Server

pytestmark = pytest.mark.any_engine

NAMES = ("create", "ready", "copy", "copied", "close", "taken", "free", "save", "none", "tag", "delete", "undo", "edit")
WORDS = {
    "en": "Create link|Your link is ready|Copy link|Copied|Close|is taken|is free|Save|No link matches.|Add tag|Delete"
    "|Undo|Edit",
    "id": "Buat tautan|Tautanmu siap|Salin tautan|Tersalin|Tutup|sudah dipakai|masih bebas|Simpan"
    "|Tidak ada tautan yang cocok.|Tambah tag|Hapus|Urungkan|Ubah",
}


def test_a_day_with_links(server: Server, page: Page, language: str, width: int) -> None:
    words = dict(zip(NAMES, WORDS[language].split("|"), strict=True))
    email, slug = f"links-{language}-{width}@example.com", f"kopi-{language}-{width}"
    api = server.api(server.account(email).key)
    assert api.post("/links", json={"url": "https://example.com", "slug": f"api-{slug}"}).status_code == 201
    dash = f"http://dash.{server.domain}"
    page.goto(f"{dash}/login-link/{server.login_token(email)}")
    page.locator("main button").click()
    page.goto(f"{dash}/links")
    panel = page.get_by_role("dialog")

    page.get_by_role("link", name=words["create"]).click()
    page.locator("#id_url").fill("https://marketku.id/kopi")
    page.locator("#id_slug").press_sequentially(f"api-{slug}")
    expect(panel.get_by_text(words["taken"])).to_be_visible()
    panel.get_by_role("button", name=words["create"]).click()
    expect(page.locator("#id_slug_error")).to_be_visible()
    page.locator("#id_slug").fill("")
    page.locator("#id_slug").press_sequentially(slug)
    expect(panel.get_by_text(words["free"])).to_be_visible()
    panel.get_by_role("button", name=words["create"]).click()
    expect(panel.get_by_text(words["ready"])).to_be_visible()
    panel.get_by_role("button", name=words["copy"]).click()
    expect(panel.get_by_role("button", name=words["copied"])).to_be_visible()
    fits(page)
    panel.get_by_role("button", name=words["close"]).click()

    row = page.get_by_role("row").filter(has=page.locator(f'[data-copy-text$="/{slug}"]'))
    row.get_by_role("link", name=words["edit"]).click()
    page.locator("#id_title").fill("Es kopi susu")
    panel.get_by_role("button", name=words["save"]).click()
    expect(row.get_by_text("Es kopi susu")).to_be_visible()
    expect(panel).not_to_be_visible()

    _prints(page, row, slug, words["close"])

    page.locator("#search").press_sequentially("zzz")
    expect(page.get_by_text(words["none"])).to_be_visible()
    page.locator("#search").fill("susu")
    expect(row).to_be_visible()
    expect(page).to_have_url(f"{dash}/links?q=susu")
    page.reload()
    expect(row).to_be_visible()

    row.get_by_role("checkbox").check()
    page.locator(".selection-bar input").fill("Promo")
    page.get_by_role("button", name=words["tag"]).click()
    expect(row.get_by_text("Promo")).to_be_visible()
    fits(page)
    row.get_by_role("checkbox").check()
    page.get_by_role("button", name=words["delete"]).click()
    expect(row).not_to_be_visible()
    assert server.visit(f"/{slug}").status_code == 404
    page.get_by_role("button", name=words["undo"]).click()
    expect(row).to_be_visible()
    fits(page)


def _prints(page: Page, row: Locator, slug: str, close: str) -> None:
    panel = page.get_by_role("dialog")
    row.locator("a[href$='/qr']").click()
    code = panel.locator(".qr-code")
    expect(code).to_be_visible()
    before = code.get_attribute("src") or ""
    page.locator("#id_margin").select_option("8")
    expect(code).not_to_have_attribute("src", before)
    fits(page)
    with page.expect_download() as download:
        panel.get_by_role("button", name="SVG").click()
    assert download.value.suggested_filename == f"{slug}.svg"
    panel.get_by_role("button", name=close).click()
