"""`/<slug>+`: where a link leads, before going there."""

import pytest

from cast import slug
from kliqs.web.public.preview import split_destination
from running.server import Server
from running.waiting import eventually
from web.visitor import Visitor

DESTINATION = "https://shop.marketku.id:8443/p/1?utm_source=wa#top"


def made(server: Server, **fields: str) -> str:
    wanted = slug("lihat")
    answer = server.api(server.key()).post("/links", json={"url": DESTINATION, "slug": wanted, **fields})
    assert answer.status_code == 201, answer.text
    return wanted


def test_it_shows_the_whole_destination_with_its_host_apart(server: Server) -> None:
    page = Visitor(server).get(f"/{made(server, title='VPS Murah')}+")
    assert page.status_code == 200
    assert "https://<b>shop.marketku.id:8443</b>/p/1?utm_source=wa#top" in page.text
    assert "VPS Murah" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_what_an_owner_wrote_is_shown_as_text(server: Server) -> None:
    page = Visitor(server).get(f"/{made(server, title='<script>alert(1)</script>')}+").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page


def test_going_on_is_one_press_and_goes_through_the_link(server: Server) -> None:
    wanted = made(server)
    assert f'href="/{wanted}"' in Visitor(server).get(f"/{wanted}+").text


def test_looking_is_no_click(server: Server) -> None:
    wanted = slug("lihat")
    api = server.api(server.key())
    api.post("/links", json={"url": DESTINATION, "slug": wanted})
    visitor = Visitor(server)
    visitor.get(f"/{wanted}+")
    visitor.get(f"/{wanted}")  # the one click; once it is counted, an earlier one would be too

    def clicks() -> int:
        counts = api.get("/links", params={"slug": wanted}).json()["data"]["clicks"]
        return int(counts["human"] + counts["preview"] + counts["bot"])

    assert eventually(clicks) == 1


def test_behind_a_password_neither_destination_nor_title_are_shown(server: Server) -> None:
    page = Visitor(server).get(f"/{made(server, title='Daftar harga', password='kopi')}+")
    assert page.status_code == 200
    assert "behind a password" in page.text
    assert "marketku" not in page.text
    assert "Daftar harga" not in page.text


def test_a_destination_without_encryption_is_said_to_be_so(server: Server) -> None:
    assert "not encrypted" in Visitor(server).get(f"/{made(server, url='http://marketku.id/')}+").text


def test_an_unknown_link_has_no_preview(server: Server) -> None:
    page = Visitor(server, language="id").get(f"/{slug()}+")
    assert page.status_code == 404
    assert "Tautan ini buntu." in page.text


@pytest.mark.parametrize(("column", "says"), [("expires_at = 1", "has expired"), ("disabled = true", "switched off")])
def test_a_link_that_leads_nowhere_any_more_says_why(server: Server, column: str, says: str) -> None:
    wanted = made(server)
    with server.database() as database:
        database.execute(f"UPDATE routes_route SET {column} WHERE slug = ?", (wanted,))
    page = Visitor(server).get(f"/{wanted}+")
    assert page.status_code == 410
    assert says in page.text


@pytest.mark.parametrize(
    ("url", "before", "host", "after"),
    [
        ("https://example.com", "https://", "example.com", ""),
        ("http://example.com/a?b#c", "http://", "example.com", "/a?b#c"),
        ("https://[2001:db8::1]:81/x", "https://", "[2001:db8::1]:81", "/x"),
        ("https://example.com?next=//evil.example", "https://", "example.com", "?next=//evil.example"),
    ],
)
def test_the_host_is_what_stands_between_scheme_and_path(url: str, before: str, host: str, after: str) -> None:
    parts = split_destination(url)
    assert (parts.before, parts.host, parts.after) == (before, host, after)
