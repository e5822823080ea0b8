"""Which refusal comes first when several would be due: 401, burst 429, month 429, 400, 403, 409."""

from collections.abc import Iterator

import httpx
import pytest

from cast import STRANGERS_KEY, VPS
from running.answers import created, refused
from running.databases import Databases
from running.server import Server
from running.servers import servers_for

# A month that is spent after one request, before the second link; bursts of 3 that come back once an hour.
PLANS = """
[one-request]
requests_per_month = 1
links = 1

[one-link]
requests_per_month = 100
links = 1

[breathless]
requests_per_month = 1
links = 1
burst = 3
per_second = 0.0003
"""
BAD_BODY = {"url": "x"}
TAKEN = {"url": VPS, "slug": "taken"}


@pytest.fixture(scope="module")
def server(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with servers_for(databases, tmp_path_factory.mktemp("order")) as servers:
        server = servers(plans=PLANS)
        created(server.api(server.key()).post("/links", json=TAKEN))
        yield server


def _spent(server: Server, plan: str) -> httpx.Client:
    """A workspace that has made the one link its plan allows."""
    api = server.api(server.key(plan=plan))
    created(api.post("/links", json={"url": VPS}))
    return api


def test_credentials_come_before_the_body(server: Server) -> None:
    refused(server.api(STRANGERS_KEY).post("/links", json=BAD_BODY), "INVALID_API_KEY")
    refused(httpx.post(f"{server.base}/api/v1/links", content=b"{"), "UNAUTHORIZED")


def test_the_burst_comes_before_the_month_and_the_body(server: Server) -> None:
    api = _spent(server, "breathless")
    refused(api.post("/links", json=BAD_BODY), "API_LIMIT_REACHED")
    refused(api.post("/links", json=BAD_BODY), "API_LIMIT_REACHED")
    refused(api.post("/links", json=BAD_BODY), "RATE_LIMITED")


def test_the_month_comes_before_the_body(server: Server) -> None:
    api = _spent(server, "one-request")
    refused(api.post("/links", json=BAD_BODY), "API_LIMIT_REACHED")
    refused(api.post("/links", content=b"{", headers={"Content-Type": "application/json"}), "API_LIMIT_REACHED")
    refused(api.post("/links", content=b"{}", headers={"Content-Type": "text/plain"}), "API_LIMIT_REACHED")


def test_the_month_comes_before_the_link_limit_and_the_slug(server: Server) -> None:
    refused(_spent(server, "one-request").post("/links", json=TAKEN), "API_LIMIT_REACHED")


def test_the_body_comes_before_the_link_limit(server: Server) -> None:
    refused(_spent(server, "one-link").post("/links", json=BAD_BODY), "INVALID_URL", "url")


def test_the_link_limit_comes_before_the_slug(server: Server) -> None:
    refused(_spent(server, "one-link").post("/links", json=TAKEN), "SHORTLINK_LIMIT_REACHED")


def test_the_slug_comes_last(server: Server) -> None:
    refused(server.api(server.key()).post("/links", json=TAKEN), "SLUG_ALREADY_EXISTS", "slug")
