"""Pages of other services as drafts: what is taken over, and what is told to be left out."""

import base64
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bio.strange_sites import LINKTREE, PAGE, face, strange_site
from kliqs.bio.importing.found import Found
from kliqs.bio.importing.linkstack import from_linkstack
from kliqs.bio.importing.linktree import from_linktree
from kliqs.bio.importing.profiles import network_of
from kliqs.bio.importing.webpages import from_page
from running.answers import created, found, refused
from running.server import Server
from running.servers import Servers

pytestmark = pytest.mark.any_engine

LINKSTACK: dict[str, Any] = {
    "name": "Warung Ani",
    "littlelink_name": "warungani",
    "littlelink_description": "<p>Masakan <strong>rumahan</strong></p>",
    "image_data": base64.b64encode(face()).decode(),
    "image_extension": "png",
    "links": [
        {"title": "Menu", "link": "https://example.com/menu", "order": 2, "up_link": "no", "type": "link"},
        {"title": "Promo", "link": "https://example.com/promo", "order": 9, "up_link": "yes", "type": "link"},
        {"title": "Pesan", "link": None, "order": 1, "up_link": "no", "button_id": 42, "type": None},
        {"title": "Kartu", "link": "{}", "order": 3, "up_link": "no", "type": "vcard"},
    ],
}


def kinds(page: Found) -> list[str]:
    return [each["type"] for each in page.blocks]


def test_a_page_of_linktree_keeps_its_order_headings_and_networks() -> None:
    page = from_linktree(LINKTREE)
    assert page is not None
    assert (page.name, page.about) == ("Warung Ani", "Masakan rumahan")
    assert page.socials == ["https://instagram.com/warungani"]
    assert kinds(page) == ["contact", "heading", "link", "embed", "link"]
    assert [(each.what, each.why) for each in page.left_out] == [("Traktir kami", "kind")]


def test_an_export_of_linkstack_keeps_pinned_links_first_and_its_portrait() -> None:
    page = from_linkstack(LINKSTACK)
    assert page is not None
    assert (page.name, page.about, page.picture_bytes) == ("Warung Ani", "Masakan rumahan", face())
    assert [each.get("label") or each["text"] for each in page.blocks] == ["Promo", "Pesan", "Menu"]
    assert [each.what for each in page.left_out] == ["Kartu"]


@pytest.mark.parametrize("data", [None, [], {}, {"links": "x"}, {"links": []}, "x", 3, {"a": [[[{}]]]}])
def test_what_is_no_export_is_told_as_such(data: Any) -> None:
    assert from_linkstack(data) is None
    assert from_linktree(data) is None


def test_any_page_gives_its_name_face_networks_and_the_links_that_lead_off_it() -> None:
    page = from_page(PAGE.encode(), "https://citra.example/me")
    assert (page.name, page.about) == ("Warung Citra", "Kue basah & kering")
    assert page.picture == "https://citra.example/face.png"
    assert [network_of(each) for each in page.socials] == ["tiktok", "instagram"]
    assert [each.get("label", each["type"]) for each in page.blocks] == [
        "Kue hari ini",
        "contact",
        "<script>alert(1)</script>",
    ]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("https://www.instagram.com/a", "instagram"),
        ("https://m.facebook.com/a", "facebook"),
        ("https://twitter.com/a", "x"),
        ("https://instagram.com.evil.example/a", ""),
        ("https://evil.example/instagram.com", ""),
        ("https://[", ""),
    ],
)
def test_networks_are_known_by_their_hosts_alone(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with strange_site() as origin:
        yield origin


def send(api: httpx.Client, path: str = "", **body: Any) -> httpx.Response:
    return api.post(f"/pages/import{path}", json=body, timeout=60)


def test_over_the_api_a_page_becomes_a_draft_with_its_picture_and_only_then_counts(
    start_server: Servers, site: str
) -> None:
    """Where an operator lets it go to private addresses; that it does not by itself is told below."""
    server = start_server(KLIQS_IMPORT_FROM_PRIVATE="true")
    api = server.api(server.key())
    shown = send(api, "?dry_run=true", url=f"{site}/page")
    assert shown.json()["dry_run"] is True
    assert found(api.get("/usage"))["requests"]["used"] == 0
    page = created(send(api, url=f"{site}/page", slug="dari-web"))
    assert (page["name"], page["published_version"], page["has_changes"]) == ("Warung Citra", None, True)
    assert server.visit(page["profile"]["picture"]).status_code == 200
    assert [each["type"] for each in page["blocks"]] == ["socials", "link", "contact", "link"]
    found(api.post("/pages/dari-web/publish"))
    assert "<script>alert(1)" not in server.visit("/dari-web").text
    stack = created(send(api, export=LINKSTACK))
    assert server.visit(stack["profile"]["picture"]).status_code == 200
    assert stack["left_out"] == [{"what": "Kartu", "why": "kind"}]
    tree = created(send(api, url=f"{site}/linktree"))
    assert {each["why"] for each in tree["left_out"]} == {"kind", "address"}
    refused(send(api, url=f"{site}/face.png"), "SOURCE_UNREADABLE", "url")
    refused(send(api, url=f"{site}/missing"), "SOURCE_UNREACHABLE", "url")
    refused(send(api, url=f"{site}/metadata"), "SOURCE_UNREACHABLE", "url")


def test_over_the_api_nothing_inside_is_reached(server: Server, site: str) -> None:
    api = server.api(server.key())
    refused(send(api, url=f"{site}/page"), "SOURCE_UNREACHABLE", "url")
    refused(send(api, url="http://169.254.169.254/latest/meta-data/"), "SOURCE_UNREACHABLE", "url")
    refused(send(api), "INVALID_REQUEST", "url")
    refused(send(api, export={"a": 1}), "SOURCE_UNREADABLE", "export")
    answer = send(api, url="x", slug="a b", export=3, other=1)
    assert {each["field"] for each in answer.json()["errors"]} == {"url", "slug", "export", "other"}
    assert found(api.get("/usage"))["requests"]["used"] == 0
