"""A create however its bytes come: read whole and answered past the ordinary stack, or by that."""

import json
import re
import socket
from collections.abc import Iterable

import pytest

from running.server import Server
from running.waiting import eventually

pytestmark = pytest.mark.any_engine
PLACE = "/api/v1/links"
ANSWER = re.compile(rb"HTTP/1\.1 (\d{3}) [^\r]*(.*?)\r\n\r\n", re.DOTALL)


class Wire:
    """A connection that speaks bytes."""

    def __init__(self, server: Server) -> None:
        self.host = server.domain
        self.key = server.key(plan="unlimited")
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=20)
        self._seen = b""

    def request(
        self, body: bytes = b"", *, fields: Iterable[str] = (), version: str = "1.1", length: bool = True
    ) -> bytes:
        own = [f"Host: {self.host}", f"Authorization: Bearer {self.key}", "Content-Type: application/json", *fields]
        own += [f"Content-Length: {len(body)}"] if length else []
        return "\r\n".join([f"POST {PLACE} HTTP/{version}", *own, "", ""]).encode() + body

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.socket.sendall(piece)

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        """The next answer: its status, its header fields, its body."""
        while not (found := ANSWER.match(self._seen)):
            self._read()
        lines = [line.partition(": ") for line in found[2].decode("latin-1").split("\r\n")[1:]]
        fields = {name.lower(): value for name, _, value in lines}
        end = found.end() + int(fields.get("content-length", "0"))
        while len(self._seen) < end:
            self._read()
        body, self._seen = self._seen[found.end() : end], self._seen[end:]
        return int(found[1]), fields, body

    def is_closed(self) -> bool:
        return self.socket.recv(1) == b""

    def _read(self) -> None:
        data = self.socket.recv(65536)
        assert data, "the connection was closed"
        self._seen += data


@pytest.fixture
def wire(server: Server) -> Wire:
    return Wire(server)


def body_of(slug: str, **more: object) -> bytes:
    return json.dumps({"url": "https://example.com/", "slug": slug, **more}).encode()


def made(wire: Wire) -> str:
    status, fields, body = wire.answer()
    assert status == 201, body
    assert fields["x-request-id"]
    assert fields["x-content-type-options"] == "nosniff"
    assert fields["location"].startswith(f"{PLACE}/")
    assert fields["content-type"] == "application/json"
    return str(json.loads(body)["data"]["short_code"])


def test_a_body_in_pieces(wire: Wire) -> None:
    request = wire.request(body_of("wire-pieces"))
    wire.send(*(request[start : start + 60] for start in range(0, len(request), 60)))
    assert made(wire) == "wire-pieces"


def test_several_creates_and_a_redirect_in_one_packet_are_answered_in_order(wire: Wire) -> None:
    visit = f"GET /wire-first HTTP/1.1\r\nHost: {wire.host}\r\n\r\n".encode()
    creates = [wire.request(body_of(slug)) for slug in ("wire-first", "wire-second")]
    wire.send(creates[0] + creates[1] + visit + wire.request(body_of("wire-third")))
    assert [made(wire), made(wire)] == ["wire-first", "wire-second"]
    status, fields, _ = wire.answer()
    assert (status, fields["location"]) == (302, "https://example.com/")
    assert made(wire) == "wire-third"


def test_in_chunks(wire: Wire) -> None:
    body = body_of("wire-chunks")
    chunks = b"%x\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (10, body[:10], len(body) - 10, body[10:])
    wire.send(wire.request(fields=["Transfer-Encoding: chunked"], length=False) + chunks)
    assert made(wire) == "wire-chunks"


def test_when_the_client_waits_to_be_told_to_go_on(wire: Wire) -> None:
    body = body_of("wire-expects")
    head = wire.request(body, fields=["Expect: 100-continue"])[: -len(body)]
    wire.send(head)
    status, _, _ = wire.answer()
    assert status == 100
    wire.send(body)
    assert made(wire) == "wire-expects"


@pytest.mark.parametrize(("fields", "version"), [(["Connection: close"], "1.1"), ([], "1.0")])
def test_a_connection_that_ends_with_it(wire: Wire, fields: list[str], version: str) -> None:
    slug = f"wire-last-{version[-1]}"
    wire.send(wire.request(body_of(slug), fields=fields, version=version))
    assert made(wire) == slug
    assert wire.is_closed()


def test_a_large_body(wire: Wire) -> None:
    wire.send(wire.request(body_of("wire-large") + b" " * 100_000))
    assert made(wire) == "wire-large"
    wire.send(wire.request(b" " * 300_000))
    status, _, body = wire.answer()
    assert (status, json.loads(body)["error"]) == (413, "PAYLOAD_TOO_LARGE")


def test_closing_the_connection_afterwards_makes_no_second_link(wire: Wire, server: Server) -> None:
    wire.send(wire.request(b'{"url": "https://example.com/once"}'))
    made(wire)
    wire.socket.close()
    after = Wire(server)  # by the time this is answered, the end of the other connection was seen
    after.send(after.request(body_of("wire-after")))
    made(after)
    with server.database() as database:
        rows = database.execute("SELECT 1 FROM links_link WHERE destination = 'https://example.com/once'").fetchall()
    assert len(rows) == 1


def test_refusals_are_the_same(wire: Wire) -> None:
    for body, code in ((b"{", "INVALID_REQUEST"), (b"{}", "INVALID_URL"), (body_of("api"), "RESERVED_SLUG")):
        wire.send(wire.request(body))
        status, fields, answer = wire.answer()
        said = json.loads(answer)
        assert (status // 100, said["error"]) == (4, code)
        assert said["request_id"] == fields["x-request-id"]


def test_who_goes_in_the_middle_of_a_body_makes_nothing_and_who_goes_after_it_does(wire: Wire, server: Server) -> None:
    request = wire.request(body_of("wire-half"))
    wire.send(request[:-5])
    wire.socket.close()
    gone = Wire(server)
    gone.send(gone.request(body_of("wire-gone")))
    gone.socket.close()
    eventually(lambda: server.visit("/wire-gone").status_code == 302)
    assert server.visit("/wire-half").status_code == 404
