"""From a login link to a key that works, and to a key that no longer does."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from e2e.screens import fits
from running.server import Server

pytestmark = pytest.mark.any_engine

WORDS = {
    "en": {
        "enter": "Sign in",
        "empty": "No links yet.",
        "step": "Create an API key",
        "create": "Create API key",
        "copy": "Copy",
        "copied": "Copied",
        "revoke": "Revoke",
        "revoked": "is revoked",
        "overview": "Overview",
    },
    "id": {
        "enter": "Masuk",
        "empty": "Belum ada tautan.",
        "step": "Buat API key",
        "create": "Buat API key",
        "copy": "Salin",
        "copied": "Tersalin",
        "revoke": "Cabut",
        "revoked": "sudah dicabut",
        "overview": "Ringkasan",
    },
}


def test_from_login_link_to_a_revoked_key(server: Server, page: Page, language: str, width: int) -> None:
    words = WORDS[language]
    email = f"{language}-{width}@example.com"
    server.account(email, name="first")
    dash = f"http://dash.{server.domain}"

    page.goto(f"{dash}/login-link/{server.login_token(email)}")
    expect(page.get_by_text(email)).to_be_visible()
    fits(page)
    page.get_by_role("button", name=words["enter"]).click()
    expect(page.get_by_text(words["empty"])).to_be_visible()
    fits(page)

    page.get_by_role("link", name=words["step"]).click()
    page.locator("#name").fill("production-server")
    page.get_by_role("button", name=words["create"]).click()
    key = page.locator("#key").inner_text()
    fits(page)
    page.get_by_role("button", name=words["copy"], exact=True).click()
    expect(page.get_by_role("button", name=words["copied"])).to_be_visible()
    made = _create(server, key)
    assert made.status_code == 201

    page.get_by_role("link", name=words["overview"]).click()
    expect(page.get_by_text(made.json()["data"]["short_code"])).to_be_visible()
    fits(page)

    page.goto(f"{dash}/settings/api-keys")
    row = page.get_by_role("row").filter(has_text="production-server")
    row.locator("summary").filter(has_text=words["revoke"]).click()
    row.get_by_role("button", name=f"{words['revoke']} “production-server”").click()
    expect(page.get_by_role("status")).to_contain_text(words["revoked"])
    fits(page)
    assert _create(server, key).json()["error"] == "REVOKED_API_KEY"


def _create(server: Server, key: str) -> httpx.Response:
    return server.api(key).post("/links", json={"url": "https://example.com/p/1"})
