"""From a link to its clicks: wherever a link is listed or changed, its analytics are one tap away."""

import re

import pytest

from cast import SARI, VPS
from running.server import Server
from web.visitor import Visitor, signed_in

pytestmark = pytest.mark.any_engine


@pytest.fixture(scope="module")
def sari(server: Server) -> Visitor:
    server.key(SARI)
    return signed_in(server, SARI)


@pytest.fixture(scope="module")
def link(server: Server, sari: Visitor) -> str:
    """The public id of `es-teh`, which has the tag `minuman`."""
    made = server.api(server.key(SARI)).post("/links", json={"url": VPS, "slug": "es-teh", "tags": ["minuman"]})
    return str(made.json()["data"]["id"])


@pytest.mark.parametrize("path", ["/", "/links", "/links/{link}"])
def test_a_link_leads_to_its_clicks(sari: Visitor, link: str, path: str) -> None:
    assert f'href="/analytics?f=link:{link}"' in sari.get(path.format(link=link)).text


@pytest.mark.parametrize(("query", "subject"), [("f=link:{link}", "es-teh"), ("f=tag:minuman", "minuman")])
def test_a_board_about_one_thing_is_headed_by_it(sari: Visitor, link: str, query: str, subject: str) -> None:
    page = sari.get(f"/analytics?{query.format(link=link)}").text
    assert subject in _text("h1", page)
    assert _text("title", page) == f"{subject} · Analytics · Kliqs"


@pytest.mark.parametrize("query", ["", "?x=tag:minuman", "?f=tag:", "?f=tag:a&f=tag:b", "?f=link:a", "?f=device:phone"])
def test_any_other_board_is_the_workspaces(sari: Visitor, query: str) -> None:
    page = sari.get(f"/analytics{query}").text
    assert _text("h1", page) == "Analytics"
    assert _text("title", page) == "Analytics · Kliqs"


def test_the_part_that_is_exchanged_brings_its_title(sari: Visitor, link: str) -> None:
    fragment = sari.fragment("/analytics?f=tag:minuman").text
    assert "<html" not in fragment
    assert _text("title", fragment) == "minuman · Analytics · Kliqs"


def _text(element: str, page: str) -> str:
    found = re.search(f"<{element}[^>]*>(.*?)</{element}>", page, re.DOTALL)
    assert found is not None
    return " ".join(re.sub("<[^>]+>", "", found.group(1)).split())
