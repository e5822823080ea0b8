"""Bringing a page along in the dashboard: a file becomes a draft, and what is missing is told."""

import json

import pytest

from bio.strange_sites import LINKTREE
from bio.test_importing import LINKSTACK
from cast import slug
from running.server import Server
from web.visitor import Visitor, signed_in

pytestmark = pytest.mark.any_engine


@pytest.fixture(scope="module")
def owner(server: Server) -> Visitor:
    return signed_in(server, server.account(plan="business").email)


@pytest.mark.parametrize(("export", "missing"), [(LINKSTACK, "Kartu"), (LINKTREE, "Traktir kami")])
def test_an_export_becomes_a_draft_and_what_is_missing_is_told(
    owner: Visitor, export: dict[str, object], missing: str
) -> None:
    page = owner.upload("/pages/import", {"export": json.dumps(export).encode()}, {"slug": slug("impor")})
    assert page.status_code == 200
    assert missing in page.text
    assert "Kliqs has no such block." in page.text
    draft = page.text.partition('class="button" href="')[2].partition('"')[0]
    assert "Menu" in owner.get(draft).text


@pytest.mark.parametrize(
    ("fields", "files", "told"),
    [
        ({"slug": "impor", "url": "http://169.254.169.254/"}, {}, "could not be fetched"),
        ({"slug": "impor", "url": "http://127.0.0.1:22/"}, {}, "could not be fetched"),
        ({"slug": "impor"}, {}, "one of them"),
        ({"slug": "impor"}, {"export": b"{}"}, "nothing in it"),
        ({"slug": "impor"}, {"export": b"<p>"}, "nothing in it"),
        ({"slug": "admin"}, {"export": json.dumps(LINKTREE).encode()}, "keeps for itself"),
    ],
)
def test_what_cannot_be_imported_is_told_at_the_form(
    owner: Visitor, fields: dict[str, str], files: dict[str, bytes], told: str
) -> None:
    answer = owner.upload("/pages/import", files, fields)
    assert answer.status_code == 422
    assert told in answer.text
