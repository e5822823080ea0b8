"""Where visitors come by https: cookies that never travel in the open and stay on the dashboard's host, and HSTS."""

import httpx
import pytest

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
    foreign = ask(server, **{"X-Forwarded-Proto": "http"})
    assert ("Strict-Transport-Security" in foreign.headers) is (proxies == ""), "only a trusted proxy is believed"


def test_on_a_laptop_nothing_asks_for_https(server: Server) -> None:
    page = server.visit("/account/login/", host=f"dash.{server.domain}")
    assert "Strict-Transport-Security" not in page.headers
    assert "secure" not in cookies(page)["kliqs_csrf"]
    assert "domain" not in cookies(page)["kliqs_csrf"]
