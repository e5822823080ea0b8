"""Signing in with GitHub, in a browser that obeys our policy: at GitHub's place is a stand-in on this machine."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from running.databases import Databases
from running.github import GitHub, github
from running.server import Server
from running.servers import servers_for
from web.test_accounts import actions, confirm, is_in, sign_in, sign_up


@pytest.fixture(scope="module")
def octo() -> Iterator[GitHub]:
    with github() as stand_in:
        yield stand_in


@pytest.fixture(scope="module")
def server(octo: GitHub, databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Kliqs that takes the stand-in for GitHub."""
    with servers_for(databases, tmp_path_factory.mktemp("github")) as servers:
        yield servers(**octo.settings())


def through_github(server: Server, page: Page) -> None:
    page.goto(f"http://dash.{server.domain}/account/login/")
    page.locator("a[href*='/account/github/login/']").click()
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/$|/account/(?!github/login/)"))


def test_a_new_person_comes_in_and_comes_back(
    server: Server, octo: GitHub, page: Page, language: str, width: int
) -> None:
    octo.number, octo.is_confirmed = width * 10 + ("en", "id").index(language), True
    octo.email = f"Octo-{language}-{width}@example.com"
    email = octo.email.lower()
    for _ in range(2):
        through_github(server, page)
        expect(page).to_have_url(f"http://dash.{server.domain}/")
        page.context.clear_cookies()
    assert actions(server, email) == ["account.created", "account.signed_in", "account.signed_in"]
    with server.database() as db:
        row = db.execute("SELECT id, language, name FROM accounts_user WHERE email = ?", (email,)).fetchone()
        owned = db.execute("SELECT role FROM accounts_member WHERE user_id = ?", (row[0],)).fetchall()
    assert row[1:] == (language, "Octo")
    assert [each[0] for each in owned] == ["owner"]


@pytest.mark.parametrize("is_confirmed", [True, False])
@pytest.mark.parametrize(("language", "width"), [("en", 1280)])
def test_an_address_at_github_opens_nobody_elses_account(
    server: Server, octo: GitHub, page: Page, is_confirmed: bool
) -> None:
    """The account is joined to GitHub from inside alone, by who knows its password."""
    email = f"milik-{is_confirmed}@example.com".lower()
    confirm(server, sign_up(server, email), email)
    octo.number, octo.email, octo.is_confirmed = 90_001 + is_confirmed, email, is_confirmed
    through_github(server, page)
    page.goto(f"http://dash.{server.domain}/")
    expect(page.locator("#id_login")).to_be_visible()
    assert is_in(sign_in(server, email))
