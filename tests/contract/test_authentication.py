"""Who is calling: the Authorization header, and what is said to whoever has no business here."""

from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest

from cast import STRANGERS_KEY, VPS, slug
from kliqs.accounts.key_format import checksum
from kliqs.events.changes import record
from running.answers import created, found, refused
from running.server import Server

ENDPOINTS = [
    ("POST", "/links"),
    ("GET", "/links?slug=vps-murah"),
    ("GET", "/links/019a0000-0000-7000-8000-000000000000"),
    ("GET", "/usage"),
]


def ask(server: Server, authorization: str | None, method: str = "POST", path: str = "/links") -> httpx.Response:
    headers = {} if authorization is None else {"Authorization": authorization}
    body = {"url": VPS} if method == "POST" else None
    return httpx.request(method, f"{server.base}/api/v1{path}", headers=headers, json=body)


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_every_address_wants_a_key(server: Server, method: str, path: str) -> None:
    refused(ask(server, None, method, path), "UNAUTHORIZED")


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_every_address_refuses_a_strangers_key(server: Server, method: str, path: str) -> None:
    refused(ask(server, f"Bearer {_strangers_key()}", method, path), "INVALID_API_KEY")


@pytest.mark.parametrize("header", ["", "Bearer", "Basic YnVkaTpzZXBhdHU=", "kliqs_sk_live_x", "Token abc"])
def test_a_header_without_a_bearer_key_is_unauthorized(server: Server, header: str) -> None:
    refused(ask(server, header), "UNAUTHORIZED")


def test_the_name_of_the_scheme_may_be_written_in_any_case(server: Server) -> None:
    """RFC 9110, section 11.1."""
    created(ask(server, f"bearer {server.key()}"))
    created(ask(server, f"BEARER {server.key()}"))


def test_a_key_that_was_never_made_is_invalid(server: Server) -> None:
    refused(ask(server, f"Bearer {_strangers_key()}"), "INVALID_API_KEY")


@pytest.mark.parametrize(
    "spoil", [str.lower, str.upper, lambda key: key[:-1], lambda key: key + "x", lambda key: key[1:]]
)
def test_a_key_that_was_not_copied_whole_is_invalid(server: Server, spoil: Callable[[str], str]) -> None:
    refused(ask(server, f"Bearer {spoil(server.key())}"), "INVALID_API_KEY")


@pytest.mark.parametrize(
    "key", ["x", "kliqs_sk_live_", "a" * 5_000, "kliqs_sk_live_" + "é" * 38, "' OR 1=1 --", "\xff"]
)
def test_nonsense_for_a_key_is_invalid(server: Server, key: str) -> None:
    answer = httpx.post(
        f"{server.base}/api/v1/links",
        headers=[(b"Authorization", b"Bearer " + key.encode("latin-1"))],
        json={"url": VPS},
    )
    refused(answer, "INVALID_API_KEY")


def test_whoever_is_turned_away_is_told_the_scheme(server: Server) -> None:
    """RFC 9110, section 15.5.2."""
    assert ask(server, None).headers["WWW-Authenticate"].startswith("Bearer")


def test_a_key_in_the_address_does_not_count(server: Server) -> None:
    """Addresses end up in logs and histories."""
    key = server.key()
    refused(ask(server, None, path=f"/links?api_key={key}&access_token={key}&key={key}"), "UNAUTHORIZED")


def test_a_refused_caller_makes_nothing(server: Server) -> None:
    wanted = slug()
    body = {"url": VPS, "slug": wanted}
    httpx.post(f"{server.base}/api/v1/links", headers={"Authorization": f"Bearer {_strangers_key()}"}, json=body)
    assert server.visit(f"/{wanted}").status_code == 404


def test_requests_with_an_invalid_key_do_not_count(server: Server) -> None:
    """As the public page promises; the neighbour whose key was mistyped pays nothing."""
    key = server.key()
    for _ in range(3):
        refused(ask(server, f"Bearer {key[:-1]}"), "INVALID_API_KEY")
    assert found(server.api(key).get("/usage"))["requests"]["used"] == 0


def test_a_disabled_workspace_is_refused(server: Server) -> None:
    account = server.account()
    api = server.api(account.key)
    created(api.post("/links", json={"url": VPS}))
    _disable(server, account.workspace_id)
    refused(api.post("/links", json={"url": VPS}), "ACCOUNT_DISABLED")
    refused(api.get("/usage"), "ACCOUNT_DISABLED")


def _disable(server: Server, workspace_id: int) -> None:
    with server.database() as database, database.transaction():
        now = database.timestamp(datetime.now(UTC))
        database.execute("UPDATE accounts_workspace SET disabled_at = ? WHERE id = ?", (now, workspace_id))
        record(database, "workspace", [str(workspace_id)])


def _strangers_key() -> str:
    """Well-formed, so that only the database can tell."""
    return STRANGERS_KEY + checksum("A" * 32)
