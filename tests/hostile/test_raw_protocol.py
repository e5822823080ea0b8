"""Bytes that no client should send, side by side with uvicorn's own protocol."""

import re
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from running.databases import Databases
from running.ports import free_port
from running.server import Server
from running.servers import servers_for
from running.waiting import eventually

pytestmark = pytest.mark.any_engine
FAR_TOO_MUCH = 200_000_000  # bytes; the kernel's own buffers hold a few millions
UNWRITABLE_S = 2
STATUS = re.compile(rb"HTTP/1\.1 (\d\d\d) ")
# A whole exchange ends with a request that asks to close, so that both servers say when they are done.
LAST = b"GET /known HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
PIECES = st.sampled_from(
    [
        b"GET /known HTTP/1.1\r\nHost: x\r\n\r\n",
        b"HEAD /known HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /known?a=b&c=%00 HTTP/1.1\r\nHost: x\r\nUser-Agent: \xff\xfe\ttab\r\n\r\n",
        b"\r\n\r\nGET /known HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /known HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody",
        b"GET /known HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        b"GET http://x/known HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /known HTTP/1.1\r\n\r\n",
        b"GET /known HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET /known HTTP/1.1\r\nHost: x\r\nX-Empty:\r\n\r\n",
        b"GET  /known HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /known HTTP/1.1\r\nHost: x\r\nUser-Agent: a\r\nAccept: b\r\n\r\n",
        b"GET /known HTTP/1.1\r\nHost: x\r\nAccept: b\r\nReferer: https://r.example/\r\n\r\n",
        b"GET /known HTTP/1.1\r\nReferer: https://r.example/\r\nUser-Agent: a\r\nHost: x\r\n\r\n",
        b"GET /known HTTP/1.1\r\nHost: x\r\nAccept: b\r\nUser-Agent: a\r\nConnection: keep-alive\r\n\r\n",
    ]
)
BAD = st.sampled_from(
    [
        b"GARBAGE\r\n\r\n",
        b"GET /known HTTP/9.9\r\n\r\n",
        b"GET /kn\x00wn HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /known HTTP/1.1\r\nHost: x\r\nBad Name: 1\r\n\r\n",
        b"GET /known HTTP/1.1\r\nHost: x\r\n folded: 1\r\n\r\n",
        b"GET /known HTTP/1.1\r\nHost: x\r\nA: \x01\r\n\r\n",
        b"GET /known HTTP/1.1\r\nHost: x\r\nUser-Agent: a\r\nAccept b\r\n\r\n",
        b"POST /known HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /known HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST /known HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\xff" * 100,
    ]
)


@pytest.fixture(scope="module")
def known(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose loader rests: it takes memory of its own, and what is watched here is the protocol's."""
    with servers_for(databases, tmp_path_factory.mktemp("hostile")) as servers:
        server = servers(KLIQS_LOADER_INTERVAL_MS="600000")
        api = server.api(server.key())
        assert api.post("/links", json={"url": "https://example.com", "slug": "known"}).status_code == 201
        yield server


@pytest.fixture(scope="module")
def reference_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    port = free_port()
    program = Path(__file__).with_name("reference.py")
    process = subprocess.Popen([sys.executable, str(program), str(port)], cwd=tmp_path_factory.mktemp("reference"))

    def listens() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    eventually(listens, within_s=30)
    yield port
    process.terminate()
    process.wait(timeout=20)


def exchange(port: int, parts: list[bytes]) -> tuple[list[int], bool]:
    """Send the parts one by one; the statuses that came back, and whether the server closed the connection."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for part in parts:
                connection.sendall(part)
            while data := connection.recv(65_536):
                received += data
            closed = True
        except ConnectionError:
            closed = True
        except TimeoutError:
            closed = False
    return [int(status) for status in STATUS.findall(received)], closed


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(edges) if end > start]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, min_size=1, max_size=6), places=st.lists(st.integers(0, 2_000), max_size=4))
def test_good_requests_are_answered_as_the_reference_answers_them(
    known: Server, reference_port: int, pieces: list[bytes], places: list[int]
) -> None:
    parts = cut(b"".join(pieces) + LAST, places)
    assert exchange(known.port, parts) == exchange(reference_port, parts)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, max_size=3), bad=BAD, places=st.lists(st.integers(0, 2_000), max_size=3))
def test_what_cannot_be_read_gets_a_400_after_the_answers_before_it(
    known: Server, reference_port: int, pieces: list[bytes], bad: bytes, places: list[int]
) -> None:
    """The reference may cut off answers that are still being made; the lane gives them first, in order."""
    parts = cut(b"".join(pieces) + bad + b"\r\n\r\n", places)
    statuses, closed = exchange(known.port, parts)
    expected, reference_closed = exchange(reference_port, parts)
    assert closed
    assert reference_closed
    assert set(statuses[:-1]) <= {302}
    # A connection closed while the client is still sending is reset, and then the last answer may not be seen.
    assert statuses[-1:] in ([400], []) or statuses == [302] * len(pieces)
    assert expected[-1:] in ([400], []) or set(expected) == {302}


@pytest.mark.parametrize(
    "head",
    [
        b"GET /known HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /known HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 20_000 + b"\r\n",
        b"GET /known HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 1_000_000,
    ],
)
def test_a_head_without_measure_is_refused(known: Server, head: bytes) -> None:
    statuses, closed = exchange(known.port, [head])
    assert closed
    assert statuses in ([431], [])  # a client that is still sending when the connection closes may miss the answer


def resident_kb(server: Server) -> int:
    for line in Path(f"/proc/{server.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    raise AssertionError("no VmRSS")


def test_a_client_that_does_not_read_is_not_read_from_and_gets_every_answer_when_it_does(known: Server) -> None:
    request = b"GET /known HTTP/1.1\r\nHost: x\r\n\r\n"
    block = request * 5_000
    answer = known.raw(LAST)
    length = len(answer) - len(b"connection: close\r\n")
    before = resident_kb(known)
    with socket.create_connection(("127.0.0.1", known.port), timeout=20) as connection:
        sent = 0
        while sent < FAR_TOO_MUCH and select.select([], [connection], [], UNWRITABLE_S)[1]:
            sent += connection.send(block[sent % len(request) :], socket.MSG_DONTWAIT)
        assert sent < FAR_TOO_MUCH, "the server went on reading from a client that does not read"
        assert resident_kb(known) - before < 40_000
        expected = sent // len(request) * length
        received = bytearray()
        while len(received) < expected:
            part = connection.recv(1_000_000)
            assert part, "the connection was closed before every answer had come"
            received += part
    assert received.count(b"HTTP/1.1 302 Found") == sent // len(request)


def test_after_thousands_of_hostile_connections_memory_has_not_grown(known: Server) -> None:
    hostile = [b"GARBAGE\r\n\r\n", b"GET /known HTTP/9.9\r\n\r\n", b"\xff" * 300, b"GET /known HTTP/1.1\r\nHo"]

    def attack(rounds: int) -> None:
        for _ in range(rounds):
            for data in hostile:
                with socket.create_connection(("127.0.0.1", known.port), timeout=5) as connection:
                    connection.sendall(data)

    attack(300)
    before = resident_kb(known)
    attack(1_000)
    assert resident_kb(known) - before < 15_000
    assert known.visit("/known").status_code == 302
    assert "Traceback" not in known.log()
