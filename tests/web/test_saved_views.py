"""Kept views: a taken name is asked about, and whoever keeps or removes one stays on the board and is told."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from running.server import Server
from web.visitor import Visitor, signed_in

pytestmark = pytest.mark.any_engine


@pytest.fixture
def owner(server: Server) -> Visitor:
    return signed_in(server, server.account("simpan@example.com").email)


def test_a_taken_name_is_asked_about_before_it_is_replaced(owner: Visitor) -> None:
    assert _keep(owner, "Ponsel", "f=device:phone").status_code == 302
    assert "kept" in owner.get("/analytics").text
    refused = owner.submit("/analytics", "/analytics/views", name="Ponsel", query="f=device:tablet", new="yes")
    assert refused.status_code == 422
    assert "There is a view with this name already" in refused.text
    assert 'href="/analytics?f=device:phone">Ponsel' in owner.get("/analytics").text
    replacing = re.search(r'<form[^>]*id="replace".*?</form>', refused.text, re.DOTALL)
    assert replacing is not None
    fields = dict(re.findall(r'name="(\w+)"\s+value="([^"]*)"', replacing.group()))
    fields.pop("csrfmiddlewaretoken", None)
    assert fields == {"name": "Ponsel", "query": "f=device:tablet"}
    assert owner.submit("/analytics", "/analytics/views", **fields).status_code == 302
    assert 'href="/analytics?f=device:tablet">Ponsel' in owner.get("/analytics").text


def test_removing_a_view_leaves_the_board_as_it_is(owner: Visitor) -> None:
    _keep(owner, "Tablet", "f=device:tablet")
    page = owner.get("/analytics?period=7&f=device:phone").text
    forms = re.findall(r'action="(/analytics/views/\d+/forget)".*?name="query"\s+value="([^"]*)"', page, re.DOTALL)
    path, query = forms[-1]
    removed = owner.submit("/analytics", path, query=query.replace("&amp;", "&"))
    assert _asked(removed.headers["Location"]) == {"period": ["7"], "f": ["device:phone"]}
    assert "is removed" in owner.get("/analytics").text


def test_the_weekly_mail_leaves_the_board_as_it_is(owner: Visitor) -> None:
    page = owner.get("/analytics?f=device:phone").text
    form = re.search(r'<form[^>]*action="(/[\w/-]*weekly[\w/-]*)".*?</form>', page, re.DOTALL)
    assert form is not None
    query = re.search(r'name="query"\s+value="([^"]*)"', form.group())
    assert query is not None
    answer = owner.submit("/analytics", form.group(1), wanted="yes", query=query.group(1))
    assert _asked(answer.headers["Location"]) == {"f": ["device:phone"]}


def _keep(owner: Visitor, name: str, query: str) -> httpx.Response:
    return owner.submit("/analytics", "/analytics/views", name=name, query=query, new="yes")


def _asked(address: str) -> dict[str, list[str]]:
    parts = urlsplit(address)
    assert parts.path == "/analytics"
    return parse_qs(parts.query)
