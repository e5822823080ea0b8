"""Test keys: what they make lives apart for 24 hours, and costs nothing."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from cast import BUDI, COFFEE, SHOES, VPS, slug
from running.answers import created, found, refused
from running.server import Server
from running.waiting import eventually
from web.visitor import signed_in


@pytest.fixture
def sandbox(server: Server) -> httpx.Client:
    """A client with a test key of a fresh workspace."""
    return server.api(server.key(is_test=True))


def path_of(link: dict[str, str]) -> str:
    """Where on the short host the link is."""
    return "/" + link["short_url"].split("/", 3)[3]


def hours_pass(server: Server, link: dict[str, str], hours: int) -> None:
    """Let the link be that much older."""
    made = datetime.now(UTC) - timedelta(hours=hours)
    with server.database() as database, database.transaction():
        public_id = link["id"].replace("-", "") if database.is_sqlite else link["id"]
        database.execute(
            "UPDATE links_link SET created_at = ? WHERE public_id = ?", (database.timestamp(made), public_id)
        )
        database.execute(
            "UPDATE routes_route SET expires_at = ? WHERE target = (SELECT id FROM links_link WHERE public_id = ?)",
            (int((made + timedelta(hours=24)).timestamp() * 1000), public_id),
        )


def test_a_test_link_says_so_in_its_address_and_redirects(server: Server, sandbox: httpx.Client) -> None:
    link = created(sandbox.post("/links", json={"url": VPS, "slug": "vps-murah"}))
    assert link["short_url"].startswith(f"http://{server.domain}/test/")
    assert link["short_url"].endswith("/vps-murah")
    for path in (path_of(link), path_of(link).upper().replace("TEST", "test"), path_of(link) + "/"):
        assert server.visit(path).headers["Location"] == VPS
    assert server.visit(path_of(link) + "?utm_source=wa").headers["Location"] == f"{VPS}?utm_source=wa"
    assert sandbox.get(f"/links/{link['id']}").json()["data"]["short_url"] == link["short_url"]


def test_slugs_of_sandboxes_meet_neither_live_ones_nor_each_other(server: Server) -> None:
    budi, wanted = server.account(), slug()
    live, test = server.api(budi.key), server.api(server.key(budi.email, is_test=True))
    others = server.api(server.key(is_test=True))
    for api, url in ((live, VPS), (test, SHOES), (others, COFFEE)):
        created(api.post("/links", json={"url": url, "slug": wanted}))
        refused(api.post("/links", json={"url": url, "slug": wanted}), "SLUG_ALREADY_EXISTS", "slug")
    assert server.visit(f"/{wanted}").headers["Location"] == VPS
    assert [len(api.get("/links").json()["data"]) for api in (live, test, others)] == [1, 1, 1]


def test_neither_key_reaches_the_links_of_the_other(server: Server) -> None:
    budi = server.account()
    live, test = server.api(budi.key), server.api(server.key(budi.email, is_test=True))
    real = created(live.post("/links", json={"url": VPS, "external_id": "p-1"}))
    sandboxed = created(test.post("/links", json={"url": VPS, "external_id": "p-1"}))
    for api, theirs in ((live, sandboxed), (test, real)):
        refused(api.get(f"/links/{theirs['id']}"), "LINK_NOT_FOUND")
        refused(api.patch(f"/links/{theirs['id']}", json={"title": "x"}), "LINK_NOT_FOUND")
        refused(api.delete(f"/links/{theirs['id']}"), "LINK_NOT_FOUND")


def test_a_test_key_spends_nothing_of_the_plan(server: Server) -> None:
    budi = server.account(plan="free")
    live, test = server.api(budi.key), server.api(server.key(budi.email, plan="", is_test=True))
    for _ in range(6):  # one more than Free has links
        created(test.post("/links", json={"url": VPS}))
    usage = found(live.get("/usage"))
    assert (usage["plan"], usage["requests"]["used"], usage["links"]["used"]) == ("free", 0, 0)
    apart = found(test.get("/usage"))
    assert (apart["plan"], apart["links"]) == ("sandbox", {"used": 6, "limit": 200, "left": 194})


def test_a_sandbox_holds_two_hundred_links(server: Server, sandbox: httpx.Client) -> None:
    many = sandbox.post("/links/bulk", json={"links": [{"url": VPS}] * 200})
    assert {each["status"] for each in many.json()["data"]} == {201}
    refused(sandbox.post("/links", json={"url": VPS}), "SHORTLINK_LIMIT_REACHED")


def test_a_repeated_request_gets_the_same_answer(sandbox: httpx.Client) -> None:
    again = {"Idempotency-Key": "product-1"}
    first = sandbox.post("/links", json={"url": VPS}, headers=again)
    second = sandbox.post("/links", json={"url": VPS}, headers=again)
    assert (second.json(), second.headers["Idempotent-Replayed"]) == (first.json(), "true")
    assert {"ratelimit", "ratelimit-policy", "location", "etag"} <= set(first.headers)
    refused(sandbox.post("/links", json={"url": SHOES}, headers=again), "IDEMPOTENCY_CONFLICT")


def test_a_test_link_ends_after_a_day_whatever_expiry_it_asks_for(server: Server, sandbox: httpx.Client) -> None:
    late = "2040-01-31T09:00:00Z"
    links = [
        created(sandbox.post("/links", json={"url": VPS})),
        created(sandbox.post("/links", json={"url": VPS, "expires_at": late})),
        created(sandbox.put("/links/external/p-9", json={"url": VPS})),
    ]
    assert [link["expires_at"] for link in links] == [None, late, None], "the answer tells what was asked"
    assert sandbox.patch(f"/links/{links[0]['id']}", json={"expires_at": late}).status_code == 200
    for link in links:
        with server.database() as database:
            _, _, sandbox_id, wanted = path_of(link).split("/")
            (ends_ms,) = database.execute(
                "SELECT expires_at FROM routes_route WHERE domain_id = ? AND slug = ?", (-int(sandbox_id), wanted)
            ).fetchone()
        made = datetime.fromisoformat(link["created_at"])
        assert abs(ends_ms / 1000 - (made + timedelta(hours=24)).timestamp()) <= 1
        hours_pass(server, link, 25)
        gone = server.visit(path_of(link))
        assert (gone.status_code, "This link has expired." in gone.text) == (410, True)


def test_a_password_holds_in_the_sandbox_too(server: Server, sandbox: httpx.Client) -> None:
    link = created(sandbox.post("/links", json={"url": VPS, "password": "rahasia"}))
    path = path_of(link)
    with httpx.Client(base_url=server.base, headers={"Host": server.domain}) as browser:
        form = browser.get(path)
        assert (form.status_code, VPS in form.text) == (200, False)
        token = form.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        answer = browser.post(path, data={"csrfmiddlewaretoken": token, "password": "rahasia"})
        assert (answer.status_code, answer.headers["Location"]) == (303, path)
        assert browser.get(path).headers["Location"] == VPS
    assert VPS not in server.visit(path + "+").text


def test_the_preview_of_a_test_link_shows_where_it_leads(server: Server, sandbox: httpx.Client) -> None:
    link = created(sandbox.post("/links", json={"url": VPS, "title": "VPS Murah"}))
    page = server.visit(path_of(link) + "+")
    assert page.status_code == 200
    assert "VPS Murah" in page.text
    assert f'href="{path_of(link)}"' in page.text


def test_clicks_on_test_links_are_counted_in_the_sandbox(server: Server, sandbox: httpx.Client) -> None:
    link = created(sandbox.post("/links", json={"url": VPS}))
    server.visit(path_of(link), **{"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile"})
    eventually(lambda: found(sandbox.get(f"/links/{link['id']}"))["clicks"]["human"] == 1, within_s=20)


def test_no_path_of_the_sandbox_leads_to_a_live_link(server: Server, api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": VPS}))
    for sandbox_id in (0, 1, -1, 2, 99_999_999_999_999_999):
        assert server.visit(f"/test/{sandbox_id}/{link['short_code']}").status_code == 404
    assert server.visit("/test/1").status_code == 404


def test_a_test_key_makes_and_sees_test_keys_alone(server: Server) -> None:
    budi = server.account(name="live one")
    test = server.api(server.key(budi.email, name="test one", is_test=True))
    made = created(test.post("/keys", json={"name": "another"}))
    assert made["key"].startswith("kliqs_sk_test_")
    assert [key["name"] for key in test.get("/keys").json()["data"]] == ["another", "test one"]
    refused(test.delete(f"/keys/{budi.key_id}"), "KEY_NOT_FOUND")
    names = [key["name"] for key in server.api(budi.key).get("/keys").json()["data"]]
    assert names == ["another", "test one", "live one"]


def test_a_test_key_is_revoked_like_any_other(server: Server) -> None:
    server.account(BUDI)
    account = server.account(BUDI, is_test=True)
    test = server.api(account.key)
    found(test.get("/usage"))
    signed_in(server, BUDI).submit("/settings/api-keys", to=f"/settings/api-keys/{account.key_id}/revoke")
    refused(test.post("/links", json={"url": VPS}), "REVOKED_API_KEY")


def test_a_test_key_of_a_disabled_workspace_is_refused(server: Server) -> None:
    budi = server.account()
    test = server.api(server.key(budi.email, is_test=True))
    link = created(test.post("/links", json={"url": VPS}))
    server.kliqs("workspace", "disable", str(budi.workspace_id), "--reason", "phishing")
    refused(test.get("/usage"), "ACCOUNT_DISABLED")
    assert server.visit(path_of(link)).status_code == 410


def test_who_asks_with_a_test_key_is_told_the_workspace(server: Server) -> None:
    budi = server.account()
    workspace = found(server.api(server.key(budi.email, is_test=True)).get("/workspace"))
    assert (workspace["id"], workspace["plan"], workspace["members"]) == (budi.workspace_id, "sandbox", 1)
