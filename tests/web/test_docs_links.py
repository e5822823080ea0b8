"""Every link of the docs leads somewhere: pages and headings of ours are asked for, addresses of others looked at."""

import re
from functools import cache
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest

from running.server import Server
from web.docs_site import LANGUAGES, page_names
from web.visitor import Visitor

pytestmark = pytest.mark.any_engine

HREF = re.compile(r'<a\b[^>]*\shref="([^"]*)"')


def test_every_link_leads_somewhere(server: Server) -> None:
    surfaces = ("docs", "home", "dash", "")
    visitors = {f"{name}.{server.domain}" if name else server.domain: name for name in surfaces}
    visitors[f"127.0.0.1:{server.port}"] = ""  # where samples find the API on a laptop

    @cache
    def answer(host: str, path: str) -> tuple[int, str]:
        got = Visitor(server, host).get(path)
        return got.status_code, got.text

    broken = []
    for language in LANGUAGES:
        for name in page_names():
            here = f"http://docs.{server.domain}/{language}/{name}"
            for href in map(unescape, HREF.findall(answer(f"docs.{server.domain}", f"/{language}/{name}")[1])):
                target = urlsplit(urljoin(here, href))
                if target.netloc not in visitors:
                    if target.scheme != "https" or "." not in target.netloc:
                        broken.append((here, href))
                    continue
                status, text = answer(target.netloc, target.path or "/")
                # What the dashboard keeps for those who sign in leads them there.
                if status not in (200, 302) or (target.fragment and f'id="{target.fragment}"' not in text):
                    broken.append((here, href))
    assert broken == []


def test_a_page_in_one_language_leads_to_pages_in_it(server: Server) -> None:
    """The one way out is the switch."""
    visitor = Visitor(server, f"docs.{server.domain}")
    for name in page_names():
        strays = [
            href
            for href in HREF.findall(visitor.get(f"/id/{name}").text)
            if href.startswith("/") and not href.startswith("/id") and href != "/llms.txt"
        ]
        assert strays == [f"/en/{name}" if name != "index" else "/en"]
