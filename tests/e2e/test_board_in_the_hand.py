"""A shop owner reads the board with a thumb: nothing pushes, nothing is too small, and a stretch of the chart opens."""

import json
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.screens import fits
from running.server import Server
from running.waiting import eventually

pytestmark = pytest.mark.any_engine

# A list that goes on, as one of a shop with more values has at its end.
MORE = """() => {
  const more = document.createElement("a");
  more.textContent = "57 more";
  more.className = "text-sm";
  more.href = "#";
  document.querySelector(".panel-card .ranks").after(more);
}"""
# What is written into pictures from now on, and how far to the right it reaches.
SPY = """() => {
  window.written = [];
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    window.written.push({ text, y, right: x + this.measureText(text).width, width: this.canvas.width });
    write.call(this, text, x, y);
  };
}"""
# The relative luminance of a colour of the tokens (WCAG 2.2).
LUMINANCE = """name => {
  const canvas = document.createElement("canvas").getContext("2d");
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = `var(${name})`;
  canvas.fillStyle = getComputedStyle(probe).color;
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map(each => each / 255)
    .map(each => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}"""


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


def test_a_finger_brushes_whole_days(board: Page) -> None:
    analytics(board)
    _brush(board, 0.3, 0.62)
    board.wait_for_url("**since=*until=*")
    asked = parse_qs(urlsplit(board.url).query)
    assert asked["since"][0].endswith("T00:00")
    assert asked["until"][0].endswith("T00:00")
    days = datetime.fromisoformat(asked["until"][0]) - datetime.fromisoformat(asked["since"][0])
    assert timedelta(days=9) <= days <= timedelta(days=12)
    expect(board.locator(".choice-more").first).to_have_attribute("aria-current", "true")


def test_a_finger_that_moves_up_scrolls_the_page(board: Page) -> None:
    analytics(board)
    assert board.locator(".u-over").evaluate("over => getComputedStyle(over).touchAction") == "pan-y"


@pytest.mark.parametrize("query", ["?period=1", "?kind=human&kind=preview&kind=bot&compare=yes"])
def test_reading_the_chart_moves_nothing(board: Page, query: str) -> None:
    analytics(board, query)
    chart = board.locator("[data-chart] .u-over")
    chart.scroll_into_view_if_needed()
    before = chart.bounding_box()
    chart.tap()
    expect(board.locator("[data-reading]")).not_to_be_empty()
    assert chart.bounding_box() == before


def test_large_numbers_fit_a_phone(board: Page) -> None:
    analytics(board)
    board.locator(".stat-value").evaluate_all("all => all.forEach(one => (one.textContent = '12,345,678'))")
    fits(board)
    heights = board.locator(".stat-value").evaluate_all("all => all.map(one => [one.scrollWidth, one.clientWidth])")
    assert all(inside <= width for inside, width in heights)


def test_the_table_takes_the_whole_card(board: Page) -> None:
    analytics(board)
    board.get_by_text("The same as a table").click()
    widths = [board.locator(each).evaluate("box => box.clientWidth") for each in (".chart-foot", ".chart-foot .fold")]
    assert widths[0] == widths[1]


@pytest.mark.parametrize("where", [".chart-files > *", ".panel-card-head > a", ".rank-but", ".panel-card > a"])
def test_what_is_tapped_is_as_large_as_a_thumb(board: Page, where: str) -> None:
    analytics(board)
    expect(board.locator(".rank-but").first).to_be_attached()
    board.evaluate(MORE)
    boxes = board.locator(where).evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert boxes
    assert min(boxes) >= 40


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["preview", "bot"])
def test_what_is_no_person_is_seen_on_its_card(board: Page, scheme: Literal["light", "dark"], kind: str) -> None:
    board.emulate_media(color_scheme=scheme)
    analytics(board)
    on, ground = (board.evaluate(LUMINANCE, f"--color-{name}") for name in (kind, "raised"))
    board.emulate_media(color_scheme=None)
    assert (max(on, ground) + 0.05) / (min(on, ground) + 0.05) >= 3


def test_a_shape_of_several_provinces_leads_to_all_of_them(board: Page) -> None:
    places = {f"ID/{name}": [1, name, f"/analytics?f=region%3AID%2F{name}"] for name in ("South Papua", "Papua")}
    card = f"""<div class="map map-indonesia" data-map="/static/dist/indonesia.json">
      <script type="application/json">{json.dumps(places)}</script></div>"""
    board.route("**/panels/places*", lambda route: route.fulfill(content_type="text/html", body=card))
    analytics(board)
    board.locator(".map .place[data-level]").dispatch_event("click")
    board.wait_for_url("**f=region*")
    board.unroute("**/panels/places*")
    asked = parse_qs(urlsplit(board.url).query)["f"]
    provinces = ("Central Papua", "Highland Papua", "Papua", "South Papua")
    assert sorted(asked) == [f"region:ID/{name}" for name in provinces]
    expect(board.locator(".chip")).to_have_count(4)


def test_the_picture_of_the_chart_says_what_it_shows(board: Page) -> None:
    campaign = "a-campaign-with-a-long-name-" * 4
    analytics(board, f"?since=2026-11-01&until=2026-11-27&kind=human&kind=bot&f=device:phone&x=utm_campaign:{campaign}")
    board.evaluate(SPY)
    with board.expect_download():
        board.get_by_role("button", name="PNG").click()
    lines = board.evaluate("window.written")
    written = " ".join(line["text"] for line in lines)
    host = urlsplit(board.url).netloc
    for words in ("Analytics", "Devices Phone", "UTM campaign not", "Nov 1 – 27, 2026", "People, Bots", host):
        assert words in written.replace("\u2009", " ")
    assert all(0 < line["right"] <= line["width"] for line in lines)
    assert len({line["y"] for line in lines}) == len(lines) > 3


def _brush(page: Page, since: float, until: float) -> None:
    """Move a finger over the chart, from one part of its width to another."""
    chart = page.locator("[data-chart] .u-over")
    chart.evaluate("over => over.scrollIntoView({block: 'center'})")
    box = chart.bounding_box()
    assert box is not None
    finger = page.context.new_cdp_session(page)
    steps = [box["x"] + box["width"] * (since + (until - since) * step / 8) for step in range(9)]
    for number, x in enumerate(steps):
        point = {"x": x, "y": box["y"] + box["height"] / 2}
        kind = "touchMove" if number else "touchStart"
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    finger.detach()
