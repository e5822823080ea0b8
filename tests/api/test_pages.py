"""Bio pages over the API: what programs that make pages from a catalogue can rely on."""

import io
from typing import Any

import httpx
import pytest
import zxingcpp
from PIL import Image

from cast import slug
from kliqs.api.page_examples import BLOCKS, PAGE
from running.answers import created, found, refused
from running.server import Server
from running.waiting import eventually

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"


def make(api: httpx.Client, **parts: Any) -> dict[str, Any]:
    return created(api.post("/pages", json=PAGE | {"slug": slug("warung")} | parts))


def whole(**parts: Any) -> dict[str, Any]:
    return {name: value for name, value in PAGE.items() if name != "slug"} | parts


def text(server: Server, name: str) -> str:
    return server.visit(f"/{name}").text


def test_a_page_is_drafted_published_changed_and_taken_off_the_web(server: Server, api: httpx.Client) -> None:
    name = slug("warung")
    answer = api.post("/pages", json={"slug": name, "profile": {"name": "Warung Ani"}})
    page = created(answer)
    assert answer.headers["Location"] == f"/api/v1/pages/{page['id']}"
    assert (page["published_version"], server.visit(f"/{name}").status_code) == (None, 404)
    assert found(api.post(f"/pages/{name}/publish"))["published_version"] == 1
    assert "Warung Ani" in text(server, name)
    changed = found(api.patch(f"/pages/{name}", json={"profile": {"about": "Buka setiap hari"}}))
    assert changed["profile"] == {"name": "Warung Ani", "about": "Buka setiap hari", "picture": ""}
    assert changed["has_changes"] is True
    assert "Buka setiap hari" not in text(server, name)
    assert found(api.patch(f"/pages/{name}", json={"publish": True}))["has_changes"] is False
    assert "Buka setiap hari" in text(server, name)
    moved = found(api.patch(f"/pages/{page['id']}", json={"slug": f"{name}-2", "password": "rahasia"}))
    assert (moved["slug"], moved["has_password"]) == (f"{name}-2", True)
    assert server.visit(f"/{name}").status_code == 404
    assert "Buka setiap hari" not in text(server, f"{name}-2")
    found(api.post(f"/pages/{page['id']}/unpublish"))
    assert server.visit(f"/{name}-2").status_code == 404


def test_what_is_read_can_be_sent_back(api: httpx.Client) -> None:
    page = make(api, blocks=list(BLOCKS.values()))
    body = {name: page[name] for name in ("profile", "look", "options", "blocks")}
    again = found(api.put(f"/pages/{page['id']}", json=body))
    assert {name: again[name] for name in body} == body


def test_a_put_makes_a_page_once_and_replaces_it_ever_after(server: Server, api: httpx.Client) -> None:
    name = slug("katalog")
    page = created(api.put(f"/pages/{name}", json=whole(blocks=[BLOCKS["link"]])))
    other = whole(profile={"name": "Katalog baru"}, blocks=[BLOCKS["link"], BLOCKS["product"]])
    again = found(api.put(f"/pages/{name}", json=other))
    assert (again["id"], again["published_version"]) == (page["id"], 2)
    assert "Katalog baru" in text(server, name)
    refused(api.put("/pages/019e9f6a-9c44-7d10-8a54-6f0d2f1be0a7", json=whole()), "PAGE_NOT_FOUND")
    theirs = server.api(server.key())
    refused(theirs.put(f"/pages/{name}", json=whole()), "SLUG_ALREADY_EXISTS", "slug")
    refused(api.put("/pages/admin", json=whole()), "RESERVED_SLUG", "slug")


def test_two_writers_do_not_overwrite_each_other(api: httpx.Client) -> None:
    page = make(api)
    seen = {"If-Match": api.get(f"/pages/{page['id']}").headers["ETag"]}
    answer = api.patch(f"/pages/{page['id']}", json={"look": {"theme": "kopi"}}, headers=seen)
    assert found(answer)["look"]["theme"] == "kopi"
    for method, path, body in (
        ("PATCH", "", {"look": {"theme": "senja"}}),
        ("PUT", "", whole()),
        ("DELETE", "", None),
        ("POST", "/publish", None),
        ("POST", "/unpublish", None),
        ("POST", "/versions/1/restore", None),
        ("POST", "/blocks", {"block": BLOCKS["faq"]}),
        ("PATCH", "/blocks/menu", {"label": "x"}),
        ("DELETE", "/blocks/menu", None),
    ):
        stale = api.request(method, f"/pages/{page['id']}{path}", json=body, headers=seen)
        refused(stale, "PAGE_CHANGED")
    fresh = {"If-Match": answer.headers["ETag"]}
    found(api.patch(f"/pages/{page['id']}", json={"look": {"theme": "senja"}}, headers=fresh))
    refused(api.put(f"/pages/{slug('baru')}", json=whole(), headers=fresh), "PAGE_CHANGED")


