"""POST /api/v1/links: each field of the request, each field of the answer."""

import uuid
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from cast import SHOES, VPS, slug
from running.answers import created, found, refused
from running.server import Server

PROMISED_FIELDS = {"id", "short_code", "short_url", "destination_url", "title", "created_at"}


def test_the_first_request_of_the_public_page_works(server: Server) -> None:
    """As it stands there, but for the host."""
    answer = httpx.post(
        f"{server.base}/api/v1/links",
        headers={"Authorization": f"Bearer {server.key(plan='free')}", "Content-Type": "application/json"},
        content='{"url":"https://marketku.id/products/8f3f4f3f-1231-1231-1231"}',
    )
    assert created(answer)["destination_url"] == SHOES


def test_the_shop_example_of_the_public_page_works(api: httpx.Client) -> None:
    wanted = slug("produk-sepatu")
    body = {"url": "https://marketku.id/products/PRODUCT_UUID", "slug": wanted, "title": "Produk Sepatu"}
    link = created(api.post("/links", json=body))
    assert (link["short_code"], link["title"]) == (wanted, "Produk Sepatu")


def test_the_answer_has_every_promised_field(api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": VPS, "title": "VPS Murah"}))
    assert link.keys() >= PROMISED_FIELDS


def test_the_id_is_a_uuid(api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": VPS}))
    assert str(uuid.UUID(link["id"])) == link["id"]


def test_the_short_url_is_the_short_host_and_the_code(server: Server, api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": VPS}))
    assert link["short_url"] == f"http://{server.domain}/{link['short_code']}"


def test_the_short_url_leads_to_the_destination(server: Server, api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": VPS}))
    visit = server.visit(f"/{link['short_code']}")
    assert (visit.status_code, visit.headers["Location"]) == (302, VPS)


def test_the_location_field_leads_to_the_link(api: httpx.Client) -> None:
    answer = api.post("/links", json={"url": VPS})
    link = created(answer)
    assert answer.headers["Location"] == f"/api/v1/links/{link['id']}"


def test_the_time_of_creation_is_now_in_utc(api: httpx.Client) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    stamp = created(api.post("/links", json={"url": VPS}))["created_at"]
    assert stamp.endswith("Z")
    assert before <= datetime.fromisoformat(stamp) <= datetime.now(UTC)


def test_a_link_needs_nothing_but_its_url(api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": VPS}))
    assert (link["title"], link["description"], link["expires_at"], link["has_password"]) == (None, None, None, False)


@pytest.mark.parametrize("field", ["slug", "title", "description", "expires_at", "password"])
@pytest.mark.parametrize("nothing", [None, ""])
def test_an_optional_field_may_be_null_or_empty(api: httpx.Client, field: str, nothing: str | None) -> None:
    created(api.post("/links", json={"url": VPS, field: nothing}))


def test_title_and_description_are_kept_as_written(api: httpx.Client) -> None:
    text = "Sepatu “Lari” – 50 % off 👟\nkelas A <b>"
    link = created(api.post("/links", json={"url": VPS, "title": text, "description": text}))
    kept = found(api.get(f"/links/{link['id']}"))
    assert (kept["title"], kept["description"]) == (text, text)


@pytest.mark.parametrize(("field", "longest"), [("title", 300), ("description", 2_000), ("password", 128)])
def test_a_text_that_is_too_long_is_refused(api: httpx.Client, field: str, longest: int) -> None:
    created(api.post("/links", json={"url": VPS, field: "é" * longest}))
    refused(api.post("/links", json={"url": VPS, field: "é" * (longest + 1)}), "INVALID_REQUEST", field)


def test_a_password_is_kept_from_everybody(server: Server, api: httpx.Client) -> None:
    password = "rahasia-toko-sepatu"
    answer = api.post("/links", json={"url": VPS, "password": password})
    link = created(answer)
    assert link["has_password"] is True
    assert password not in answer.text
    assert password not in api.get(f"/links/{link['id']}").text
    with server.database() as database:
        question = "SELECT password_hash FROM links_link WHERE slug = ?"
        (kept,) = database.execute(question, (link["short_code"],)).fetchone()
    assert kept.startswith("$argon2id$")
    assert password not in server.log()


def test_a_link_with_a_password_does_not_say_where_it_leads(server: Server, api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": VPS, "password": "rahasia"}))
    page = server.visit(f"/{link['short_code']}")
    assert page.status_code == 200
    assert "Location" not in page.headers
    assert VPS not in page.text


def test_a_link_that_expires_says_when_in_utc(api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": VPS, "expires_at": "2099-01-31T09:00:00+07:00"}))
    assert link["expires_at"] == "2099-01-31T02:00:00Z"


def test_an_expiry_without_an_offset_is_utc(api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": VPS, "expires_at": "2099-01-31T09:00:00"}))
    assert link["expires_at"] == "2099-01-31T09:00:00Z"


@pytest.mark.parametrize(
    "moment",
    [
        "2020-01-01T00:00:00Z",
        "2099-01-31",
        "2099-02-30T00:00:00Z",
        "2099-01-01T25:00:00Z",
        "tomorrow",
        "9999-12-31T23:59:59-23:00",
        "0001-01-01T00:00:00+14:00",
        4_102_444_800,
        True,
        ["2099-01-01T00:00:00Z"],
    ],
)
def test_an_expiry_that_is_no_moment_to_come_is_refused(api: httpx.Client, moment: object) -> None:
    refused(api.post("/links", json={"url": VPS, "expires_at": moment}), "INVALID_EXPIRES_AT", "expires_at")


def test_an_expiry_of_this_very_moment_is_refused(api: httpx.Client) -> None:
    now = (datetime.now(UTC) - timedelta(milliseconds=1)).isoformat()
    refused(api.post("/links", json={"url": VPS, "expires_at": now}), "INVALID_EXPIRES_AT", "expires_at")


def test_a_field_that_does_not_exist_is_refused(api: httpx.Client) -> None:
    refused(api.post("/links", json={"url": VPS, "slgu": "typo"}), "INVALID_REQUEST", "slgu")


def test_every_problem_is_told_at_once(api: httpx.Client) -> None:
    body = {"url": "ftp://x", "slug": "no spaces", "title": 7, "expires_at": "soon", "typo": 1}
    answer = refused(api.post("/links", json=body), "INVALID_URL", "url")
    told = {problem["field"]: problem["code"] for problem in answer["errors"]}
    assert told == {
        "url": "INVALID_URL",
        "slug": "INVALID_SLUG",
        "title": "INVALID_REQUEST",
        "expires_at": "INVALID_EXPIRES_AT",
        "typo": "INVALID_REQUEST",
    }
    assert all(problem["message"] for problem in answer["errors"])


@pytest.mark.parametrize("url", [None, "", "   ", 7, True, [VPS], {"href": VPS}])
def test_a_url_that_is_missing_or_no_text_is_an_invalid_url(api: httpx.Client, url: object) -> None:
    refused(api.post("/links", json={"url": url}), "INVALID_URL", "url")


def test_a_body_without_a_url_is_an_invalid_url(api: httpx.Client) -> None:
    refused(api.post("/links", json={"title": "VPS Murah"}), "INVALID_URL", "url")


@pytest.mark.parametrize("field", ["title", "description", "password"])
@pytest.mark.parametrize("value", [7, True, ["x"], {"x": "y"}])
def test_a_text_that_is_no_string_is_refused(api: httpx.Client, field: str, value: object) -> None:
    refused(api.post("/links", json={"url": VPS, field: value}), "INVALID_REQUEST", field)
