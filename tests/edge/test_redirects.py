"""What the redirect lane answers, over real sockets."""

import re
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from running.server import Server
from running.servers import Servers
from running.waiting import eventually

INDONESIAN = {"Accept-Language": "id-ID,id;q=0.9,en;q=0.5"}


@pytest.fixture(scope="module")
def shop(server: Server) -> Server:
    """A server with a few links."""
    api = server.api(server.key())
    for slug, url in (
        ("plain", "https://example.com/p/1"),
        ("asks", "https://example.com/p?a=1#top"),
        ("fragment", "https://example.com/p#top"),
    ):
        assert api.post("/links", json={"url": url, "slug": slug}).status_code == 201
    return server


def logged(server: Server) -> list[list[str]]:
    """The fields of every line in the click log."""
    lines = [line for path in log_files(server) for line in path.read_text("ascii").splitlines()]
    return [line.split("\t") for line in lines]


def log_files(server: Server) -> list[Path]:
    return sorted((server.data_dir / "click-log").glob("*.log"))


def test_a_redirect_must_be_asked_for_again_every_time(shop: Server) -> None:
    answer = shop.visit("/plain")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "https://example.com/p/1"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Length"] == "0"
    assert answer.headers["Date"].endswith("GMT")


@pytest.mark.parametrize("path", ["/PLAIN", "/Plain", "/plain/", "/%70lain", "/pl%61IN"])
def test_a_slug_is_found_however_it_is_written(shop: Server, path: str) -> None:
    assert shop.visit(path).headers["Location"] == "https://example.com/p/1"


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/plain?utm_source=wa", "https://example.com/p/1?utm_source=wa"),
        ("/asks?b=2", "https://example.com/p?a=1&b=2#top"),
        ("/fragment?b=2", "https://example.com/p?b=2#top"),
        ("/plain?qr=1", "https://example.com/p/1"),
        ("/plain?qr=1&b=2", "https://example.com/p/1?b=2"),
    ],
)
def test_the_visitors_query_goes_along(shop: Server, path: str, location: str) -> None:
    assert shop.visit(path).headers["Location"] == location


def test_head_answers_the_same_without_being_logged(shop: Server) -> None:
    before = len(logged(shop))
    answer = shop.visit("/plain", method="HEAD")
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://example.com/p/1")
    assert len(logged(shop)) == before


def test_the_log_has_the_visit_before_the_visitor_has_the_answer(shop: Server) -> None:
    shop.visit(
        "/plain?qr=1&x=%0a", **{"User-Agent": "a\tb", "DNT": "1", "Sec-GPC": "1", "Referer": "https://r.example/"}
    )
    fields = logged(shop)[-1]
    assert fields[3] == "r"
    assert fields[6] == "plain"
    assert fields[9:12] == ["127.0.0.1", "a\\x09b", "https://r.example/"]
    assert set(fields[14]) == {"q", "d", "g"}


def test_visitors_whose_lines_others_have_sent_are_logged_as_who_they_are(shop: Server) -> None:
    sent = [("one", "a.example"), ("two", "b.example"), ("two", "a.example"), ("one", "b.example")]
    requests = [
        f"GET /plain HTTP/1.1\r\nHost: x\r\nUser-Agent: {agent}\r\nReferer: https://{site}/\r\n\r\n".encode()
        for agent, site in sent
    ]
    before = len(logged(shop))
    with socket.create_connection(("127.0.0.1", shop.port), timeout=10) as connection:
        for request in requests:  # each when the one before is answered: those in one packet are parsed
            connection.sendall(request)
            assert connection.recv(4096).startswith(b"HTTP/1.1 302 ")
    lines = [(line[10], line[11], line[12]) for line in logged(shop)[before:]]
    assert lines == [(agent, f"https://{site}/", "") for agent, site in sent]


@pytest.mark.parametrize(("language", "words"), [({}, "en"), (INDONESIAN, "id")])
def test_an_unknown_slug_gets_a_page_in_the_visitors_language(
    shop: Server, language: dict[str, str], words: str
) -> None:
    answer = shop.visit("/no-such-link", **language)
    assert answer.status_code == 404
    assert answer.headers["Content-Language"] == words
    assert f'<html lang="{words}">' in answer.text
    assert "no-such-link" not in answer.text


