"""Stands in for GitHub on this machine: says yes to everybody, as the person whom the test names."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from running.commands import REPOSITORY


class GitHub:
    """Whoever signs in next is the person with this address, confirmed at GitHub or not."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.email = "octo@example.com"
        self.number = 1
        self.is_confirmed = True

    def settings(self) -> dict[str, Any]:
        """What a Kliqs needs to take this for GitHub: the addresses are no settings of the product."""
        return {
            "KLIQS_GITHUB_CLIENT_ID": "client",
            "KLIQS_GITHUB_CLIENT_SECRET": "secret",
            "DJANGO_SETTINGS_MODULE": "running.github_settings",
            "PYTHONPATH": str(REPOSITORY / "tests"),
            "GITHUB_STAND_IN": self.base,
        }

    def answer(self, path: str) -> object:
        if path == "/login/oauth/access_token":
            return {"access_token": "given", "token_type": "bearer", "scope": "user:email"}
        if path == "/api/v3/user":
            return {"id": self.number, "login": f"octo{self.number}", "name": "Octo", "email": self.email}
        return [{"email": self.email, "verified": self.is_confirmed, "primary": True}]


@contextmanager
def github() -> Iterator[GitHub]:
    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            if asked.path != "/login/oauth/authorize":
                self._say(known.answer(asked.path))
                return
            query = parse_qs(asked.query)
            back = urlencode({"code": "good", "state": query["state"][0]})
            self.send_response(302)
            self.send_header("Location", f"{query['redirect_uri'][0]}?{back}")
            self.end_headers()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self._say(known.answer(self.path))

        def _say(self, answer: object) -> None:
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as site:
        known = GitHub(f"http://127.0.0.1:{site.server_port}")
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield known
        site.shutdown()
