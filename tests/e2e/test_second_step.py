"""The second step of signing in: a code from an app, a recovery code, and a passkey instead of all of it."""

import base64
import hmac
import struct
import time

import pytest
from playwright.sync_api import Page, expect

from e2e.screens import fits, until_loaded
from running.server import Server
from web.test_accounts import PASSWORD, confirm, sign_up

pytestmark = pytest.mark.any_engine
STEP_S = 30
TYPING_S = 10


def code_of(secret: str) -> str:
    """What the app shows (RFC 6238): the next code, where the present one ends before it could be typed."""
    if (left_s := STEP_S - time.time() % STEP_S) < TYPING_S:
        time.sleep(left_s)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // STEP_S), "sha1").digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4]) & 0x7FFFFFFF) % 1_000_000:06d}"


def test_codes_and_passkeys(server: Server, page: Page, language: str, width: int) -> None:
    email = f"aman-{language}-{width}@example.com"
    confirm(server, sign_up(server, email), email)
    dash = f"http://dash.{server.domain}"
    page.goto(f"{dash}/account/login/")
    _sign_in(page, email)
    expect(page).to_have_url(f"{dash}/")
    page.goto(f"{dash}/account/2fa/totp/activate/")
    _confirm_password(page)
    secret = page.locator("#authenticator_secret").input_value()
    fits(page)
    page.locator("#id_code").fill(code_of(secret))
    page.locator("main .account-form button").click()
    page.wait_for_url(lambda url: "activate" not in url)
    page.goto(f"{dash}/account/2fa/recovery-codes/")
    recovery_codes = page.locator("#recovery_codes").input_value().split()
    _sign_out(page, dash)

    _sign_in(page, email)
    page.locator("#id_code").fill(recovery_codes[0])
    page.locator("main .account-form button").first.click()
    expect(page).to_have_url(f"{dash}/")

    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    client.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{dash}/account/2fa/webauthn/add/")
    _confirm_password(page)
    page.locator("#id_name").fill("laptop")
    page.locator("#id_passwordless").check()
    until_loaded(page)
    page.locator("#mfa_webauthn_add").click()
    expect(page).to_have_url(f"{dash}/account/2fa/")
    fits(page)
    _sign_out(page, dash)
    page.locator("#passkey_login").click()
    expect(page).to_have_url(f"{dash}/")


def _sign_in(page: Page, email: str) -> None:
    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main .account-form button[type=submit]").first.click()


def _confirm_password(page: Page) -> None:
    """What changes the way in asks for the password once more."""
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main .account-form button").first.click()


def _sign_out(page: Page, dash: str) -> None:
    page.goto(f"{dash}/account/logout/")
    page.locator("main form button").click()
    expect(page.locator("#id_login")).to_be_visible()
    until_loaded(page)
    fits(page)
