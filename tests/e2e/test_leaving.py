"""A person looks at what was done, takes everything along, and deletes their workspace and then their account."""

import zipfile

import pytest
from playwright.sync_api import Page, expect

from e2e.screens import fits
from running.server import Server
from web.test_accounts import PASSWORD, confirm, sign_up

pytestmark = pytest.mark.any_engine
NOTHING_LIKE_THIS = {"en": "Nothing like this", "id": "Tidak ada yang seperti ini"}


@pytest.mark.parametrize(("language", "width"), [("id", 360), ("en", 1280)])
def test_looking_taking_along_and_leaving(server: Server, page: Page, language: str, width: int) -> None:
    email = f"pergi-{width}@example.com"
    confirm(server, sign_up(server, email, language), email)
    dash = f"http://dash.{server.domain}"
    page.goto(f"{dash}/account/login/")
    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main .account-form button[type=submit]").first.click()

    page.goto(f"{dash}/settings/activity")
    expect(page.locator(".activity-line")).to_have_count(3)
    fits(page)
    page.locator("select[name=kind]").select_option("keys")
    expect(page.locator(".empty h2")).to_have_text(NOTHING_LIKE_THIS[language])

    page.goto(f"{dash}/settings/export")
    fits(page)
    with page.expect_download() as taken:
        page.locator("main form button").click()
    with zipfile.ZipFile(taken.value.path()) as archive:
        assert archive.testzip() is None
        assert any(name.endswith("/links.csv") for name in archive.namelist())

    page.goto(f"{dash}/settings/workspace/delete")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main .account-form button").first.click()
    fits(page)
    page.locator("#id_name").fill(email)
    page.locator("main form button").click()
    expect(page).to_have_url(f"{dash}/workspaces/new")

    page.goto(f"{dash}/settings/profile/delete")
    page.locator("#id_email").fill(email)
    fits(page)
    page.locator("main form button").click()
    expect(page).to_have_url(f"{dash}/account/login/")
    expect(page.locator(".banner")).to_be_visible()
