"""Getting into the dashboard by login link, and out again."""

from cast import BUDI, SARI
from running.server import Server
from web.visitor import Visitor, signed_in


def test_without_signing_in_the_dashboard_shows_how_to(server: Server) -> None:
    visitor = Visitor(server, f"dash.{server.domain}")
    for path in ("/", "/settings/api-keys"):
        answer = visitor.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/account/login/?next=")
    assert "kliqs user login-link" in visitor.get("/account/login/").text


def test_a_login_link_asks_before_it_signs_in(server: Server) -> None:
    """Mail scanners open links; only a person presses the button."""
    server.key(BUDI)
    token = server.login_token(BUDI)
    scanner = Visitor(server, f"dash.{server.domain}")
    page = scanner.get(f"/login-link/{token}")
    assert BUDI in page.text
    assert scanner.get("/").status_code == 302, "looking at it does not sign in"
    person = Visitor(server, f"dash.{server.domain}")
    assert person.submit(f"/login-link/{token}").headers["Location"] == "/"
    assert person.get("/").status_code == 200


def test_a_login_link_works_once(server: Server) -> None:
    server.key(BUDI)
    token = server.login_token(BUDI)
    first = Visitor(server, f"dash.{server.domain}")
    second = Visitor(server, f"dash.{server.domain}")
    second.get(f"/login-link/{token}")
    assert first.submit(f"/login-link/{token}").status_code == 302
    spent = second.get(f"/login-link/{token}")
    assert spent.status_code == 410
    assert "no longer works" in spent.text


def test_a_newer_sign_in_ends_older_links(server: Server) -> None:
    server.key(BUDI)
    older = server.login_token(BUDI)
    signed_in(server, BUDI)
    assert Visitor(server, f"dash.{server.domain}").get(f"/login-link/{older}").status_code == 410


def test_a_login_link_is_bound_to_its_person(server: Server) -> None:
    server.key(BUDI)
    server.key(SARI)
    body, stamp, signature = server.login_token(BUDI).split(":")
    other_body = server.login_token(SARI).split(":")[0]
    forged = f"{other_body}:{stamp}:{signature}"
    assert body != other_body
    assert Visitor(server, f"dash.{server.domain}").get(f"/login-link/{forged}").status_code == 410


def test_nobody_inactive_gets_in(server: Server) -> None:
    server.key("gone@example.com")
    token = server.login_token("gone@example.com")
    with server.database() as database:
        database.execute("UPDATE accounts_user SET is_active = false WHERE email = 'gone@example.com'")
    assert Visitor(server, f"dash.{server.domain}").get(f"/login-link/{token}").status_code == 410


def test_signing_out_ends_the_session(server: Server) -> None:
    server.key(BUDI)
    person = signed_in(server, BUDI)
    person.submit("/", to="/sign-out")
    assert person.get("/").status_code == 302


def test_the_dashboards_cookies_stay_on_its_host(server: Server) -> None:
    server.key(BUDI)
    person = Visitor(server, f"dash.{server.domain}")
    answer = person.submit(f"/login-link/{server.login_token(BUDI)}")
    cookies = answer.headers.get_list("Set-Cookie")
    assert any(cookie.startswith("kliqs_session=") for cookie in cookies)
    assert all("Domain=" not in cookie and "HttpOnly" in cookie for cookie in cookies)
