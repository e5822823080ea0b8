"""A shop owner reads the board with a thumb: nothing pushes, nothing is too small, and a stretch of the chart opens."""

import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from running.server import Server
from running.waiting import eventually

pytestmark = pytest.mark.any_engine


@pytest.fixture(scope="module")
def board(server: Server, browser: Browser) -> Iterator[Page]:
    """The board on a phone that is touched, of a shop with a click."""
    email, slug = f"jempol-{secrets.token_hex(3)}@example.com", f"jempol-{secrets.token_hex(3)}"
    api = server.api(server.account(email).key)
    assert api.post("/links", json={"url": "https://kedaikopi.example", "slug": slug}).status_code == 201
    server.visit(f"/{slug}", **{"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130.0.0.0 Mobile Safari/537.36"})
    eventually(lambda: api.get("/links", params={"slug": slug}).json()["data"]["clicks"]["human"] == 1, within_s=30)
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"http://dash.{server.domain}/login-link/{server.login_token(email)}")
    page.locator("main button").click()
    page.wait_for_url(f"http://dash.{server.domain}/")
    yield page
    context.close()


def analytics(page: Page, query: str = "") -> None:
    """The board, drawn."""
    origin = page.evaluate("location.origin")
    page.goto(f"{origin}/analytics{query}")
    expect(page.locator("[data-chart] canvas")).to_be_visible()


def test_a_reader_who_finds_no_place_at_the_live_list_reads_why(board: Page) -> None:
    words = "Too many people are watching; this list starts again by itself."
    stream = f"retry: 60000\nevent: full\ndata: {words}\n\n"
    board.route("**/analytics/live*", lambda route: route.fulfill(content_type="text/event-stream", body=stream))
    analytics(board)
    expect(board.locator("[data-empty]")).to_have_text(words)
    board.unroute("**/analytics/live*")
    analytics(board)
    expect(board.locator(".live-row")).to_have_count(1)
    expect(board.locator("[data-empty]")).to_be_hidden()
