"""Requests whose header lines are known need no parsing; nobody may notice.

Each script of requests is sent twice: whole, each when the one before is answered, and in two pieces, which is never
answered without the parser. Answers and log lines must be the same.
"""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from running.databases import Databases
from running.server import Server
from running.servers import servers_for

pytestmark = pytest.mark.any_engine
HOST = b"Host: x"
LAST = b"GET /known HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
PAUSE_S = 0.03  # between the pieces of a request, and for an answer where perhaps none comes
ANSWERED_S = 10
SAID = re.compile(rb"HTTP/1\.1 \d\d\d|location: [^\r]*|connection: close")
COMMON = [
    b"User-Agent: one",
    b"user-agent: two",
    b"User-Agent: TelegramBot (like TwitterBot)",
    b"Referer: https://r.example/?a=1:2",
    b"Referer:",
    b"Accept-Language: id",
    b"Accept: */*",
    b"Connection: keep-alive",
    b"Accept-Encoding: gzip",
    b"Cookie: a=b",
    b"host: y",
]
UNANSWERED = [b" folded: x", b"No colon", b"Content-Length: 4", b"Transfer-Encoding: chunked", b"Expect: 100-continue"]
RARE = [
    *UNANSWERED,
    b"Connection: close",
    b"Connection: upgrade",
    b"Proxy-Connection: close",
    b"Upgrade: websocket",
    b"DNT: 1",
    b"Sec-GPC: 1",
    b"Sec-Purpose: prefetch",
    b"X-Forwarded-For: 9.9.9.9",
    b"Content-Length: 0",
    b"User-Agent: \\" + b"a" * 1_000 + b" TelegramBot",
    b"User-Agent: \xc3\xa9",
    b"X: GET /known HTTP/1.1",
]
SLUGS = [b"/known", b"/other", b"/carded", b"/guarded", b"/expiring", b"/nowhere", b"/KNOWN", b"/known?a=b", b"/api"]
USUAL_END = b"\r\n\r\n"
ODD_ENDS = [
    b"\r\n",
    b"\r\n\r\n\r\n",
    b"\r\n\r\nHost: x\r\n",
    b"\r\n\r\nHost: x",
    b"\r\n\r\nAccept: */*",
    b"\r\n\r\n\r\nUser-Agent: one",
    b"\r\n\r\nGET /other HTTP/1.1\r\nHost: x\r\n\r\n",
]


