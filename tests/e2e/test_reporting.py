"""A visitor reports a link, the operator decides, and nobody is led there any more."""

import secrets

import pytest
from playwright.sync_api import Page, expect

from cast import slug
from e2e.axe import serious_findings
from e2e.screens import fits
from running.server import Server

pytestmark = pytest.mark.any_engine


def test_a_reported_link_is_switched_off(server: Server, page: Page, language: str, width: int, elsewhere: str) -> None:
    account, name = server.account(), slug("hadiah")
    server.api(account.key).post("/links", json={"url": f"{elsewhere}/menang", "slug": name})
    page.goto(f"http://{server.domain}/{name}+")
    page.get_by_role("link", name={"en": "Report this link", "id": "Laporkan tautan ini"}[language]).click()
    expect(page.locator("#id_link")).to_have_value(f"{server.domain}/{name}")
    _looks_right(page)
    page.locator("[name=reason]").first.check()
    page.locator("#id_details").fill("Minta kode OTP.")
    page.locator("main form button").click()
    expect(page.get_by_role("heading")).to_contain_text({"en": "Thank you", "id": "Terima kasih"}[language])
    _looks_right(page)

    boss = f"operator-{secrets.token_hex(4)}@example.com"
    server.key(boss)
    with server.database() as db:
        db.execute("UPDATE accounts_user SET is_staff = ? WHERE email = ?", (True, boss))
    page.goto(f"http://dash.{server.domain}/login-link/{server.login_token(boss)}")
    page.locator("main form button").click()
    page.goto(f"http://dash.{server.domain}/office/reports")
    _looks_right(page)
    page.locator("main a", has_text=name).click()
    expect(page.locator("main")).to_contain_text("Minta kode OTP.")
    _looks_right(page)
    page.locator("[name=decision][value=link_disabled]").check()
    page.locator("#reason").fill("Phishing.")
    page.locator("main form button").click()
    expect(page.get_by_role("status")).to_be_visible()
    answer = page.goto(f"http://{server.domain}/{name}")
    assert answer is not None
    assert answer.status == 410


def _looks_right(page: Page) -> None:
    fits(page)
    assert serious_findings(page) == []
