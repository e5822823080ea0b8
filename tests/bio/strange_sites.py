"""A web server of a stranger's on loopback, which answers as its paths say, and what a page on it may look like."""

import gzip
import io
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from PIL import Image

LINKTREE: dict[str, Any] = {
    "props": {
        "pageProps": {
            "account": {
                "username": "warungani",
                "pageTitle": "Warung Ani",
                "description": "Masakan rumahan",
                "profilePictureUrl": None,
                "socialLinks": [
                    {"type": "INSTAGRAM", "url": "https://instagram.com/warungani"},
                    {"type": "EMAIL_ADDRESS", "url": "mailto:ani@example.com"},
                ],
                "links": [
                    {"type": "CLASSIC", "title": "Menu", "url": "https://example.com/menu", "position": 1},
                    {"type": "HEADER", "title": "Pesan di sini", "url": "", "position": 0},
                    {"type": "YOUTUBE_VIDEO", "title": "Dapur", "url": "https://youtu.be/dQw4w9WgXcQ", "position": 2},
                    {"type": "TIP_JAR", "title": "Traktir kami", "url": None, "position": 3},
                    {"type": "CLASSIC", "title": "Jebakan", "url": "javascript:alert(1)", "position": 4},
                ],
            }
        }
    }
}
PAGE = """<!doctype html><html><head><title>Warung Citra</title>
<meta property="og:title" content="Warung Citra"><meta name="description" content="Kue basah &amp; kering">
<meta property="og:image" content="/face.png"></head><body>
<nav><a href="https://host.example/login">Login</a></nav>
<a href="https://www.tiktok.com/@warungcitra"><svg></svg></a><a href="https://www.instagram.com/warungcitra"></a>
<a href="https://shop.example/kue"><b>Kue</b> hari ini</a><a href="/own">Di sini</a><a href="https://shop.example/kue">Lagi</a>
<a href="tel:+6281234567890">Telepon</a><a href="javascript:alert(1)">Jangan</a>
<a href="https://shop.example/&lt;script&gt;">&lt;script&gt;alert(1)&lt;/script&gt;</a></body></html>"""


def face() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 40), "#0a7c66").save(file, "PNG")
    return file.getvalue()


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        name = self.path.partition("?")[0].strip("/")
        getattr(self, f"answer_{name}", self.answer_page)()

    def send(self, body: bytes, kind: str = "text/html", **fields: str) -> None:
        self.send_response(200)
        for field, value in {"Content-Type": kind, **fields}.items():
            self.send_header(field.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def answer_page(self) -> None:
        self.send(PAGE.encode())

    def answer_linktree(self) -> None:
        data = json.dumps(LINKTREE).replace("<", "\\u003c")
        self.send(
            f'<html><body><script id="__NEXT_DATA__" type="application/json">{data}</script></body></html>'.encode()
        )

    def answer_zipped(self) -> None:
        self.send(gzip.compress(PAGE.encode()), Content_Encoding="gzip")

    def answer_bomb(self) -> None:
        self.send(gzip.compress(b"\0" * 200_000_000, compresslevel=9), Content_Encoding="gzip")

    def answer_huge(self) -> None:
        self.send(b"")
        for _ in range(1_000):
            self.wfile.write(b"x" * 65_536)

    def answer_drip(self) -> None:
        """A byte at a time, and never enough of them."""
        self.send(b"")
        while True:
            self.wfile.write(b"x")
            time.sleep(0.05)

    def answer_metadata(self) -> None:
        self.redirect("http://169.254.169.254/latest/meta-data/")

    def answer_round(self) -> None:
        self.redirect("/round")

    def answer_away(self) -> None:
        self.redirect("/page")

    def answer_file(self) -> None:
        self.redirect("file:///etc/passwd")

    def answer_missing(self) -> None:
        self.send_error(404)

    def redirect(self, location: str) -> None:
        self.send_response(302)
        self.send_header("Location", location)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Its visits are nobody's concern."""


setattr(_Answers, "answer_face.png", lambda self: self.send(face(), "image/png"))


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Visitors that hang up are what these tests are about."""


@contextmanager
def strange_site() -> Iterator[str]:
    """Its origin."""
    with _Server(("127.0.0.1", 0), _Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def addresses_of(*answers: list[str]) -> Any:
    """A name server that answers otherwise each time it is asked."""
    left = list(answers)

    def resolve(_: str, __: int) -> list[str]:
        if not left:
            raise socket.gaierror("no such name")
        return left.pop(0)

    return resolve
