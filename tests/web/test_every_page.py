"""What holds for every page of every surface."""

import re

import pytest

from cast import SARI
from running.server import Server
from web.pages import DASHBOARD, DOCS, HOME, OPEN, PUBLIC, SITES, make_links, make_office, make_page
from web.visitor import Visitor, signed_in

pytestmark = pytest.mark.any_engine


@pytest.fixture(scope="module")
def pages(server: Server) -> dict[str, tuple[str, str]]:
    """Policy and HTML of one of each, by host and path."""
    make_links(server, SARI)
    asked = [("", path, Visitor(server)) for path in PUBLIC]
    for surface in ("docs", "home"):
        asked += [(surface, path, Visitor(server, f"{surface}.{server.domain}")) for path in SITES]
    asked += [("docs", path, Visitor(server, f"docs.{server.domain}")) for path in DOCS]
    asked += [("home", path, Visitor(server, f"home.{server.domain}")) for path in HOME]
    stranger, owner = Visitor(server, f"dash.{server.domain}"), signed_in(server, SARI)
    asked += [("dash", path, stranger) for path in OPEN]
    inside = DASHBOARD + make_office(server, SARI) + make_page(owner)
    asked += [("dash", path, owner) for path in inside]
    answers = {f"{surface} {path}": visitor.get(path) for surface, path, visitor in asked}
    assert all(answer.status_code < 500 for answer in answers.values())
    assert [path for path in inside if answers[f"dash {path}"].status_code != 200] == []
    return {name: (answer.headers.get("Content-Security-Policy", ""), answer.text) for name, answer in answers.items()}


def test_every_page_forbids_inline_scripts_and_styles(pages: dict[str, tuple[str, str]]) -> None:
    lax = [name for name, (policy, _) in pages.items() if "default-src 'none'" not in policy or "unsafe" in policy]
    assert lax == []


def test_no_page_has_an_inline_script_style_or_handler(pages: dict[str, tuple[str, str]]) -> None:
    inline = re.compile(r"<script(?![^>]+(?:src=|application/(?:ld\+)?json))|<style|\sstyle=|\son[a-z]+=|javascript:")
    assert [name for name, (_, html) in pages.items() if inline.search(html)] == []


def test_no_page_loads_anything_from_elsewhere(pages: dict[str, tuple[str, str]]) -> None:
    loads = re.compile(
        r'<(?:script|img|iframe)[^>]+src="([^"]+)"|<link(?![^>]+(?:alternate|canonical))[^>]+href="([^"]+)"'
    )
    foreign = [
        (name, address)
        for name, (_, html) in pages.items()
        for found in loads.findall(html)
        for address in found
        if address and not re.match(r"/[^/]|data:", address)
    ]
    assert foreign == []


def test_every_page_has_one_heading_a_title_and_a_language(pages: dict[str, tuple[str, str]]) -> None:
    parts = (r"<h1\b", r"<title>", r'<html lang="(?:en|id)">')
    odd = [name for name, (_, html) in pages.items() if [len(re.findall(part, html)) for part in parts] != [1, 1, 1]]
    assert odd == []


def test_style_and_script_of_a_page_stay_small(server: Server, pages: dict[str, tuple[str, str]]) -> None:
    """Pages that visitors meet weigh a fifth of what the dashboard may."""
    weights: dict[str, int] = {}
    for name, (_, html) in pages.items():
        addresses = set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:css|js))"', html))
        for address in addresses - weights.keys():
            weights[address] = len(server.raw(_request(address)))
        limit = 150_000 if name.startswith("dash ") else 30_000
        assert addresses, name
        assert sum(weights[address] for address in addresses) < limit, name


def test_files_with_a_hash_in_their_name_may_be_kept_for_ever(
    server: Server, pages: dict[str, tuple[str, str]]
) -> None:
    address = re.search(r'"(/static/[^"]+\.css)"', pages[" /open+"][1])
    assert address is not None
    assert "immutable" in server.visit(address.group(1)).headers["Cache-Control"]


def _request(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n".encode()
