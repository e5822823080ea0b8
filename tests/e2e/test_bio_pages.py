"""Bio pages as people meet them: every theme on a phone and a desk, by day and night, and what happens on a press."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from bio.everything import BLOCKS, everything
from bio.publisher import Publisher
from e2e.axe import serious_findings
from e2e.screens import fits
from kliqs.bio.document import check_document
from kliqs.bio.rendering import render_gate, render_page
from kliqs.bio.themes import THEMES
from kliqs.settings import load
from running.server import Server

NOW = datetime(2026, 11, 25, tzinfo=UTC)
RUNS = "<img src=x onerror='window.hasRun=1;alert(1)'><script>window.hasRun=1</script>"
WRITTEN = {"name", "about", "label", "text", "alt", "caption", "title", "description", "merchant", "place", "address"}
WRITTEN |= {"message", "question", "answer"}
pytestmark = pytest.mark.any_engine


@pytest.fixture(scope="module")
def publisher(server: Server) -> Iterator[Publisher]:
    made = Publisher(server)
    yield made
    made.close()


def by_every_light(browser: Browser, width: int) -> Iterator[Page]:
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme)
        yield context.new_page()
        context.close()


@pytest.mark.parametrize("theme", THEMES)
def test_no_theme_shuts_anybody_out(browser: Browser, theme: str) -> None:
    document = check_document(everything(look={"theme": theme}), load(), NOW)
    for page in by_every_light(browser, 360):
        page.set_content(render_page(document, "warung", load(), NOW).html)
        assert serious_findings(page) == []
        fits(page)
        page.set_viewport_size({"width": 1280, "height": 800})
        fits(page)


def test_a_gate_shuts_nobody_out(browser: Browser) -> None:
    document = check_document(everything(options={"gate": "age"}), load(), NOW)
    for page in by_every_light(browser, 360):
        page.set_content(render_gate(document, "warung", load()).html)
        assert serious_findings(page) == []
        fits(page)


def test_a_video_loads_when_it_is_pressed_and_not_before(
    page: Page, publisher: Publisher, width: int, language: str
) -> None:
    slug = f"press-{width}-{language}"
    video = next(each for each in BLOCKS if each["type"] == "embed")
    publisher.published(slug, everything(blocks=[video, BLOCKS[-2]]))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.route("https://www.youtube-nocookie.com/**", lambda route: route.fulfill(body="a video"))
    page.goto(f"http://{publisher.server.domain}/{slug}")
    expect(page.get_by_role("timer")).to_contain_text(":")
    assert [url for url in asked if publisher.server.domain not in url] == []
    page.get_by_text("Cara membungkus lontong").click()
    expect(page.locator("iframe")).to_have_attribute("title", "Cara membungkus lontong")
    assert f"http://{publisher.server.domain}/{slug}/~video" in asked, "the press is counted"
    assert any(url.startswith("https://www.youtube-nocookie.com/embed/") for url in asked)


def test_nothing_that_somebody_wrote_runs_in_a_browser(browser: Browser, publisher: Publisher) -> None:
    publisher.published("jahat", _with_script(everything(options={"title": RUNS, "description": RUNS})))
    page = browser.new_page()
    dialogs: list[Dialog] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog))  # noqa: PLW0108 (Playwright marks what it is given)
    page.goto(f"http://{publisher.server.domain}/jahat", wait_until="networkidle")
    expect(page.get_by_text("<script>").first).to_be_visible()
    assert page.locator("img[src=x], [onerror]").count() == 0
    assert page.evaluate("window.hasRun") is None
    assert dialogs == []
    page.close()


def _with_script(value: Any) -> Any:
    """The document with every text that people write made one that would run, were it not taken as text."""
    if isinstance(value, dict):
        return {
            name: RUNS if name in WRITTEN and isinstance(each, str) else _with_script(each)
            for name, each in value.items()
        }
    return [_with_script(each) for each in value] if isinstance(value, list) else value


def test_a_page_works_without_script(browser: Browser, publisher: Publisher) -> None:
    publisher.published("no-script", everything(options={"gate": "age"}))
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"http://{publisher.server.domain}/no-script")
    page.get_by_role("link", name="18").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Warung Ani")
    page.get_by_text("Apakah halal?").click()
    expect(page.get_by_text("Ya, semua.")).to_be_visible()
    context.route("https://example.com/**", lambda route: route.fulfill(body="the menu"))
    page.get_by_role("link", name="Menu hari ini").click()
    expect(page.get_by_text("the menu")).to_be_visible()
    context.close()