@pytest.fixture(scope="module")
def taught(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with links of all kinds that has seen all common lines; its loader rests, so that the log stays."""
    with servers_for(databases, tmp_path_factory.mktemp("heads")) as servers:
        server = servers(KLIQS_LOADER_INTERVAL_MS="600000")
        api = server.api(server.key())
        for more in (
            {"slug": "known"},
            {"slug": "other"},
            {"slug": "carded", "title": "A card"},
            {"slug": "guarded", "password": "kopi-susu"},
            {"slug": "expiring", "expires_at": "2099-01-01T00:00:00Z"},
        ):
            assert api.post("/links", json={"url": "https://example.com/p", **more}).status_code == 201
        outcome(server, [get(b"/known", [HOST, line] if line != b"host: y" else [line]) for line in COMMON])
        yield server


def get(target: bytes, lines: list[bytes], end: bytes = USUAL_END) -> bytes:
    return b"\r\n".join([b"GET %b HTTP/1.1" % target, *lines]) + end


def outcome(server: Server, script: list[bytes], *, in_pieces: bool = False) -> tuple[list[bytes], list[list[str]]]:
    """What the answers say until the server closes, and what it logged: all but ids and times. A refusal is left out:
    who is still sending when the connection closes may miss it."""
    before, received = len(logged(server)), b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=ANSWERED_S) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for request in [*script, LAST]:
                if in_pieces:
                    connection.sendall(request[:1])
                    time.sleep(PAUSE_S)
                connection.sendall(request[in_pieces:])
                connection.settimeout(ANSWERED_S if is_answered(request) else PAUSE_S)
                with suppress(TimeoutError):
                    received += connection.recv(65_536)
            connection.settimeout(ANSWERED_S)
            while data := connection.recv(65_536):
                received += data
        except ConnectionError:
            pass  # closed while this client was still sending
    return SAID.findall(received.partition(b"HTTP/1.1 400 ")[0]), logged(server)[before:]


def is_answered(request: bytes) -> bool:
    """Whether it is one whole request that no more is waited for."""
    return request.find(USUAL_END) == len(request) - len(USUAL_END) and not any(
        line in request.splitlines() for line in UNANSWERED
    )


def logged(server: Server) -> list[list[str]]:
    paths = sorted((server.data_dir / "click-log").glob("*.log"))
    lines = chain.from_iterable(path.read_text("ascii").splitlines() for path in paths)
    return [[field for place, field in enumerate(line.split("\t")) if place not in (1, 2)] for line in lines]


LINES = st.one_of(*[st.sampled_from(COMMON)] * 5, st.sampled_from(RARE))
HEADS = st.lists(LINES, max_size=4, unique_by=lambda line: line.partition(b":")[0].lower())
REQUESTS = st.builds(
    lambda target, lines, place, end: get(target, [*lines[:place], HOST, *lines[place:]], end),
    st.one_of(*[st.sampled_from(SLUGS[:3])] * 2, st.sampled_from(SLUGS)),
    HEADS,
    st.integers(0, 4),
    st.one_of(*[st.just(USUAL_END)] * 9, st.sampled_from(ODD_ENDS)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=st.lists(REQUESTS, min_size=1, max_size=5))
def test_whoever_is_known_by_his_lines_is_answered_as_one_who_is_parsed(taught: Server, script: list[bytes]) -> None:
    assert outcome(taught, script) == outcome(taught, script, in_pieces=True)


@pytest.mark.parametrize("end", ODD_ENDS)
@pytest.mark.parametrize("lines", [[], [HOST], [HOST, b"Accept: */*"], [HOST, b"host: y"]])
def test_what_does_not_end_where_its_head_ends_is_parsed(taught: Server, lines: list[bytes], end: bytes) -> None:
    script = [get(b"/known", lines, end)]
    assert outcome(taught, script) == outcome(taught, script, in_pieces=True)


def test_nothing_is_learned_from_what_begins_within_a_body(taught: Server) -> None:
    inner = get(b"/other", [HOST, b"Expect: 100-continue"])  # whoever reads it as a body does not answer
    start = b"GET /a HTTP/1.1\r\nContent-Length: %d\r\nX: " % len(inner)
    outcome(taught, [get(b"/known", [HOST, b"Content-Length: %d" % len(start)]), start + get(b"/known", [HOST])])
    script = [b"GET /known HTTP/1.1\r\n" + start.partition(b"\r\n")[2] + get(b"/known", [HOST]), inner]
    assert outcome(taught, script) == outcome(taught, script, in_pieces=True)


@pytest.mark.parametrize("other", [b"Referer: https://r.example/", b"Referer: https://r.example/\xc3\xa9"])
@pytest.mark.parametrize("start", [b"a", b"\\"])
def test_a_card_is_shown_to_a_fetcher_whose_name_the_log_cuts_off(taught: Server, start: bytes, other: bytes) -> None:
    lines = [HOST, b"User-Agent: " + start + b"a" * 1_000 + b" TelegramBot", other]
    outcome(taught, [get(b"/known", lines)])
    script = [get(b"/carded", lines)]
    assert outcome(taught, script) == outcome(taught, script, in_pieces=True)


@pytest.mark.parametrize("size", [32_000, 32_900, 33_000, 36_000, 36_800, 37_000])
def test_a_head_is_too_large_however_it_comes(taught: Server, size: int) -> None:
    script = [get(b"/known", [HOST, b"X-Long: " + b"a" * size])]
    assert outcome(taught, script) == outcome(taught, script, in_pieces=True)
