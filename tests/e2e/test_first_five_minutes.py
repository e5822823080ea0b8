"""A newcomer, from the home page to the first click on the first link, without a detour."""

import re
import secrets
import subprocess

import pytest
from playwright.sync_api import Page, expect

from clicks.world import PHONE
from e2e.axe import serious_findings
from e2e.screens import fits
from running.server import Server
from running.waiting import eventually
from web.test_accounts import PASSWORD, link_in, mails

pytestmark = pytest.mark.any_engine

WORDS = {
    "en": {"account": "Make an account", "keys": "Create an API key"},
    "id": {"account": "Buat akun", "keys": "Buat API key"},
}


@pytest.mark.parametrize(("language", "width"), [("id", 360), ("en", 1280)])
def test_from_home_to_the_first_click(server: Server, page: Page, language: str, elsewhere: str) -> None:
    words, email = WORDS[language], f"baru-{secrets.token_hex(4)}@example.com"
    page.goto(f"http://home.{server.domain}/")
    page.locator("main").get_by_role("link", name=words["account"]).first.click()
    _make_an_account(server, page, email)

    page.locator("main a[href='/links/new']").click()
    expect(page.locator("#id_url")).to_be_visible()  # the first page is where a first link can begin
    page.keyboard.press("Escape")
    page.locator("main").get_by_role("link", name=words["keys"]).click()
    page.locator("#name").fill("laptop")
    page.locator("main form button[type=submit]").click()
    key = page.locator("#key").inner_text()
    page.locator("main a[href*='/getting-started']").click()
    expect(page.get_by_text(f"KLIQS_KEY={key[:18]}…")).to_be_visible()
    assert key not in page.content()
    assert page.locator("html").get_attribute("lang") == language

    slug = f"vps-{secrets.token_hex(4)}"
    export, create = (page.locator("main pre").nth(place).inner_text() for place in (0, 1))
    own = create.replace("vps-murah", slug).replace("https://example.com", elsewhere)  # as a reader puts in their own
    answer = _pasted(export, own, key)
    assert f'"short_url":"http://{server.domain}/{slug}"' in answer.replace(": ", ":")

    _visit(page, f"http://{server.domain}/{slug}", arrives_at=f"{elsewhere}/p/1")
    eventually(lambda: _people(page, server, slug) == "1", within_s=30)


def _make_an_account(server: Server, page: Page, email: str) -> None:
    page.locator("#id_email").fill(email)
    page.locator("#id_password1").fill(PASSWORD)
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_text("mail/")).to_be_visible()  # where the mail is, since no server sends it
    fits(page)
    assert serious_findings(page) == []
    page.goto(f"http://dash.{server.domain}{link_in(mails(server, email)[-1][1])}")
    page.locator("main form button").click()
    expect(page.get_by_role("status")).to_have_count(1)
    fits(page)


def _pasted(export: str, command: str, key: str) -> str:
    """What a shell says to two samples, the reader's key in the place that they leave for it."""
    script = re.sub(r"KLIQS_KEY=\S+", f"KLIQS_KEY={key}", export) + "\n" + command
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


def _visit(page: Page, address: str, arrives_at: str) -> None:
    """On a phone: a browser without a head is counted as the bot that it is."""
    assert page.context.browser is not None
    phone = page.context.browser.new_page(user_agent=PHONE)
    phone.goto(address)
    assert phone.url == arrives_at
    phone.close()


def _people(page: Page, server: Server, slug: str) -> str:
    page.goto(f"http://dash.{server.domain}/")
    return page.get_by_role("row").filter(has_text=slug).locator("td.number").first.inner_text().strip()
