"""A page as HTML: light, readable without script, in its language, and with nothing in it that runs but ours."""

import base64
import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bio.everything import BLOCKS, everything
from bio.html import Found, read_html
from kliqs.bio.document import check_document
from kliqs.bio.embeds import embed_of
from kliqs.bio.money import price_text, read_amount
from kliqs.bio.prose import to_html
from kliqs.bio.rendering import Rendered, render_gate, render_page
from kliqs.bio.themes import THEMES
from kliqs.settings import load

NOW = datetime(2026, 11, 25, tzinfo=UTC)
NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'onmouseover='alert(1)",
    "</style><script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    "[x](javascript:alert(1)) ![x](https://e.example/x.svg) <javascript:alert(1)>",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](JaVaScRiPt&colon;alert(1))",
    "{{ settings }}{% load x %}",
    "\u202egnp.exe\u2066",
    "<!--<script>",
    "]]></script><script>alert(1)//",
)


def render(values: dict[str, Any], now: datetime = NOW) -> Rendered:
    return render_page(check_document(values, load(), now), "warung-ani", load(), now, card="/warung-ani/~card-0.jpg")


def runs_nothing(rendered: Rendered) -> Found:
    """Only our own script is there, no address but a web page's, and the policy names what is inline by its hash."""
    found = read_html(rendered.html)
    assert found.unclosed == []
    assert [each.get("type", "js") for each in found.all("script")] in (
        ["application/ld+json"],
        ["application/ld+json", "js"],
    )
    for each in found.elements:
        assert [name for name in each.attributes if name.startswith("on") or name in ("style", "srcdoc")] == []
        for name in ("href", "src", "action", "data-frame"):
            assert each.attributes.get(name, "/").startswith(("/", "https://", "http://", "mailto:", "tel:"))
    assert {"iframe", "object", "embed", "form", "base"}.isdisjoint(each.name for each in found.elements)
    for content in re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", rendered.html, re.DOTALL):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'" in rendered.policy
    assert "unsafe" not in rendered.policy
    return found


@pytest.mark.parametrize("theme", THEMES)
def test_a_page_of_every_block_is_light(theme: str) -> None:
    rendered = render(everything(look={"theme": theme}))
    assert len(rendered.html.encode()) < 60_000
    runs_nothing(rendered)


def test_everything_can_be_read_without_script() -> None:
    text = runs_nothing(render(everything())).text
    for words in (
        "Warung Ani",
        "Rp85.000",
        "Bisa kirim ke luar kota?",
        "ekspedisi sehari sampai",
        "1 Februari 2030",
        "20.00 WIB",
    ):
        assert words in text


def test_every_button_goes_through_the_pages_own_path() -> None:
    found = runs_nothing(render(everything()))
    outward = [each["href"] for each in found.all("a") if not each["href"].startswith("/warung-ani/~")]
    assert outward == ["https://example.com/cerita", load().home_origin]


def test_nothing_is_asked_of_other_sites_before_a_press() -> None:
    rendered = render(everything())
    found = read_html(rendered.html)
    assert [each["src"] for each in found.all("img") if not each["src"].startswith("/media/")] == []
    assert found.all("iframe") == []
    assert re.findall(r"url\(\"?[^\"/]", rendered.html) == []
    assert "frame-src https://www.youtube-nocookie.com;" in rendered.policy


def _poisoned(value: Any, poison: str) -> Any:
    """The same document with poison in every text that people write."""
    if isinstance(value, dict):
        kept = (
            "type",
            "id",
            "url",
            "picture",
            "network",
            "icon",
            "phone",
            "email",
            "website",
            "style",
            "until",
            "price",
        )
        return {key: each if key in kept else _poisoned(each, poison) for key, each in value.items()}
    if isinstance(value, list):
        return [_poisoned(each, poison) for each in value]
    return f"{poison}{value}"[:100] if isinstance(value, str) else value


@pytest.mark.parametrize("poison", NASTY)
def test_nothing_that_people_write_can_run(poison: str) -> None:
    blocks = _poisoned([{k: v for k, v in each.items() if k != "price_before"} for each in BLOCKS], poison)
    profile = {"name": poison, "about": poison}
    options = {"title": poison, "description": poison}
    rendered = render({"profile": profile, "blocks": blocks, "options": options})
    runs_nothing(rendered)
    gate = render_gate(check_document({"profile": profile, "options": {"gate": "age"}}, load(), NOW), "x", load())
    assert read_html(gate.html).all("script") == []


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=60), st.text(max_size=200))
def test_no_text_breaks_a_page(name: str, prose: str) -> None:
    try:
        document = check_document({"profile": {"name": name}, "blocks": [{"type": "text", "text": prose}]}, load(), NOW)
    except Exception:  # noqa: BLE001  (refused: what is taken is the question here)
        return
    runs_nothing(render_page(document, "x", load(), NOW))