def test_every_problem_is_told_at_once_with_its_place(api: httpx.Client) -> None:
    blocks = [
        BLOCKS["divider"],
        {"type": "link", "label": "x", "url": "ftp://x"},
        {"type": "nothing"},
        BLOCKS["divider"],
    ]
    body = {"slug": "a b", "profile": {}, "look": {"theme": "x"}, "blocks": blocks, "publish": 1, "colour": 2}
    told = refused(api.post("/pages", json=body), "INVALID_SLUG", "slug")["errors"]
    places = {"slug", "publish", "profile.name", "look.theme", "blocks[1].url", "blocks[2].type", "colour"}
    assert {each["field"] for each in told} == places
    faint = {"look": {"text": "#ffffff", "background": "#fefefe"}}
    assert refused(api.post("/pages", json=PAGE | faint | {"slug": ""}), "LOW_CONTRAST", "look.text")


def test_blocks_are_added_changed_moved_and_deleted_one_by_one(api: httpx.Client) -> None:
    page = f"/pages/{make(api)['slug']}"

    def ids() -> list[str]:
        return [each["id"] for each in api.get(f"{page}/blocks").json()["data"]]

    answer = api.post(f"{page}/blocks", json={"block": BLOCKS["product"], "position": 1})
    assert created(answer)["id"] == "sepatu-001"
    assert found(api.get(answer.headers["Location"].removeprefix("/api/v1")))["name"] == "Sepatu kulit"
    assert ids() == ["order", "sepatu-001", "menu"]
    changed = found(api.patch(f"{page}/blocks/sepatu-001", json={"hidden": True, "price": None}))
    assert (changed["hidden"], changed["price"], changed["name"]) == (True, None, "Sepatu kulit")
    refused(api.patch(f"{page}/blocks/menu", json={"type": "faq"}), "INVALID_REQUEST", "questions")
    refused(api.patch(f"{page}/blocks/menu", json={"id": "other"}), "INVALID_REQUEST", "id")
    refused(api.patch(f"{page}/blocks/menu", json={"url": "x"}), "INVALID_URL", "url")
    assert [each["id"] for each in api.post(f"{page}/blocks/menu/move", json={"position": 0}).json()["data"]] == ids()
    assert ids() == ["menu", "order", "sepatu-001"]
    found(api.delete(f"{page}/blocks/order"))
    refused(api.delete(f"{page}/blocks/order"), "BLOCK_NOT_FOUND")
    assert ids() == ["menu", "sepatu-001"]


def test_a_version_is_read_and_becomes_the_draft_again(api: httpx.Client) -> None:
    page = make(api)
    found(api.patch(f"/pages/{page['id']}", json={"profile": {"name": "Lain"}, "publish": True}))
    versions = api.get(f"/pages/{page['id']}/versions").json()["data"]
    assert [(each["version"], each["current"]) for each in versions] == [(2, True), (1, False)]
    assert found(api.get(f"/pages/{page['id']}/versions/1"))["profile"]["name"] == "Warung Ani"
    back = found(api.post(f"/pages/{page['id']}/versions/1/restore"))
    assert (back["name"], back["published_version"], back["has_changes"]) == ("Warung Ani", 2, True)
    refused(api.get(f"/pages/{page['id']}/versions/9"), "VERSION_NOT_FOUND")
    refused(api.get(f"/pages/{page['id']}/versions/x"), "VERSION_NOT_FOUND")


def test_a_deleted_page_comes_back_as_it_was_published(server: Server, api: httpx.Client) -> None:
    page = make(api)
    found(api.delete(f"/pages/{page['slug']}"))
    refused(api.get(f"/pages/{page['id']}"), "PAGE_NOT_FOUND")
    assert server.visit(f"/{page['slug']}").status_code == 404
    assert found(api.post(f"/pages/{page['slug']}/restore"))["published_version"] == 1
    assert "Warung Ani" in text(server, page["slug"])
    refused(api.post(f"/pages/{page['id']}/restore"), "PAGE_NOT_FOUND")
    found(api.delete(f"/pages/{page['id']}"))
    created(api.post("/links", json={"url": "https://example.com/", "slug": page["slug"]}))
    refused(api.post(f"/pages/{page['id']}/restore"), "SLUG_ALREADY_EXISTS", "slug")


