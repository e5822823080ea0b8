"""Published pages over the real server: ready bytes, gates, presses, and changes that every visitor sees at once."""

import gzip
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import brotli
import pytest

from bio.everything import everything
from bio.publisher import Publisher, Refused
from running.server import Server
from running.waiting import eventually

BROWSER = {"Accept-Encoding": "gzip, deflate, br", "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
LINK = {"type": "link", "id": "menu", "label": "Menu", "url": "https://example.com/menu"}


@pytest.fixture(scope="module")
def publisher(server: Server) -> Iterator[Publisher]:
    made = Publisher(server)
    yield made
    made.close()


def html(server: Server, path: str, **headers: str) -> str:
    answer = server.visit(path, **headers)
    assert answer.status_code == 200, answer.text
    return answer.text


def shown(server: Server, path: str, words: str) -> None:
    """Wait until a page that has just changed shows the words: a process hears of it within a second."""
    eventually(lambda: words in server.visit(path).text, within_s=5)


def test_a_page_comes_compressed_as_asked_and_may_be_kept_but_not_trusted(publisher: Publisher) -> None:
    server = publisher.server
    publisher.published("warung", everything())
    plain = server.visit("/warung", **{"Accept-Encoding": "identity"})
    assert "Warung Ani" in plain.text
    assert plain.headers["Cache-Control"] == "private, no-cache"
    assert "content-encoding" not in plain.headers
    for encoding, undo in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        request = (
            f"GET /warung HTTP/1.1\r\nHost: {server.domain}\r\nAccept-Encoding: {encoding}\r\nConnection: close\r\n\r\n"
        )
        head, _, body = server.raw(request.encode()).partition(b"\r\n\r\n")
        assert f"content-encoding: {encoding}".encode() in head
        assert undo(body) == plain.content
    assert server.visit("/WARUNG/").text == plain.text
    assert server.visit("/warung", method="HEAD").content == b""


def test_what_a_browser_has_is_not_sent_again(publisher: Publisher) -> None:
    server = publisher.server
    publisher.published("again", everything(blocks=[LINK]))
    first = server.visit("/again", **BROWSER)
    known = {"If-None-Match": first.headers["ETag"]}
    for _ in range(3):  # the first is parsed, the others are known by their header fields
        again = server.visit("/again", **BROWSER, **known)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
    assert server.visit("/again", **BROWSER, **{"If-None-Match": '"other"'}).status_code == 200


def test_pipelined_views_come_whole_and_in_order(publisher: Publisher) -> None:
    server = publisher.server
    publisher.published("pipe", everything(blocks=[LINK]))
    one = f"GET /pipe HTTP/1.1\r\nHost: {server.domain}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    last = one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    answers = re.split(rb"(?=HTTP/1\.1 200 OK\r\n)", server.raw(one * 30 + last))[1:]
    assert len(answers) == 31
    bodies = [each.partition(b"\r\n\r\n")[2] for each in answers]
    assert {gzip.decompress(body) for body in bodies} == {html(server, "/pipe").encode()}


def test_buttons_lead_on_through_the_pages_path(publisher: Publisher) -> None:
    server = publisher.server
    publisher.published("buttons", everything())
    for name, location in (
        ("menu", "https://example.com/menu"),
        ("order", "https://wa.me/6281234567890?text=Halo%20Bu%20Ani%2C%20saya%20mau%20pesan"),
        ("socials.tiktok", "https://www.tiktok.com/@warungani"),
        ("gone", "/buttons"),
    ):
        answer = server.visit(f"/buttons/~{name}")
        assert (answer.status_code, answer.headers["Location"]) == (302, location)
        assert answer.headers["Cache-Control"] == "private, no-store"
    request = f"GET /buttons/~contact.phone HTTP/1.1\r\nHost: {server.domain}\r\nConnection: close\r\n\r\n"
    assert b"location: tel:+6281234567890\r\n" in server.raw(request.encode())  # httpx cannot read such a redirect
    card = server.visit("/buttons/~contact.card")
    assert card.headers["Content-Type"] == "text/vcard; charset=utf-8"
    assert "TEL;TYPE=CELL:+62 812 3456 7890\r\n" in card.text
    assert server.visit("/nowhere/~menu").status_code == 404


def test_links_have_no_buttons(publisher: Publisher) -> None:
    server = publisher.server
    api = server.api(server.key())
    api.post("/links", json={"url": "https://example.com/", "slug": "plain-link"})
    assert server.visit("/plain-link/~menu").status_code == 404
    assert server.visit("/plain-link").status_code == 302


def test_views_and_presses_are_counted_apart(publisher: Publisher) -> None:
    server = publisher.server
    page = publisher.published("counted", everything())
    for _ in range(4):
        server.visit("/counted", **BROWSER)
    server.visit("/counted", **{"User-Agent": "WhatsApp/2.24"})
    server.visit("/counted", method="HEAD", **BROWSER)
    server.visit("/counted/~menu", **BROWSER)
    server.visit("/counted/~socials.tiktok", **BROWSER)
    eventually(lambda: publisher.do("page_counts", page["id"])["presses"]["socials.tiktok"][0] == 1, within_s=20)
    counts = publisher.do("page_counts", page["id"])
    assert counts["views"] == [4, 1]
    assert counts["presses"]["menu"] == [1, 0.25]
    assert counts["presses"]["order"] == [0, 0.0]


def test_publishing_unpublishing_renaming_and_deleting_are_seen_at_once(publisher: Publisher) -> None:
    server = publisher.server
    page = publisher.do("create_page", "fresh", values=everything())
    assert server.visit("/fresh").status_code == 404
    publisher.do("publish", page["id"])
    shown(server, "/fresh", "Warung Ani")
    publisher.do("change_draft", page["id"], everything(profile={"name": "Warung Budi"}), number=1)
    assert "Warung Ani" in html(server, "/fresh")
    publisher.do("publish", page["id"])
    shown(server, "/fresh", "Warung Budi")
    publisher.do("rename", page["id"], "fresher")
    shown(server, "/fresher", "/fresher/~menu")
    eventually(lambda: server.visit("/fresh").status_code == 404, within_s=5)
    publisher.do("unpublish", page["id"])
    eventually(lambda: server.visit("/fresher").status_code == 404, within_s=5)
    publisher.do("delete_page", page["id"])
    publisher.published("fresher", everything(profile={"name": "Warung Citra"}))
    shown(server, "/fresher", "Warung Citra")


def test_a_version_comes_back_as_the_draft(publisher: Publisher) -> None:
    page = publisher.published("versions", everything())
    publisher.do("change_draft", page["id"], everything(profile={"name": "Lain"}))
    publisher.do("publish", page["id"])
    back = publisher.do("restore_version", page["id"], 1)
    assert "Warung Ani" in back["draft"]
    with pytest.raises(Refused, match="VERSION_NOT_FOUND"):
        publisher.do("restore_version", page["id"], 9)


def test_of_two_writers_the_one_who_has_not_seen_the_others_draft_is_refused(publisher: Publisher) -> None:
    page = publisher.do("create_page", "writers", values=everything())
    publisher.do("change_draft", page["id"], everything(profile={"name": "Warung Citra"}), number=1)
    with pytest.raises(Refused, match="PAGE_CHANGED"):
        publisher.do("change_draft", page["id"], everything(), number=1)
    with pytest.raises(Refused, match="PAGE_CHANGED"):
        publisher.do("publish", page["id"], number=1)


def test_slugs_are_one_namespace_with_links(publisher: Publisher) -> None:
    server = publisher.server
    api = server.api(server.key())
    api.post("/links", json={"url": "https://example.com/", "slug": "taken"})
    for slug, code in (("taken", "SLUG_ALREADY_EXISTS"), ("admin", "RESERVED_SLUG"), ("a b", "INVALID_SLUG")):
        with pytest.raises(Refused, match=code):
            publisher.do("create_page", slug)
    publisher.do("create_page", "page-first")
    refused = api.post("/links", json={"url": "https://example.com/", "slug": "page-first"})
    assert refused.json()["error"] == "SLUG_ALREADY_EXISTS"


def test_another_workspace_has_no_hand_in_it(publisher: Publisher) -> None:
    page = publisher.published("mine", everything())
    other = Publisher(publisher.server)
    try:
        for function, values in (
            ("publish", []),
            ("delete_page", []),
            ("rename", ["theirs"]),
            ("change_draft", [everything()]),
        ):
            with pytest.raises(Refused, match="PAGE_NOT_FOUND"):
                other.do(function, page["id"], *values)
    finally:
        other.close()


def test_a_gate_comes_first_and_is_passed_once(publisher: Publisher) -> None:
    server = publisher.server
    publisher.published("gated", everything(options={"gate": "age", "age": 21}))
    before = server.visit("/gated")
    assert "21" in before.text
    assert "/gated/~menu" not in before.text
    assert server.visit("/gated/~menu").headers["Location"] == "/gated"
    passed = server.visit("/gated/~enter")
    assert passed.headers["Location"] == "/gated"
    cookie = passed.headers["Set-Cookie"].partition(";")[0]
    assert "/gated/~menu" in html(server, "/gated", Cookie=cookie)
    assert server.visit("/gated/~menu", Cookie=cookie).headers["Location"] == "https://example.com/menu"


def test_a_password_keeps_the_page_and_its_buttons(publisher: Publisher) -> None:
    server = publisher.server
    page = publisher.published("secret", everything())
    publisher.do("set_password", page["id"], "rahasia")
    eventually(lambda: "Warung Ani" not in server.visit("/secret").text, within_s=5)
    assert 'type="password"' in html(server, "/secret")
    assert server.visit("/secret/~menu").headers["Location"] == "/secret"
    publisher.do("set_password", page["id"], "")
    shown(server, "/secret", "Warung Ani")


def test_a_block_comes_and_goes_at_its_time_although_bytes_are_kept(publisher: Publisher) -> None:
    server = publisher.server
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=3)
    block: dict[str, Any] = LINK | {"starts_at": soon.isoformat(), "ends_at": (soon + timedelta(seconds=2)).isoformat()}
    publisher.published("scheduled", everything(blocks=[block]))
    eventually(lambda: "/scheduled/~menu" in server.visit("/scheduled", **BROWSER).text, within_s=15)
    assert datetime.now(UTC) >= soon
    eventually(lambda: "/scheduled/~menu" not in server.visit("/scheduled", **BROWSER).text, within_s=15)
    assert datetime.now(UTC) >= soon + timedelta(seconds=2)