def test_structured_data_says_whose_page_it_is() -> None:
    html = render(everything(profile={"name": "Toko </script> & Co"})).html
    data = json.loads(html.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert data["@type"] == "ProfilePage"
    assert data["mainEntity"]["name"] == "Toko </script> & Co"


def test_search_engines_are_told_when_they_are_not_wanted() -> None:
    robots = [
        each
        for each in read_html(render(everything(options={"noindex": True})).html).all("meta")
        if each.get("name") == "robots"
    ]
    assert robots == [{"name": "robots", "content": "noindex"}]
    assert "noindex" not in render(everything()).html


def test_a_page_speaks_its_own_language() -> None:
    shown = {language: render(everything(options={"language": language})).html for language in ("en", "id")}
    assert '<html lang="id">' in shown["id"]
    assert ">Beli<" in shown["id"]
    assert ">Buy<" in shown["en"]
    assert "Friday, 1 February 2030" in shown["en"]


def test_texts_run_as_their_letters_do() -> None:
    found = read_html(
        render(everything(profile={"name": "مطعم آني 🍛"}, blocks=[{"type": "text", "text": "مرحبا"}])).html
    )
    assert found.all("h1") == [{"dir": "auto"}]
    assert {"dir": "auto"} in found.all("p")
    assert "🍛" in found.text


def test_blocks_come_and_go_by_their_schedule() -> None:
    link = {
        "type": "link",
        "label": "Promo",
        "url": "https://example.com/",
        "starts_at": "2026-11-26T00:00:00Z",
        "ends_at": "2026-11-27T00:00:00Z",
    }
    hidden = {"type": "heading", "text": "Rahasia", "hidden": True}
    shown = [
        "Promo" in render(everything(blocks=[link, hidden]), datetime(2026, 11, day, tzinfo=UTC)).html
        for day in (25, 26, 27)
    ]
    assert shown == [False, True, False]
    assert "Rahasia" not in render(everything(blocks=[hidden])).html


def test_a_countdown_that_is_over_says_so() -> None:
    html = render(everything(blocks=[BLOCKS[-2]]), datetime(2030, 2, 1, 13, tzinfo=UTC)).html
    assert "Promo sudah selesai" in html
    assert "Promo Ramadan" not in html


@pytest.mark.parametrize(
    ("amount", "currency", "language", "text"),
    [
        ("25000", "IDR", "id", "Rp25.000"),
        ("25000", "IDR", "en", "IDR25,000"),
        ("12.5", "USD", "en", "$12.50"),
        ("3000", "JPY", "en", "¥3,000"),
        ("1.234", "KWD", "en", "KWD1.234"),
        ("1234.5", "EUR", "id", "€1.234,50"),
    ],
)
def test_prices_are_written_as_the_language_does(amount: str, currency: str, language: str, text: str) -> None:
    number = read_amount(amount)
    assert number is not None
    assert price_text(number, currency, language).replace("\xa0", "") == text


@pytest.mark.parametrize(
    ("url", "frame"),
    [
        ("https://youtu.be/dQw4w9WgXcQ?t=3", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1"),
        (
            "https://m.youtube.com/watch?list=x&v=dQw4w9WgXcQ",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1",
        ),
        ("https://www.youtube.com/shorts/dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1"),
        (
            "https://www.tiktok.com/@ani.w/video/7301234567890123456",
            "https://www.tiktok.com/player/v1/7301234567890123456",
        ),
        ("https://www.instagram.com/reel/Cabc-123_x/", "https://www.instagram.com/reel/Cabc-123_x/embed/"),
        (
            "https://open.spotify.com/intl-id/track/4uLU6hMCjMI75M1A2tKUQC",
            "https://open.spotify.com/embed/track/4uLU6hMCjMI75M1A2tKUQC",
        ),
        ("https://evil.example/watch?v=dQw4w9WgXcQ", None),
        ("https://www.youtube.com/watch?v=../../x", None),
        ("https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ", None),
        ("https://vt.tiktok.com/ZSabc/", None),
    ],
)
def test_videos_are_known_by_the_address_that_people_copy(url: str, frame: str | None) -> None:
    embed = embed_of(url)
    assert (embed and embed.address) == frame


def test_prose_knows_a_part_of_markdown() -> None:
    html = to_html("**a** *b* [c](https://c.example)\n\n# d\n\n```\ne\n```\n<b>f</b> ![g](https://g.example/g.png)")
    assert "<strong>a</strong> <em>b</em>" in html
    assert 'rel="nofollow noopener ugc"' in html
    assert {each.name for each in read_html(html).elements} == {"p", "strong", "em", "a", "br"}
