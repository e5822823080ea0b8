"""Bodies that are no link: each gets its documented refusal, none a 500, and the server goes on."""

import json

import httpx
import pytest

from cast import VPS
from running.answers import created, refused
from running.server import Server

JSON = {"Content-Type": "application/json"}
LARGEST = 256 * 1024


@pytest.fixture(autouse=True)
def _the_server_goes_on(server: Server) -> None:
    """Asked before each test, so after the one before."""
    assert server.visit("/readyz").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"}",
        b'{"url":}',
        b'{"url":"https://example.com"',
        b'{"url":"https://example.com"}}',
        b'{"url":"https://example.com",}',
        b"{'url':'https://example.com'}",
        b"url=https://example.com",
        b"<url>https://example.com</url>",
        b'{"url":"\xff\xfe"}',
        b'{"url":"\xed\xa0\x80"}',
        b"\xef\xbb\xbf{}",
        '{"url":"https://example.com"}'.encode("utf-16"),
        b"\x00",
        b'{"url":NaN}',
        b'{"url":"https://example.com/\\ud800"}',
        b'{"url":"https://example.com/\x01"}',
    ],
)
def test_what_is_no_json_is_an_invalid_request(api: httpx.Client, body: bytes) -> None:
    refused(api.post("/links", content=body, headers=JSON), "INVALID_REQUEST")


@pytest.mark.parametrize(
    "body", ["null", "true", "7", '"https://example.com"', "[]", '[{"url":"https://example.com"}]']
)
def test_json_that_is_no_object_is_an_invalid_request(api: httpx.Client, body: str) -> None:
    refused(api.post("/links", content=body, headers=JSON), "INVALID_REQUEST")


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"url":['])
@pytest.mark.parametrize("closed", [True, False])
def test_a_hundred_thousand_brackets_are_an_invalid_request(api: httpx.Client, opening: str, *, closed: bool) -> None:
    closing = {"[": "]", '{"a":': "}", '{"url":[': "]}"}[opening]
    depth = LARGEST // (len(opening) + len(closing)) if len(opening) > 1 else 100_000
    body = opening * depth + ("1" + closing * depth if closed else "")
    refused(api.post("/links", content=body, headers=JSON), "INVALID_REQUEST")


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("url", "INVALID_URL"),
        ("slug", "INVALID_SLUG"),
        ("title", "INVALID_REQUEST"),
        ("description", "INVALID_REQUEST"),
        ("expires_at", "INVALID_EXPIRES_AT"),
        ("password", "INVALID_REQUEST"),
    ],
)
def test_a_nul_in_a_text_is_refused(api: httpx.Client, field: str, code: str) -> None:
    """JSON lets it through and PostgreSQL does not."""
    body = {"url": VPS} | {field: "https://example.com/a\x00b" if field == "url" else "a\x00b"}
    refused(api.post("/links", json=body), code, field)


def test_a_nul_in_the_name_of_a_field_is_refused(api: httpx.Client) -> None:
    refused(api.post("/links", json={"url": VPS, "a\x00b": 1}), "INVALID_REQUEST", "a\x00b")


@pytest.mark.parametrize("number", [b"9" * 10_000, b"1e999", b"-1e999"])
def test_a_number_beyond_all_bounds_is_refused(api: httpx.Client, number: bytes) -> None:
    refused(api.post("/links", content=b'{"url":' + number + b"}", headers=JSON), "INVALID_REQUEST")


def test_ten_thousand_unknown_fields_are_refused_in_few_words(api: httpx.Client) -> None:
    body = {"url": VPS} | {f"field-{number}": number for number in range(10_000)}
    answer = api.post("/links", json=body)
    refused(answer, "INVALID_REQUEST", "field-0")
    assert len(answer.content) < 10_000


def test_a_body_may_be_as_large_as_promised_and_no_larger(api: httpx.Client) -> None:
    body = json.dumps({"url": VPS}).encode()
    created(api.post("/links", content=body.ljust(LARGEST), headers=JSON))
    refused(api.post("/links", content=body.ljust(LARGEST + 1), headers=JSON), "PAYLOAD_TOO_LARGE")


def test_a_body_of_unknown_length_has_the_same_limit(api: httpx.Client) -> None:
    body = json.dumps({"url": VPS}).encode()
    created(api.post("/links", content=iter([body[:7], body[7:].ljust(LARGEST - 7)]), headers=JSON))
    pieces = (b" " * 10_000 for _ in range(100))
    refused(api.post("/links", content=pieces, headers=JSON), "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "json"])
def test_a_body_of_another_kind_is_refused(api: httpx.Client, kind: str) -> None:
    body = json.dumps({"url": VPS})
    refused(api.post("/links", content=body, headers={"Content-Type": kind}), "UNSUPPORTED_MEDIA_TYPE")


def test_a_body_of_no_kind_is_refused(api: httpx.Client) -> None:
    refused(api.post("/links", content=json.dumps({"url": VPS})), "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON", "application/vnd.shop+json"])
def test_json_under_its_other_names_is_accepted(api: httpx.Client, kind: str) -> None:
    created(api.post("/links", content=json.dumps({"url": VPS}), headers={"Content-Type": kind}))


def test_of_two_fields_of_one_name_the_last_counts(api: httpx.Client) -> None:
    body = b'{"url":"https://first.example/","url":"https://last.example/"}'
    link = created(api.post("/links", content=body, headers=JSON))
    assert link["destination_url"] == "https://last.example/"


def test_a_body_that_never_ends_holds_up_nobody(server: Server, api: httpx.Client) -> None:
    """The client hangs up inside its body; the next one is answered."""
    head = f"POST /api/v1/links HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.key()}\r\n"
    half = head + 'Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{"url":'
    import socket

    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(half.encode())
    created(api.post("/links", json={"url": VPS}))
