"""Nobody sees or changes what is not theirs: every URL of the dashboard, asked by strangers, neighbours and viewers."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from cast import VPS
from kliqs.database import Connection
from kliqs.estate import inventory
from kliqs.events.models import AuditEntry
from running.server import Server
from web.test_members_page import LINK, invited
from web.urls_of_dashboard import AUDIENCE, Url, dashboard_urls
from web.visitor import Visitor, signed_in

pytestmark = pytest.mark.any_engine

URLS = dashboard_urls()
WORDS = "rahasia"
TABLES = [
    model._meta.db_table
    for model in (*inventory.AT_ONCE, *inventory.SOON, *inventory.AFTER_THE_HOLD)
    if model is not AuditEntry
]
THEIRS = {"public_id", "key_id", "member_id", "invitation_id", "workspace_id", "view_id", "board_id", "page_id"}
ENDLESS = {"analytics/live", "shared/<str:token>/live"}
# What people do to their own place, whatever their role, or what ends the walk: the tests of each look at it.
OWN_DEEDS = {"settings/members/leave", "analytics/weekly", "sign-out", "account/logout/", "account/sessions/"}


@dataclass(frozen=True, slots=True)
class Shop:
    """Somebody's workspace with some of everything, all of it named with a word that nobody else may see."""

    id: int
    word: str
    ids: dict[str, Any]
    fields: dict[str, str]
    owner: Visitor
    viewer: Visitor


@pytest.fixture(scope="module")
def shop(server: Server) -> Shop:
    word = f"rahasia{secrets.token_hex(5)}"
    account = server.account(f"{word}@example.com", name=word)
    owner = signed_in(server, account.email)
    owner.submit("/settings/workspace", name=word)
    link = server.api(account.key).post(
        "/links", json={"url": f"{VPS}/{word}", "slug": word, "title": word, "tags": [word], "notes": word}
    )
    link_id = link.json()["data"]["id"]
    viewer_email = f"viewer-{word}@example.com"
    server.key(viewer_email)
    viewer = signed_in(server, viewer_email)
    token = invited(owner, viewer_email, "viewer")
    assert viewer.submit(token).headers["Location"] == "/"
    waiting = owner.submit("/settings/members", email=f"waiting-{word}@example.com", role="member")
    found = LINK.search(waiting.text)
    assert found is not None
    made_page = owner.submit("/pages/new", name=word, slug=f"page-{word}", theme="polos")
    page_id = made_page.headers["Location"].rpartition("/")[2]
    owner.submit(f"/pages/{page_id}/new-block?kind=heading", text=word)
    owner.submit(f"/pages/{page_id}", to=f"/pages/{page_id}/publish")
    (block_id,) = re.findall(r'data-block="(\w+)"', owner.get(f"/pages/{page_id}").text)
    owner.submit("/settings", to="/analytics/views", name=word, query="")
    owner.submit("/settings", to="/analytics/shared", link=link_id)
    with server.database() as db:
        view_id, board_id = (
            db.execute(f"SELECT id FROM {table} WHERE workspace_id = ?", (account.workspace_id,)).fetchone()[0]
            for table in ("clicks_savedview", "clicks_sharedboard")
        )
        (row_id,) = db.execute("SELECT id FROM links_link WHERE workspace_id = ?", (account.workspace_id,)).fetchone()
        (user_id,) = db.execute("SELECT id FROM accounts_user WHERE email = ?", (account.email,)).fetchone()
        (member_id,) = db.execute(
            "SELECT id FROM accounts_member WHERE workspace_id = ? AND role = 'owner'", (account.workspace_id,)
        ).fetchone()
        (invitation_id,) = db.execute(
            "SELECT id FROM accounts_invitation WHERE workspace_id = ?", (account.workspace_id,)
        ).fetchone()
        (page_number,) = db.execute(
            "SELECT id FROM bio_page WHERE workspace_id = ?", (account.workspace_id,)
        ).fetchone()
        ids = {
            "public_id": link_id,
            "key_id": account.key_id,
            "workspace_id": account.workspace_id,
            "member_id": member_id,
            "invitation_id": invitation_id,
            "token": found[1].rpartition("/")[2],
            "key": "made-up",
            "uidb36": "1",
            "pk": 1,
            "name": "links",
            "link_id": row_id,
            "user_id": user_id,
            "view_id": view_id,
            "board_id": board_id,
            "page_id": page_id,
            "page_number": page_number,
            "block_id": block_id,
            "number": 1,
        }
    # What would do the most harm if it were let through.
    fields = {"id": link_id, "deed": "delete", "tag": "taken", "role": "viewer", "overlap": "now", "lasts": "never"}
    fields |= {"name": word, "email": "taken@example.com", "url": VPS, "slug": f"taken-{secrets.token_hex(4)}"}
    return Shop(account.workspace_id, word, ids, fields, owner, viewer)


