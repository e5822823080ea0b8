"""A shop whose clicks are read on the board, and its owner in front of it."""

import secrets
from dataclasses import dataclass

from playwright.sync_api import Page

from cast import VPS
from running.server import Server
from running.waiting import eventually

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"
WHATSAPP = "WhatsApp/2.24.20.89 A"


@dataclass(frozen=True)
class Shop:
    """`link` is the public id of its short link `slug`, which was clicked; `dash` where the dashboard is."""

    dash: str
    slug: str
    link: str
    email: str


def clicked_shop(server: Server, *agents: str) -> Shop:
    """A shop with a link that was clicked with these browsers, all of them counted."""
    email, slug = f"toko-{secrets.token_hex(3)}@example.com", f"es-kopi-{secrets.token_hex(3)}"
    api = server.api(server.account(email).key)
    made = api.post("/links", json={"url": VPS, "slug": slug, "tags": ["promo"]})
    assert made.status_code == 201, made.text
    for number, agent in enumerate(agents):
        server.visit(f"/{slug}", **{"User-Agent": f"{agent} {number}"})

    def clicks() -> int:
        found = api.get("/links", params={"slug": slug}).json()["data"]["clicks"]
        return int(found["human"] + found["preview"] + found["bot"])

    eventually(lambda: clicks() == len(agents), within_s=30)
    return Shop(f"http://dash.{server.domain}", slug, made.json()["data"]["id"], email)


def sign_in(server: Server, page: Page, shop: Shop) -> None:
    """The owner's browser, in the dashboard."""
    page.goto(f"{shop.dash}/login-link/{server.login_token(shop.email)}")
    page.locator("main button").click()
    page.wait_for_url(f"{shop.dash}/")