def test_the_plans_number_of_pages_holds_for_making_and_restoring(server: Server) -> None:
    api = server.api(server.key(plan="free"))
    first = make(api)
    refused(api.post("/pages", json=PAGE | {"slug": slug("dua")}), "PAGE_LIMIT_REACHED")
    refused(api.put(f"/pages/{slug('tiga')}", json=whole()), "PAGE_LIMIT_REACHED")
    found(api.delete(f"/pages/{first['id']}"))
    make(api)
    refused(api.post(f"/pages/{first['id']}/restore"), "PAGE_LIMIT_REACHED")


def test_pages_are_listed_newest_first_a_page_at_a_time(api: httpx.Client) -> None:
    made = [make(api)["id"] for _ in range(3)][::-1]
    first = api.get("/pages", params={"limit": 2}).json()
    second = api.get("/pages", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [each["id"] for each in first["data"] + second["data"]] == made
    assert (first["has_more"], second["has_more"]) == (True, False)
    refused(api.get("/pages", params={"cursor": "x"}), "INVALID_REQUEST", "cursor")
    refused(api.get("/pages", params={"slug": "not there"}), "PAGE_NOT_FOUND")


def test_views_and_presses_are_counted_for_each_block(server: Server, api: httpx.Client) -> None:
    page = make(api)
    for _ in range(2):
        server.visit(f"/{page['slug']}", **{"User-Agent": PHONE})
    server.visit(f"/{page['slug']}/~menu", **{"User-Agent": PHONE})

    def counts(**query: str) -> dict[str, Any]:
        return found(api.get(f"/pages/{page['id']}/counts", params=query))

    eventually(lambda: counts()["presses"][0]["presses"]["human"] == 1, within_s=20)
    told = counts()
    assert told["views"]["human"] == 2
    assert {name: told["presses"][0][name] for name in ("block", "part", "rate")} == {
        "block": "menu",
        "part": None,
        "rate": 0.5,
    }
    assert counts(since="2026-01-01")["views"]["human"] == 2
    assert counts(since="2999-01-01")["views"]["human"] == 0
    refused(api.get(f"/pages/{page['id']}/counts?since=x"), "INVALID_REQUEST", "since")


@pytest.mark.parametrize("is_test", [False, True])
def test_a_pages_code_leads_to_it(server: Server, is_test: bool) -> None:
    api = server.api(server.key(is_test=is_test))
    page = make(api)
    answer = api.get(f"/pages/{page['slug']}/qr", params={"format": "png"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert page["slug"] in answer.headers["Content-Disposition"]
    with Image.open(io.BytesIO(answer.content)) as image:
        assert zxingcpp.read_barcodes(image.convert("RGB"))[0].text == f"{page['short_url']}?qr=1"
    refused(server.api(server.key()).get(f"/pages/{page['slug']}/qr"), "PAGE_NOT_FOUND")


def test_with_a_test_key_pages_live_apart_and_work_like_live_ones(server: Server) -> None:
    sandbox, live = server.api(server.key(is_test=True)), server.api(server.key())
    page = make(sandbox)
    make(live, slug=page["slug"], profile={"name": "Yang asli"})
    place = page["short_url"].partition(server.domain)[2]
    assert place.startswith("/test/")
    assert "Warung Ani" in server.visit(place).text
    assert "Yang asli" in text(server, page["slug"])
    assert server.visit(f"{place}/~menu").headers["Location"] == BLOCKS["link"]["url"]
    assert server.visit(f"{place}/~gone").headers["Location"] == place
    image = server.visit(place).text.partition('property="og:image" content="')[2].partition('"')[0]
    assert server.visit(image.partition(server.domain)[2]).headers["Content-Type"] == "image/jpeg"
    found(sandbox.patch(f"/pages/{page['id']}", json={"options": {"gate": "sensitive"}, "publish": True}))
    passed = server.visit(f"{place}/~enter")
    assert passed.headers["Location"] == place
    assert f"Path={place};" in passed.headers["Set-Cookie"]


@pytest.mark.any_engine
def test_a_dry_run_makes_nothing(api: httpx.Client) -> None:
    name = slug("coba")
    assert api.put(f"/pages/{name}?dry_run=true", json=whole()).json()["dry_run"] is True
    refused(api.get(f"/pages/{name}"), "PAGE_NOT_FOUND")
