"""A way to a server that fails when told to: between a program under test and its Kliqs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

import httpx

from running.plain import NO_TLS

Fault = Literal["503", "lost answer"]


class UnreliableWay:
    """Passes requests on. Each fault in `faults` befalls one request: a 503 that never reached the server, or an answer
    of the server that is lost on the way back. `keys` are the Idempotency-Keys of all requests, in order."""

    def __init__(self, base: str) -> None:
        self.faults: list[Fault] = []
        self.keys: list[str | None] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self, base))
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def unreliable_way(base: str) -> Iterator[UnreliableWay]:
    way = UnreliableWay(base)
    try:
        yield way
    finally:
        way.close()


def _handler(way: UnreliableWay, base: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            way.keys.append(self.headers["Idempotency-Key"])
            fault = way.faults.pop(0) if way.faults else None
            if fault == "503":
                self._answer(503, b"away", {})
                return
            headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
            answer = httpx.request(
                self.command, base + self.path, content=body, headers=headers, timeout=30, verify=NO_TLS
            )
            if fault == "lost answer":
                self.close_connection = True
                return
            self._answer(answer.status_code, answer.content, dict(answer.headers))

        do_GET = do_POST

        def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name in ("content-type", "retry-after"):
                if name in headers:
                    self.send_header(name, headers[name])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    return Handler