def test_a_link_expires_at_its_moment_and_says_so(start_server: Servers) -> None:
    server = start_server()
    api = server.api(server.key())
    moment = datetime.now(UTC) + timedelta(seconds=5)
    body = {"url": "https://example.com", "slug": "soon", "expires_at": moment.isoformat()}
    assert api.post("/links", json=body).status_code == 201
    while datetime.now(UTC) < moment - timedelta(seconds=1):
        assert server.visit("/soon").status_code == 302
    eventually(lambda: server.visit("/soon").status_code == 410, within_s=10)
    assert datetime.now(UTC) >= moment
    assert logged(server)[-1][3] == "e"


def test_a_slug_asked_for_too_early_redirects_as_soon_as_it_is_made(shop: Server) -> None:
    assert shop.visit("/made-later").status_code == 404
    assert shop.api(shop.key()).post("/links", json={"url": "https://example.com", "slug": "made-later"}).is_success
    assert shop.visit("/made-later").status_code == 302


def test_what_another_process_changes_is_seen_by_a_hot_cache(shop: Server) -> None:
    shop.api(shop.key()).post("/links", json={"url": "https://example.com", "slug": "changing"})
    assert shop.visit("/changing").status_code == 302
    with shop.database() as connection, connection.transaction():
        connection.execute("UPDATE routes_route SET disabled = ? WHERE slug = 'changing'", (True,))
        connection.execute(
            "INSERT INTO events_change (topic, keys, created_at) VALUES ('route', '[\"1/changing\"]', ?)",
            (connection.timestamp(datetime.now(UTC)),),
        )
    eventually(lambda: shop.visit("/changing").status_code == 410, within_s=10)


def test_old_http_and_a_wish_to_close_are_answered_and_closed(shop: Server) -> None:
    for request in (b"GET /plain HTTP/1.0\r\n\r\n", b"GET /plain HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"):
        answer = shop.raw(request)
        assert answer.startswith(b"HTTP/1.1 302 Found\r\n")
        assert b"connection: close\r\n" in answer


def test_pipelined_hits_misses_api_calls_pages_and_a_bad_request_are_answered_in_order(shop: Server) -> None:
    key = shop.key()
    body = b'{"url":"https://example.com/piped"}'
    create = (
        f"POST /api/v1/links HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body
    get = [
        f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for path in ("/plain", "/nothing-here", "/plain+", "/asks")
    ]
    answer = shop.raw(get[0] + get[1] + create + get[2] + get[3] + b"NONSENSE\r\n\r\n")
    statuses = re.findall(rb"HTTP/1\.1 (\d\d\d) ", answer)
    assert statuses == [b"302", b"404", b"201", b"200", b"302", b"400"]


@pytest.mark.any_engine
def test_a_forwarded_address_counts_from_trusted_proxies_alone(start_server: Servers) -> None:
    forwarded = {"X-Forwarded-For": "8.8.8.8, 114.124.1.1, 10.0.0.7"}
    trusting = start_server(KLIQS_TRUSTED_PROXIES="127.0.0.1, 10.0.0.0/8")
    trusting.visit("/nobody-here", **forwarded)
    assert logged(trusting)[-1][9] == "114.124.1.1"
    wary = start_server()
    wary.visit("/nobody-here", **forwarded)
    assert logged(wary)[-1][9] == "127.0.0.1"


@pytest.mark.any_engine
def test_a_cache_too_small_for_all_links_still_finds_them(start_server: Servers) -> None:
    server = start_server(KLIQS_CACHE_LINKS="4")
    api = server.api(server.key())
    slugs = [f"small-{number}" for number in range(12)]
    for slug in slugs:
        api.post("/links", json={"url": f"https://example.com/{slug}", "slug": slug})
    for slug in slugs * 2:
        assert server.visit(f"/{slug}").headers["Location"] == f"https://example.com/{slug}"
