"""A shop owner reads the board: the chart draws, a click narrows it, a stretch of the chart enlarges it, new clicks
come in by themselves."""

import secrets

import pytest
from playwright.sync_api import Page, expect

from e2e.axe import serious_findings
from e2e.screens import fits
from running.server import Server
from running.waiting import eventually

pytestmark = pytest.mark.any_engine

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"
WORDS = {
    "en": {"phone": "Phone", "remove": "Remove the filter Phone", "all": "Today"},
    "id": {"phone": "Ponsel", "remove": "Hapus saringan Ponsel", "all": "Hari ini"},
}
PAINTED = "canvas => new Set(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data).size > 20"


@pytest.mark.parametrize(("language", "width"), [("id", 360), ("en", 1280)])
def test_reading_the_board(server: Server, page: Page, language: str, width: int) -> None:
    words, slug = WORDS[language], f"es-kopi-{secrets.token_hex(3)}"
    email = f"grafik-{language}@example.com"
    api = server.api(server.account(email).key)
    assert api.post("/links", json={"url": "https://kedaikopi.example", "slug": slug}).status_code == 201
    for number in range(3):
        server.visit(f"/{slug}", **{"User-Agent": f"{PHONE} {number}"})
    eventually(lambda: api.get("/links", params={"slug": slug}).json()["data"]["clicks"]["human"] == 3, within_s=30)
    dash = f"http://dash.{server.domain}"
    page.goto(f"{dash}/login-link/{server.login_token(email)}")
    page.locator("main button").click()
    page.wait_for_url(f"{dash}/")

    page.goto(f"{dash}/analytics")
    canvas = page.locator("[data-chart] canvas")
    expect(canvas).to_be_visible()
    assert canvas.evaluate(PAINTED)
    expect(page.locator(".figure dd").first).to_have_text("3")
    expect(page.get_by_role("link", name=slug, exact=True)).to_be_visible()
    expect(page.locator(".rank-name")).not_to_have_count(0)
    fits(page)
    assert serious_findings(page) == []

    page.get_by_role("link", name=words["phone"], exact=True).click()
    page.wait_for_url(f"{dash}/analytics?f=device%3Aphone")
    page.get_by_role("link", name=words["remove"]).click()
    page.wait_for_url(f"{dash}/analytics")

    page.get_by_role("link", name=words["all"], exact=True).click()
    page.wait_for_url("**period=1")
    chart = page.locator("[data-chart] .u-over")
    chart.evaluate("over => over.scrollIntoView({block: 'center'})")
    box = chart.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 60, steps=5)
    page.mouse.up()
    page.wait_for_url("**since=*until=*")

    page.goto(f"{dash}/analytics")
    rows = page.locator(".live-row")
    expect(rows).to_have_count(3)
    server.visit(f"/{slug}", **{"User-Agent": f"{PHONE} live"})
    expect(rows).to_have_count(4)
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG").click()
    assert download.value.suggested_filename == "clicks.png"
