"""Five hosts, one product: where the API answers, and what is said at a door that is not ours."""

import httpx

from cast import VPS
from running.answers import created, found, refused
from running.server import Server
from running.servers import Servers


def test_the_api_answers_on_its_own_host_and_on_the_short_host(server: Server) -> None:
    bearer = {"Authorization": f"Bearer {server.key()}"}
    for host in (f"api.{server.domain}", server.domain, f"127.0.0.1:{server.port}", f"localhost:{server.port}"):
        found(server.visit("/api/v1/usage", host=host, **bearer))


def test_a_name_of_a_host_may_be_written_in_capitals(server: Server) -> None:
    found(server.visit("/api/v1/usage", host=f"API.{server.domain.upper()}", Authorization=f"Bearer {server.key()}"))


def test_on_a_loopback_name_any_host_is_the_short_host(server: Server) -> None:
    code = created(server.api(server.key()).post("/links", json={"url": VPS}))["short_code"]
    for host in ("127.0.0.1", "[::1]:8000", "laptop.example", ""):
        assert server.visit(f"/{code}", host=host or server.domain).status_code == 302


def test_with_a_public_domain_links_and_docs_carry_it(start_server: Servers) -> None:
    server = start_server(KLIQS_DOMAIN="kliqs.example")
    api = server.api(server.key(), Host="api.kliqs.example")
    link = created(api.post("/links", json={"url": VPS}))
    assert link["short_url"] == f"https://kliqs.example/{link['short_code']}"
    assert api.post("/links", json={}).json()["docs"].startswith("https://docs.kliqs.example/")
    assert server.visit(f"/{link['short_code']}", host="kliqs.example").headers["Location"] == VPS


def test_with_a_public_domain_a_strange_host_is_turned_away(start_server: Servers) -> None:
    server = start_server(KLIQS_DOMAIN="kliqs.example")
    api = server.api(server.key(), Host="kliqs.example")
    code = created(api.post("/links", json={"url": VPS}))["short_code"]
    for host in ("evil.example", "127.0.0.1", "kliqs.example.evil.example", "xkliqs.example"):
        refused(server.visit(f"/{code}", host=host), "MISDIRECTED_REQUEST")
        refused(server.visit("/api/v1/usage", host=host), "MISDIRECTED_REQUEST")


def test_health_is_told_at_every_door(start_server: Servers) -> None:
    server = start_server(KLIQS_DOMAIN="kliqs.example")
    for host in ("kliqs.example", "api.kliqs.example", "10.0.0.7", "evil.example"):
        for path in ("/healthz", "/readyz"):
            assert server.visit(path, host=host).status_code == 200


def test_every_host_may_be_named_by_itself(start_server: Servers) -> None:
    server = start_server(KLIQS_DOMAIN="klq.example", KLIQS_API_HOST="programs.example", KLIQS_SCHEME="http")
    bearer = {"Authorization": f"Bearer {server.key()}"}
    found(server.visit("/api/v1/usage", host="programs.example", **bearer))
    refused(server.visit("/api/v1/usage", host="api.klq.example", **bearer), "MISDIRECTED_REQUEST")
    answer = httpx.post(f"{server.base}/api/v1/links", headers={"Host": "klq.example"} | bearer, json={"url": VPS})
    assert created(answer)["short_url"].startswith("http://klq.example/")
