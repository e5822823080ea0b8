"""A person with a plain browser, seen from a test: keeps cookies, follows nothing by itself, fills in forms."""

import re
from contextlib import AbstractContextManager

import httpx

from running.plain import NO_TLS
from running.server import Server

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    """One browser, on one host of one server. `address` is the client's, where the server trusts us as a proxy."""

    def __init__(self, server: Server, host: str = "", language: str = "en", address: str = "") -> None:
        headers = {"Host": host or server.domain, "Accept-Language": language}
        if address:
            headers["X-Forwarded-For"] = address
        self._client = httpx.Client(base_url=server.base, headers=headers, timeout=30, verify=NO_TLS)

    @property
    def cookies(self) -> httpx.Cookies:
        return self._client.cookies

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._client.get(path, headers=headers)

    def fragment(self, path: str) -> httpx.Response:
        """What htmx is answered on a page that is open."""
        return self._client.get(path, headers={"HX-Request": "true"})

    def glance(self, path: str) -> httpx.Response:
        """Open what may go on for ever, and look at its beginning."""
        with self._client.stream("GET", path) as answer:
            return httpx.Response(answer.status_code, headers=answer.headers, text=next(answer.iter_text(), ""))

    def submit(self, path: str, to: str = "", **fields: str) -> httpx.Response:
        """Open the page, fill in its form and send it (to another address, where the form names one)."""
        return self.post(to or path, csrfmiddlewaretoken=self._token(path), **fields)

    def upload(self, path: str, files: dict[str, bytes], fields: dict[str, str]) -> httpx.Response:
        """As `submit`, with files."""
        return self._client.post(path, data={"csrfmiddlewaretoken": self._token(path), **fields}, files=files)

    def post(self, path: str, **fields: str) -> httpx.Response:
        return self._client.post(path, data=fields)

    def send(self, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        """A form sent with header fields of the test's own; `_` stands for `-` in their names."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.post(path, data=fields, headers=named)

    def stream(self, path: str, **headers: str) -> AbstractContextManager[httpx.Response]:
        """An answer that is read while it is sent. `headers` go along."""
        return self._client.stream("GET", path, headers=headers)

    def _token(self, path: str) -> str:
        page = self.get(path)
        token = TOKEN.search(page.text)
        assert token is not None, f"no form at {path}: {page.status_code} {page.text[:500]}"
        return token.group(1)


def signed_in(server: Server, email: str, language: str = "en") -> Visitor:
    """Somebody in the dashboard."""
    visitor = Visitor(server, f"dash.{server.domain}", language)
    answer = visitor.submit(f"/login-link/{server.login_token(email)}")
    assert answer.status_code == 302, answer.text
    return visitor
