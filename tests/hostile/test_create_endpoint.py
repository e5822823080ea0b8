"""The create endpoint under arbitrary input: its documented error, never a 500, never a traceback."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kliqs.errors import ERRORS
from running.server import Server

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner, max_size=4),
    max_leaves=12,
)
URLS = st.one_of(
    JSON_VALUES,
    st.just("https://example.com/"),
    st.text(max_size=80).map(lambda tail: f"https://example.com/{tail}"),
    st.text(max_size=40).map(lambda host: f"http://{host}/x"),
    st.sampled_from(["javascript:alert(1)", "//example.com", "http://[::1", "http://a:99999999/", "ftp://a.b"]),
)
BODIES = st.fixed_dictionaries(
    {"url": URLS},
    optional=dict.fromkeys(("slug", "title", "description", "expires_at", "password", "extra"), JSON_VALUES),
)
PROFILE = settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def client(server: Server) -> httpx.Client:
    return server.api(server.key(plan="unlimited"))


def check(answer: httpx.Response) -> None:
    body = answer.json()
    if answer.status_code in (200, 201):
        assert body["success"] is True
        return
    assert answer.status_code < 500, answer.text
    assert ERRORS[body["error"]].status == answer.status_code
    assert body["success"] is False
    assert body["message"]
    assert body["request_id"]


def encoded(value: Any) -> bytes:
    """JSON with whatever Python lets through: NaN, lone surrogates, NUL."""
    return json.dumps(value).encode()


@PROFILE
@given(body=BODIES)
def test_any_values_get_an_answer_from_the_table(client: httpx.Client, body: dict[str, Any]) -> None:
    answer = client.post("/links", content=encoded(body), headers={"Content-Type": "application/json"})
    check(answer)
    if answer.status_code == 201:
        slug = answer.json()["data"]["short_code"]
        assert client.get("/links", params={"slug": slug}).status_code == 200


@PROFILE
@given(body=st.binary(max_size=400), content_type=st.sampled_from(["application/json", "text/plain", "", "a/b;c"]))
def test_any_bytes_get_an_answer_from_the_table(client: httpx.Client, body: bytes, content_type: str) -> None:
    check(client.post("/links", content=body, headers={"Content-Type": content_type}))


RETRY_KEYS = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=300)


@PROFILE
@given(
    key=RETRY_KEYS.map(str.strip),
    query=st.text(max_size=60),
)
def test_any_retry_key_and_query_get_an_answer_from_the_table(client: httpx.Client, key: str, query: str) -> None:
    check(
        client.post(
            "/links",
            params={"dry_run": query},
            headers=[(b"Idempotency-Key", key.encode("latin-1"))],
            json={"url": "https://example.com"},
        )
    )


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"url":' * 30_000,
        b'{"url":"https://example.com","title":"\\ud800"}',
        b'{"url":"https://example.com","title":"a\\u0000b"}',
        b'{"url":"https://example.com","expires_at":"9999999999999-01-01T00:00:00Z"}',
        b'{"url":"https://example.com","expires_at":"2030-01-01T00:00:00+99:99"}',
        b'{"url":"https://example.com/' + b"a" * 9_000 + b'"}',
        b'{"url":"https://example.com","title":' + b"9" * 5_000 + b"}",
        b'\xef\xbb\xbf{"url":"https://example.com"}',
        b"\xff\xfe\x00",
    ],
)
def test_known_traps_are_refused_by_name(client: httpx.Client, body: bytes) -> None:
    answer = client.post("/links", content=body, headers={"Content-Type": "application/json"})
    check(answer)
    assert answer.status_code == 400


def test_no_traceback_was_logged(client: httpx.Client, server: Server) -> None:
    assert "Traceback" not in server.log()
