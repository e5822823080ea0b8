"""The list of clicks as they come: for those who may see it, as long as they may, and none left out by a reconnect."""

import re
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest

from cast import VPS
from running.accounts import Account
from running.answers import created, found
from running.server import Server
from running.servers import Servers
from running.waiting import eventually
from web.visitor import Visitor, signed_in

pytestmark = pytest.mark.any_engine

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"
LIVE = "/analytics/live"


@dataclass(frozen=True, slots=True)
class Shop:
    """A workspace with a link, and its owner's browser."""

    server: Server
    account: Account
    owner: Visitor
    slug: str

    @property
    def api(self) -> httpx.Client:
        return self.server.api(self.account.key)

    def visited(self, times: int) -> None:
        """Clicks that are loaded."""
        before = len(self.clicks())
        for _ in range(times):
            self.server.visit(f"/{self.slug}", **{"User-Agent": PHONE})
        eventually(lambda: len(self.clicks()) == before + times, within_s=30)

    def clicks(self) -> list[str]:
        return [click["id"] for click in self.api.get("/clicks", params={"limit": 1000}).json()["data"]]


def open_shop(server: Server) -> Shop:
    account = server.account(f"toko-{secrets.token_hex(4)}@example.com")
    slug = f"sepatu-{secrets.token_hex(3)}"
    created(server.api(account.key).post("/links", json={"url": VPS, "slug": slug}))
    return Shop(server, account, signed_in(server, account.email), slug)


@pytest.fixture
def shop(server: Server) -> Shop:
    return open_shop(server)


class Live:
    """What a browser makes of the answer."""

    def __init__(self, answer: httpx.Response) -> None:
        assert answer.headers["Content-Type"] == "text/event-stream"
        self.last_id = ""
        self._lines = answer.iter_lines()

    def messages(self) -> Iterator[str]:
        """Each message's data, "" where it only says an id; not events of another name, such as `watching`."""
        data, has_id, is_message = "", False, True
        for line in self._lines:
            if line.startswith("id: "):
                self.last_id, has_id = line.removeprefix("id: "), True
            elif line.startswith("data: "):
                data += line.removeprefix("data: ")
            elif line.startswith("event: "):
                is_message = False
            elif not line and (data or has_id):
                if is_message:
                    yield data
                data, has_id, is_message = "", False, True

    def ended(self) -> bool:
        return all(True for _ in self._lines)


@contextmanager
def watching(visitor: Visitor, path: str = LIVE, after: str = "") -> Iterator[Live]:
    headers = {"Last-Event-ID": after} if after else {}
    with visitor.stream(path, **headers) as answer:
        yield Live(answer)


def rows(message: str) -> int:
    return message.count("live-row")


def ends(live: Live) -> bool:
    reading = threading.Thread(target=live.ended, daemon=True)
    reading.start()
    return eventually(lambda: not reading.is_alive(), within_s=30)


def test_a_view_that_had_no_click_is_taken_up_where_it_began(shop: Shop) -> None:
    with watching(shop.owner) as live:
        next(live.messages())
    assert live.last_id
    shop.visited(2)
    with watching(shop.owner, after=live.last_id) as again:
        assert rows(next(again.messages())) == 2


def test_a_view_that_comes_back_gets_what_it_missed_and_nothing_again(shop: Shop) -> None:
    shop.visited(3)
    with watching(shop.owner) as live:
        assert rows(next(live.messages())) == 3
    shop.visited(1)
    with watching(shop.owner, after=live.last_id) as again:
        assert rows(next(again.messages())) == 1


def test_of_many_at_once_the_newest_are_shown(shop: Shop) -> None:
    with watching(shop.owner) as live:
        next(live.messages())
    shop.visited(30)
    with watching(shop.owner, after=live.last_id) as again:
        assert rows(next(again.messages())) == 12
    with watching(shop.owner, after=again.last_id) as later:
        assert next(later.messages()) == ""


def test_a_place_that_is_none_of_ours_begins_anew(shop: Shop) -> None:
    shop.visited(1)
    with watching(shop.owner, after="nonsense") as live:
        assert rows(next(live.messages())) == 1


def sign_out(shop: Shop, viewer: Visitor, _: str) -> None:
    assert viewer.submit("/analytics", "/account/logout/").status_code == 302


def remove(shop: Shop, _: Visitor, email: str) -> None:
    with shop.server.database() as database, database.transaction():
        database.execute(
            "DELETE FROM accounts_member WHERE user_id = (SELECT id FROM accounts_user WHERE email = ?)", (email,)
        )


def disable(shop: Shop, _: Visitor, email: str) -> None:
    shop.server.kliqs("user", "disable", "--email", email, "--reason", "phishing")


def disable_workspace(shop: Shop, _: Visitor, __: str) -> None:
    shop.server.kliqs("workspace", "disable", str(shop.account.workspace_id), "--reason", "phishing")


@pytest.mark.parametrize("shut", [sign_out, remove, disable, disable_workspace])
def test_who_may_no_longer_see_it_sees_no_further_click(shop: Shop, shut: Callable[[Shop, Visitor, str], None]) -> None:
    with watching(shop.owner) as live:
        next(live.messages())
        shut(shop, shop.owner, shop.account.email)
        assert ends(live)


@pytest.mark.parametrize("change", [{"deed": "close"}, {"password": "kopi"}])
def test_a_shared_board_that_is_closed_shows_no_further_click(shop: Shop, change: dict[str, str]) -> None:
    link = found(shop.api.get("/links", params={"slug": shop.slug}))["id"]
    page = shop.owner.submit("/analytics", "/analytics/shared", link=link).headers["Location"]
    address = re.search(r"/shared/[\w-]+", shop.owner.get(page).text)
    assert address is not None
    stranger = Visitor(shop.server, f"dash.{shop.server.domain}")
    with watching(stranger, f"{address.group()}/live") as live:
        next(live.messages())
        shop.owner.submit(page, **change)
        assert ends(live)


def test_a_server_that_is_told_to_stop_ends_live_views_by_itself(start_server: Servers) -> None:
    shop = open_shop(start_server())
    with watching(shop.owner) as live:
        next(live.messages())
        shop.server.stop()
        assert live.ended()
    assert "server.stopped" in shop.server.log()
    assert "graceful shutdown" not in shop.server.log()
    assert "Traceback" not in shop.server.log()