@pytest.fixture
def rows(server: Server, shop: Shop) -> Iterator[None]:
    """Everything of the workspace is after the test as it was before."""
    with server.database() as db:
        before = _rows(db, shop.id)
        yield
        assert _rows(db, shop.id) == before


def _rows(db: Connection, workspace_id: int) -> dict[str, list[Any]]:
    found = {
        table: db.execute(f"SELECT * FROM {table} WHERE workspace_id = ? ORDER BY 1", (workspace_id,)).fetchall()
        for table in TABLES
    }
    found["workspace"] = db.execute("SELECT * FROM accounts_workspace WHERE id = ?", (workspace_id,)).fetchall()
    assert found["links_link"]
    return found


def walk(shop: Shop, visitor: Visitor, **fields: str) -> Iterator[tuple[Url, str, httpx.Response]]:
    """Every URL with the shop's ids, by GET and by a POST whose form came from our own page."""
    token = _token(visitor)
    for url in URLS:
        if url.route in OWN_DEEDS:
            continue
        path = url.path(shop.ids)
        yield url, "GET", visitor.glance(path) if url.route in ENDLESS else visitor.get(path)
        yield url, "POST", visitor.post(path, **{**shop.fields, **fields, "csrfmiddlewaretoken": token})


def _token(visitor: Visitor) -> str:
    visitor.get("/account/login/")
    visitor.get("/settings")
    return visitor.cookies["kliqs_csrf"]


def test_every_url_says_here_who_it_is_for() -> None:
    assert len(URLS) > 70
    routes = {url.route for url in URLS}
    assert routes - AUDIENCE.keys() == set(), "say in tests/web/urls_of_dashboard.py who these are for"
    assert AUDIENCE.keys() - routes == set()


@pytest.mark.usefixtures("rows")
def test_strangers_are_led_to_the_sign_in(server: Server, shop: Shop) -> None:
    stranger = Visitor(server, f"dash.{server.domain}")
    odd: list[tuple[object, ...]] = []
    for url, method, answer in walk(shop, stranger):
        if AUDIENCE[url.route] == "anybody":
            assert answer.status_code < 500, (method, url.route)
        elif answer.status_code not in (403, 404, 405) and not _asks_to_sign_in(answer):
            odd.append((method, url.route, answer.status_code))
        if shop.word in answer.text and url.route != "invitations/<str:token>":
            odd.append((method, url.route, "shows it"))
    assert odd == []


@pytest.mark.usefixtures("rows")
def test_neighbours_find_nothing(server: Server, shop: Shop) -> None:
    account = server.account()
    neighbour = signed_in(server, account.email)
    odd: list[tuple[object, ...]] = []
    for url, method, answer in walk(shop, neighbour, name="neighbour"):
        assert answer.status_code < 500, (method, url.route)
        is_theirs = url.parameters & THEIRS
        if is_theirs and answer.status_code not in (302, 403, 404, 405):
            odd.append((method, url.route, answer.status_code))
        if shop.word in answer.text and url.route != "invitations/<str:token>":
            odd.append((method, url.route, "shows it"))
    assert odd == []


@pytest.mark.usefixtures("rows")
def test_viewers_look_and_change_nothing(shop: Shop) -> None:
    odd: list[tuple[object, ...]] = []
    for url, method, answer in walk(shop, shop.viewer):
        assert answer.status_code < 500, (method, url.route)
        if answer.headers.get("Content-Type", "").startswith("text/html") and not _is_strict(answer):
            odd.append((method, url.route, "lets scripts in"))
        audience = AUDIENCE[url.route]
        if audience == "staff" and answer.status_code not in (403, 404, 405):
            odd.append((method, url.route, answer.status_code))
        if audience == "owner" and answer.status_code not in (403, 405):
            odd.append((method, url.route, answer.status_code))
        if audience == "member" and method == "POST" and answer.status_code not in (403, 405):
            odd.append((method, url.route, answer.status_code))
        if audience == "viewer" and method == "GET" and answer.status_code not in (200, 405):
            odd.append((method, url.route, answer.status_code))
    assert odd == []


@pytest.mark.usefixtures("rows")
def test_every_post_wants_its_token(server: Server, shop: Shop) -> None:
    """Signed in as the owner, as if from a page elsewhere: the session's cookie comes along, the token does not."""
    open_ones = []
    for url in URLS:
        answer = shop.owner.post(url.path(shop.ids), **shop.fields)
        if answer.status_code != 403 or "csrf" in answer.headers.get("Location", ""):
            open_ones.append((url.route, answer.status_code))
    assert open_ones == []


def _is_strict(answer: httpx.Response) -> bool:
    policy = answer.headers.get("Content-Security-Policy", "")
    return "default-src 'none'" in policy and "unsafe" not in policy


def _asks_to_sign_in(answer: httpx.Response) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith("/account/login/")
