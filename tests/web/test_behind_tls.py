"""Where visitors come by https: cookies that never travel in the open and stay on the dashboard's host, and HSTS."""

import httpx
import pytest

from cast import VPS
from running.server import Server
from running.servers import Servers
from web.visitor import TOKEN

pytestmark = pytest.mark.any_engine


def ask(server: Server, path: str = "/account/login/", **headers: str) -> httpx.Response:
    return httpx.get(f"{server.base}{path}", headers={"Host": "dash.klq.example", **headers}, timeout=30)


def cookies(answer: httpx.Response) -> dict[str, set[str]]:
    """Attributes of each cookie, by its name."""
    found = {}
    for text in answer.headers.get_list("Set-Cookie"):
        first, *attributes = text.split("; ")
        found[first.partition("=")[0]] = {each.partition("=")[0].lower() for each in attributes}
    return found


@pytest.mark.parametrize("proxies", ["", "127.0.0.1"])
def test_cookies_are_the_dashboards_alone_and_browsers_come_back_by_https(start_server: Servers, proxies: str) -> None:
    """Kliqs speaks no TLS itself: where the scheme is https somebody in front of it does, trusted or not."""
    server = start_server(KLIQS_DOMAIN="klq.example", KLIQS_SCHEME="https", KLIQS_TRUSTED_PROXIES=proxies)
    page = ask(server, **{"X-Forwarded-Proto": "https"})
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert cookies(page)["kliqs_csrf"] >= {"secure", "httponly", "samesite"}
    token = server.kliqs("user", "create", "--email", "op@example.com") and server.login_token("op@example.com")
    form = ask(server, f"/login-link/{token}", **{"X-Forwarded-Proto": "https"})
    found = TOKEN.search(form.text)
    assert found is not None
    answer = httpx.post(
        f"{server.base}/login-link/{token}",
        headers={
            "Host": "dash.klq.example",
            "X-Forwarded-Proto": "https",
            "Origin": "https://dash.klq.example",
            "Cookie": f"kliqs_csrf={form.cookies['kliqs_csrf']}",
        },
        data={"csrfmiddlewaretoken": found[1]},
        timeout=30,
    )
    assert answer.status_code == 302, answer.text
    session = cookies(answer)["kliqs_session"]
    assert session >= {"secure", "httponly", "samesite"}
    assert [name for name, attributes in cookies(answer).items() if "domain" in attributes] == []
    _every_surface_asks_for_https(server)
    foreign = ask(server, **{"X-Forwarded-Proto": "http"})
    assert ("Strict-Transport-Security" in foreign.headers) is (proxies == ""), "only a trusted proxy is believed"


def _every_surface_asks_for_https(server: Server) -> None:
    """Also what never meets Django: redirects, the lane's pages, refusals of bytes, the API."""
    key = server.key()
    server.api(key).post("/links", json={"url": VPS, "slug": "vps"}, headers={"Host": "api.klq.example"})
    for host, path, status in (
        ("klq.example", "/vps", 302),
        ("klq.example", "/vps", 302),  # answered without being parsed
        ("klq.example", "/vps?utm_source=wa", 302),
        ("klq.example", "/nothing-here", 404),
        ("klq.example", "/vps+", 200),
        ("klq.example", "/healthz", 200),
        ("elsewhere.example", "/", 421),
        ("api.klq.example", "/api/v1/usage", 401),
        ("docs.klq.example", "/", 200),
        ("home.klq.example", "/", 200),
    ):
        answer = server.visit(path, host=host)
        assert answer.status_code == status, path
        assert answer.headers.get_list("Strict-Transport-Security") == ["max-age=31536000"], path
        assert status == 302 or answer.headers.get_list("X-Content-Type-Options") == ["nosniff"], path
    too_long = f"GET /vps HTTP/1.1\r\nHost: klq.example\r\nX-Long: {'a' * 70_000}\r\n\r\n"
    refusal = server.raw(too_long.encode())
    assert refusal.startswith(b"HTTP/1.1 431")
    assert b"\r\nstrict-transport-security: max-age=31536000\r\n" in refusal


def test_on_a_laptop_nothing_asks_for_https(server: Server) -> None:
    page = server.visit("/account/login/", host=f"dash.{server.domain}")
    assert "Strict-Transport-Security" not in server.visit("/nothing-here").headers
    assert "Strict-Transport-Security" not in page.headers
    assert "secure" not in cookies(page)["kliqs_csrf"]
    assert "domain" not in cookies(page)["kliqs_csrf"]
