"""The pages of the home host: what a newcomer, a search engine and a chat app find there."""

import gzip
import html
import io
import json
import re
from xml.etree import ElementTree

import pytest
from PIL import Image

from kliqs.accounts.plans import listed
from running.server import Server
from web.visitor import Visitor

pytestmark = pytest.mark.any_engine

PAGES = ["/", "/en", "/id", "/privacy", "/id/terms", "/status"]
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
MOST_BYTES = 100_000  # all that is loaded before pictures


@pytest.fixture(scope="module")
def home(server: Server) -> Visitor:
    return Visitor(server, f"home.{server.domain}")


def test_no_page_sets_a_cookie(home: Visitor) -> None:
    answers = [home.get(path) for path in [*PAGES, "/no-such-page", "/card-en.png"]]
    assert [answer.headers.get("Set-Cookie") for answer in answers] == [None] * len(answers)


@pytest.mark.parametrize(("language", "says"), [("en", "tell you the truth"), ("id", "berkata jujur")])
def test_the_browser_chooses_the_language_until_the_address_does(server: Server, language: str, says: str) -> None:
    visitor = Visitor(server, f"home.{server.domain}", language)
    answer = visitor.get("/")
    assert says in answer.text
    assert "Accept-Language" in answer.headers["Vary"]
    other = "id" if language == "en" else "en"
    assert visitor.get(f"/{other}").headers["Content-Language"] == other


def test_every_page_names_itself_in_both_languages(server: Server, home: Visitor) -> None:
    origin = f"http://home.{server.domain}"
    for path in ("", "/privacy", "/terms"):
        text = home.get(f"/id{path}").text
        assert f'<link rel="canonical" href="{origin}/id{path}">' in text
        assert f'<meta property="og:url" content="{origin}/id{path}">' in text
        for code in ("en", "id"):
            assert f'hreflang="{code}" href="{origin}/{code}{path}"' in re.sub(r"\s+", " ", text)


def test_the_sitemap_leads_to_pages_that_are_there(server: Server, home: Visitor) -> None:
    origin = f"http://home.{server.domain}"
    found = [each.text or "" for each in ElementTree.fromstring(home.get("/sitemap.xml").text).iter(LOC)]
    assert f"{origin}/id/privacy" in found
    assert all(address.startswith(origin) for address in found)
    assert {home.get(address.removeprefix(origin)).status_code for address in found} == {200}


def test_search_engines_read_the_questions_that_people_read(home: Visitor) -> None:
    text = home.get("/id").text
    written = re.search(r'<script type="application/ld\+json">(.+?)</script>', text, re.DOTALL)
    assert written is not None
    asked = [each["name"] for each in json.loads(written.group(1))["mainEntity"]]
    assert len(asked) > 3
    assert asked == [html.unescape(each) for each in re.findall(r"<summary>(.+?)</summary>", text)]


@pytest.mark.parametrize("language", ["en", "id"])
def test_chat_apps_get_a_picture_of_the_right_size(server: Server, home: Visitor, language: str) -> None:
    answer = home.get(f"/card-{language}.png")
    assert answer.headers["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.size == (1200, 630)
    docs = Visitor(server, f"docs.{server.domain}")
    for text in (home.get(f"/{language}").text, docs.get(f"/{language}").text):
        assert f'<meta property="og:image" content="http://home.{server.domain}/card-{language}.png">' in text


def test_plans_are_those_of_the_table(home: Visitor) -> None:
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", home.get("/en").text))
    for plan in listed():
        price = " Costs nothing" if plan.rupiah == 0 else ""
        limits = f"{plan.requests_per_month:,} requests a month {plan.links:,} links at a time"
        assert f"{plan.title}{price} {limits}" in text
    assert "600 requests a month" in text


def test_the_status_says_what_is_so_and_tells_nothing_else(server: Server, home: Visitor) -> None:
    answer = home.get("/status")
    assert answer.status_code == 200
    assert "Everything works." in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    for secret in (str(server.data_dir), "sqlite", "postgres"):
        assert secret not in answer.text


def test_the_landing_page_weighs_less_than_100_kb_before_its_pictures(server: Server) -> None:
    weights = {"/id": _compressed(server, "/id")}
    text = Visitor(server, f"home.{server.domain}").get("/id").text
    for address in set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:css|js))"', text)):
        weights[address] = _compressed(server, address)
    style = next(address for address in weights if address.endswith(".css"))
    fonts = re.findall(
        r"url\(([^)]+(?:jakarta-sans|jetbrains-mono)-latin-wght[^)]+)\)",
        server.visit(style, host=f"home.{server.domain}").text,
    )
    assert len(set(fonts)) == 2
    for font in set(fonts):
        address = f"/static/dist/{font.strip(chr(34)).removeprefix('./')}"
        weights[address] = _compressed(server, address)
    assert sum(weights.values()) < MOST_BYTES, weights


def _compressed(server: Server, path: str) -> int:
    """Bytes of the body as they travel to a browser that takes gzip."""
    host = f"home.{server.domain}"
    answer = server.raw(
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n".encode()
    )
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), (path, head)
    if not path.endswith(".woff2"):
        assert gzip.decompress(body)
    return len(body)
