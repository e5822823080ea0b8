"""The envelope of every refusal, its documentation, and the errors that are nobody's fault but ours."""

import re

import httpx
import pytest

from cast import VPS
from kliqs.errors import ERRORS
from running.answers import PROMISED, created, refused
from running.server import Server
from running.servers import Servers


def test_the_error_table_has_every_promised_code_with_its_status() -> None:
    assert {code: kind.status for code, kind in ERRORS.items()}.items() >= PROMISED.items()


def test_an_error_blames_a_field_only_where_one_is_to_blame(server: Server, api: httpx.Client) -> None:
    assert "field" in refused(api.post("/links", json={"url": "x"}), "INVALID_URL", "url")
    assert "field" not in refused(api.post("/links", json=[]), "INVALID_REQUEST")


def test_every_answer_has_a_request_id_of_its_own(api: httpx.Client) -> None:
    ids = [api.get("/usage").headers["X-Request-Id"] for _ in range(3)]
    ids += [refused(api.post("/links", json={}), "INVALID_URL", "url")["request_id"] for _ in range(3)]
    assert len(set(ids)) == 6


def test_a_callers_own_request_id_is_not_taken_over(api: httpx.Client) -> None:
    """It would let a caller write into our logs."""
    assert api.get("/usage", headers={"X-Request-Id": "mine"}).headers["X-Request-Id"] != "mine"


def test_the_docs_address_of_an_error_leads_to_its_explanation(server: Server, api: httpx.Client) -> None:
    docs = refused(api.post("/links", json={"url": "x"}), "INVALID_URL", "url")["docs"]
    origin, path, anchor = re.fullmatch(r"http://([^/]+)(/[^#]*)#(.+)", docs).groups()  # type: ignore[union-attr]
    assert origin == f"docs.{server.domain}"
    page = server.visit(path, host=origin)
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert f'id="{anchor}"' in page.text


def test_every_code_is_explained_on_the_errors_page(server: Server) -> None:
    page = server.visit("/errors", host=f"docs.{server.domain}")
    assert [code for code in ERRORS if f'id="{code}"' not in page.text] == []


def test_an_address_that_does_not_exist_is_told_in_the_envelope(api: httpx.Client) -> None:
    for path in ("/", "/nothing", "/links/a/b", "/link", "/../v2/links"):
        refused(api.get(path), "NOT_FOUND")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/links", "/usage"])
def test_a_method_that_is_not_taken_is_told_with_those_that_are(api: httpx.Client, method: str, path: str) -> None:
    """RFC 9110, section 15.5.6: the Allow field is a must."""
    answer = api.request(method, path)
    refused(answer, "METHOD_NOT_ALLOWED")
    assert "GET" in answer.headers["Allow"]
    assert ("POST" in answer.headers["Allow"]) == (path == "/links")


def test_the_api_host_answers_nothing_but_the_api(server: Server) -> None:
    for path in ("/", "/vps-murah", "/login"):
        refused(server.visit(path, host=f"api.{server.domain}"), "NOT_FOUND")


def test_what_breaks_on_our_side_is_told_in_the_envelope_without_a_trace(start_server: Servers) -> None:
    server = start_server()
    api = server.api(server.key())
    created(api.post("/links", json={"url": VPS}))
    with server.database() as database:
        database.execute("ALTER TABLE links_link RENAME TO links_gone")
    for answer in (api.post("/links", json={"url": VPS}), api.get("/links/019a0000-0000-7000-8000-000000000000")):
        body = refused(answer, "INTERNAL_ERROR")
        assert "links_" not in answer.text
        assert "Traceback" not in answer.text
        assert body["request_id"] in server.log()


def test_what_broke_on_our_side_costs_nothing_and_is_forgotten_when_mended(start_server: Servers) -> None:
    server = start_server()
    api = server.api(server.key())
    with server.database() as database:
        database.execute("ALTER TABLE links_link RENAME TO links_gone")
        refused(api.post("/links", json={"url": VPS, "slug": "mended"}), "INTERNAL_ERROR")
        database.execute("ALTER TABLE links_gone RENAME TO links_link")
    assert api.get("/usage").json()["data"]["requests"]["used"] == 0
    created(api.post("/links", json={"url": VPS, "slug": "mended"}))
