"""What programs look for at fixed places of a host."""

from datetime import UTC, datetime, timedelta

import pytest

from cast import slug
from running.server import Server
from running.servers import Servers
from web.visitor import Visitor

pytestmark = pytest.mark.any_engine


def test_the_short_hosts_root_leads_home(server: Server) -> None:
    answer = server.visit("/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"http://home.{server.domain}/"


@pytest.mark.parametrize("surface", ["", "home.", "docs."])
def test_search_engines_may_look_at_what_is_public(server: Server, surface: str) -> None:
    sitemap = f"Sitemap: http://{surface}{server.domain}/sitemap.xml\n" if surface else ""
    said = server.visit("/robots.txt", host=f"{surface}{server.domain}").text
    assert said == f"User-agent: *\nDisallow:\n{sitemap}"


def test_search_engines_stay_out_of_dashboard_and_api(server: Server) -> None:
    for surface in ("dash", "api"):
        assert "Disallow: /\n" in server.visit("/robots.txt", host=f"{surface}.{server.domain}").text


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/favicon.ico", "image/x-icon"),
        ("/favicon.svg", "image/svg+xml"),
        ("/apple-touch-icon.png", "image/png"),
        ("/icon-192.png", "image/png"),
        ("/site.webmanifest", "application/manifest+json"),
    ],
)
@pytest.mark.parametrize("surface", ["", "dash.", "home."])
def test_icons_are_where_browsers_look(server: Server, path: str, kind: str, surface: str) -> None:
    answer = server.visit(path, host=f"{surface}{server.domain}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == kind


def test_security_txt_names_somebody_and_has_not_expired(server: Server) -> None:
    lines = dict(line.split(": ", 1) for line in server.visit("/.well-known/security.txt").text.splitlines())
    assert lines["Contact"] == "mailto:security@kliqs.localhost"
    expires = datetime.fromisoformat(lines["Expires"])
    assert datetime.now(UTC) < expires < datetime.now(UTC) + timedelta(days=365)


@pytest.mark.parametrize("surface", ["", "api.", "dash.", "docs.", "home."])
def test_security_txt_is_at_home_on_every_host(server: Server, surface: str) -> None:
    address = "/.well-known/security.txt"
    said = server.visit(address, host=f"{surface}{server.domain}").text
    assert f"Canonical: http://{surface}{server.domain}{address}\n" in said


def test_the_operator_says_who_security_reports_go_to(start_server: Servers) -> None:
    server = start_server(KLIQS_SECURITY_CONTACT="https://example.com/report")
    assert "Contact: https://example.com/report\n" in server.visit("/.well-known/security.txt").text


@pytest.mark.parametrize(("language", "says"), [("en", "There is no such page."), ("id", "Halaman itu tidak ada.")])
@pytest.mark.parametrize("surface", ["home.", "docs.", "dash."])
def test_a_page_that_is_not_there_says_so_in_the_visitors_language(
    server: Server, surface: str, language: str, says: str
) -> None:
    answer = Visitor(server, f"{surface}{server.domain}", language).get("/no/such/page")
    assert answer.status_code == 404
    assert says in answer.text
    assert says in Visitor(server, f"{surface}{server.domain}", "fr").get(f"/{language}/no-such-page").text


@pytest.mark.parametrize(("language", "says"), [("en", "leads nowhere"), ("id", "Tautan ini buntu.")])
def test_a_link_that_is_not_there_says_so_in_the_visitors_language(server: Server, language: str, says: str) -> None:
    answer = Visitor(server, language=language).get(f"/{slug()}")
    assert answer.status_code == 404
    assert says in answer.text


@pytest.mark.parametrize(("language", "says"), [("en", "Nothing is shown at"), ("id", "Tidak ada yang ditampilkan")])
def test_an_address_that_only_takes_forms_says_so(server: Server, language: str, says: str) -> None:
    answer = Visitor(server, f"dash.{server.domain}", language).get("/links/restore")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert says in answer.text