def test_chats_get_a_picture_of_the_page(publisher: Publisher) -> None:
    server = publisher.server
    publisher.published("social", everything())
    found = re.search(r'og:image" content="[^"]+(/social/~card-[0-9a-f]+\.jpg)"', html(server, "/social"))
    assert found is not None
    card = server.visit(found[1])
    assert card.headers["Content-Type"] == "image/jpeg"
    assert card.content.startswith(b"\xff\xd8")
    assert server.visit("/social/~card-0000000000000000.jpg").status_code == 404


def test_a_plan_has_so_many_pages(server: Server) -> None:
    publisher = Publisher(server)
    try:
        publisher.workspace_id = server.account(plan="free").workspace_id
        first = publisher.do("create_page", "only-one")
        with pytest.raises(Refused, match="PAGE_LIMIT_REACHED"):
            publisher.do("create_page", "one-more")
        publisher.do("delete_page", first["id"])
        publisher.do("create_page", "one-more")
    finally:
        publisher.close()


def test_a_page_that_this_version_cannot_read_is_away_however_one_asks(publisher: Publisher) -> None:
    server = publisher.server
    page = publisher.published("newer", everything(blocks=[LINK]))
    publisher.published("older", everything(blocks=[LINK]))
    with server.database() as db:
        route = "(SELECT id FROM routes_route WHERE slug = 'newer')"
        db.execute(f"UPDATE routes_body SET content = ? WHERE route_id = {route}", (b"\xc1",))
    for asking in ({}, BROWSER, {"Accept-Language": "id"}):
        assert server.visit("/older", **asking).status_code == 200  # its header fields are known from now on
        answer = server.visit("/newer", **asking)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    publisher.do("publish", page["id"])
    eventually(lambda: server.visit("/newer").status_code == 200, within_s=10)
