"""Nobody reads or changes what is not theirs: every operation of the API, asked without a key, with a neighbour's, and
with keys that may only read."""

import secrets
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from litestar import Litestar, Router
from litestar.routes import HTTPRoute

from cast import VPS
from kliqs.api.creating import PLACE
from kliqs.api.endpoints import CONTROLLERS
from kliqs.api.page_examples import BLOCKS
from kliqs.database import Connection
from kliqs.estate import inventory
from running.accounts import Account
from running.server import Server

pytestmark = pytest.mark.any_engine

TABLES = [model._meta.db_table for model in (*inventory.AT_ONCE, *inventory.SOON, *inventory.AFTER_THE_HOLD)]
# A key made by a test, its last use, and what the month has cost.
MOVING = {"accounts_apikey", "accounts_keptanswer", "accounts_monthlyusage", "accounts_dailyusage"}
READING = ("links:read", "analytics:read", "workspace:read")


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation, its path with ids of the shop in it, and the scope that it wants."""

    method: str
    path: str
    scope: str
    has_ids: bool


@dataclass(frozen=True, slots=True)
class Shop:
    account: Account
    word: str
    ids: dict[str, str]
    body: dict[str, Any]


@pytest.fixture(scope="module")
def shop(server: Server) -> Shop:
    word = f"rahasia{secrets.token_hex(5)}"
    account = server.account(f"{word}@example.com", name=word)
    body = {"url": f"{VPS}/{word}", "slug": word, "title": word, "tags": [word], "external_id": word}
    link = server.api(account.key).post("/links", json=body).json()["data"]
    about = {
        "profile": {"name": word, "about": word},
        "slug": f"{word}-page",
        "blocks": [BLOCKS["link"]],
        "publish": True,
    }
    page = server.api(account.key).post("/pages", json=about).json()["data"]
    with server.database() as db:
        (tag_id,) = db.execute("SELECT id FROM links_tag WHERE folded = ?", (word,)).fetchone()
    ids = {
        "link_id": link["id"],
        "external_id": word,
        "key_id": str(account.key_id),
        "tag_id": str(tag_id),
        "slug": word,
        "page": page["id"],
        "block_id": "menu",
        "version": "1",
    }
    taken = {
        "url": VPS,
        "title": "taken",
        "name": "taken",
        "ids": [link["id"]],
        "links": [{"id": link["id"], "url": VPS}],
    }
    return Shop(account, word, ids, taken)


@pytest.fixture(autouse=True)
def rows(server: Server, shop: Shop) -> Iterator[None]:
    """Everything of the workspace is after the test as it was before."""
    with server.database() as db:
        before = _rows(db, shop)
        yield
        assert _rows(db, shop) == before


def _rows(db: Connection, shop: Shop) -> dict[str, list[Any]]:
    return {
        table: db.execute(
            f"SELECT * FROM {table} WHERE workspace_id = ? ORDER BY 1", (shop.account.workspace_id,)
        ).fetchall()
        for table in TABLES
        if table not in MOVING
    }


def operations(shop: Shop) -> list[Asked]:
    """Every one that the router knows, and the one in front of it."""
    with warnings.catch_warnings():  # Litestar takes what is provided elsewhere for parameters of the query
        warnings.simplefilter("ignore")
        app = Litestar([Router("/api/v1", route_handlers=CONTROLLERS)], openapi_config=None)
    found = [Asked("POST", PLACE.removeprefix("/api/v1"), "links:write", has_ids=False)]
    for route in app.routes:
        assert isinstance(route, HTTPRoute)
        for handler in route.route_handlers:
            if "api" in handler.opt:
                path = route.path_format.removeprefix("/api/v1")
                for method in handler.http_methods:
                    has_ids = "{" in path
                    found.append(Asked(method, path.format(**shop.ids), handler.opt["api"].scope, has_ids))
    assert len(found) > 15
    return found


def ask(api: httpx.Client, asked: Asked, shop: Shop) -> httpx.Response:
    if asked.path == "/stream":  # it goes on for a minute
        with api.stream("GET", asked.path) as answer:
            return httpx.Response(answer.status_code, content=next(answer.iter_bytes(), b""))
    body = None if asked.method in ("GET", "DELETE") else shop.body
    return api.request(asked.method, asked.path, json=body)


def test_without_a_key_nothing_is_answered(server: Server, shop: Shop) -> None:
    nobody, unknown = httpx.Client(base_url=f"{server.base}/api/v1"), server.api(f"kliqs_sk_live_{'A' * 38}")
    for asked in operations(shop):
        for api in (nobody, unknown):
            answer = ask(api, asked, shop)
            assert answer.status_code == 401, asked
            assert shop.word not in answer.text


def test_a_neighbours_key_finds_nothing(server: Server, shop: Shop) -> None:
    api = server.api(server.key())
    for asked in operations(shop):
        answer = ask(api, asked, shop)
        assert answer.status_code < 500, asked
        assert shop.word not in answer.text.replace(f"'{shop.word}'", ""), asked
        if asked.has_ids and asked.method != "PUT":  # a PUT makes the neighbour's own, under the same name
            assert answer.status_code in (400, 404), (asked, answer.text)


def test_a_key_that_may_only_read_changes_nothing(server: Server, shop: Shop) -> None:
    owner = server.api(shop.account.key)
    made = owner.post("/keys", json={"name": "reading", "scopes": list(READING)})
    api = server.api(made.json()["data"]["key"])
    for asked in operations(shop):
        answer = ask(api, asked, shop)
        if asked.scope and asked.scope not in READING:
            assert answer.status_code == 403, (asked, answer.text)
            assert answer.json()["error"] == "INSUFFICIENT_SCOPE"
        else:
            assert answer.status_code < 500, asked
