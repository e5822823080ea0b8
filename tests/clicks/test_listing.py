"""Lists of links: every order complete and without repeats page by page, every filter, nobody else's links."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kliqs.accounts.workspaces import change_plan, open_account
from kliqs.clicks.link_orders import SORTS, Sort
from kliqs.clicks.listing import LinkFilter, ListedLink, count_newer, list_links
from kliqs.clicks.models import LinkTotal
from kliqs.database import Connection, Database
from kliqs.errors import KliqsError
from kliqs.links.changing import archive_links, change_link
from kliqs.links.direct import create_directly
from kliqs.links.models import Link
from kliqs.links.removing import delete_links
from kliqs.settings import load

NOW = datetime.now(UTC)


class Shop:
    """A workspace with links."""

    def __init__(self, url: str) -> None:
        self.connection = Connection(Database(url))
        owner, workspace = open_account("owner@example.com")
        change_plan(workspace, "unlimited", actor=None)
        self.id, self.owner = workspace.pk, owner.pk

    def add(self, slug: str, clicks: int = 0, **values: Any) -> Link:
        values = {"url": f"https://example.com/{slug}", "slug": slug, **values}
        made = create_directly(self.connection, self.id, values, load(), created_by=self.owner)
        if clicks:
            LinkTotal.objects.create(link_id=made.id, workspace_id=self.id, human=clicks, preview=1)
        return Link.objects.get(pk=made.id)

    def slugs(self, cursor: str = "", size: int = 50, **wanted: Any) -> list[str]:
        page = list_links(self.connection, self.id, LinkFilter(**wanted), NOW, cursor=cursor, size=size)
        return [link.slug for link in page.links]

    def pages(self, sort: Sort, size: int) -> Iterator[list[ListedLink]]:
        cursor: str | None = ""
        while cursor is not None:
            page = list_links(self.connection, self.id, LinkFilter(sort=sort), NOW, cursor=cursor, size=size)
            yield page.links
            cursor = page.next_cursor


@pytest.fixture
def shop(models: str) -> Iterator[Shop]:
    shop = Shop(models)
    yield shop
    shop.connection.close()


@pytest.mark.parametrize("sort", SORTS)
def test_pages_of_any_size_add_up_to_the_whole_list(shop: Shop, sort: Sort) -> None:
    later = [(NOW + timedelta(days=days)).isoformat() for days in (3, 1, 1, 2, 9, 4, 4)]
    for number, expires in enumerate(later):
        shop.add(f"s{(number * 5) % 7}", clicks=number % 3, expires_at=expires)
    whole = [link.slug for links in shop.pages(sort, 50) for link in links]
    assert len(whole) == 7
    for size in (1, 2, 3, 7):
        assert [link.slug for links in shop.pages(sort, size) for link in links] == whole


def test_orders_are_what_they_are_called(shop: Shop) -> None:
    shop.add("b", clicks=1)
    shop.add("c", clicks=9)
    shop.add("a", expires_at=(NOW + timedelta(days=1)).isoformat())
    assert shop.slugs(sort="newest") == ["a", "c", "b"]
    assert shop.slugs(sort="oldest") == ["b", "c", "a"]
    assert shop.slugs(sort="clicks") == ["c", "b", "a"]
    assert shop.slugs(sort="slug") == ["a", "b", "c"]
    assert shop.slugs(sort="expiry") == ["a"]


def test_search_finds_words_in_slug_title_destination_and_notes_and_takes_them_literally(shop: Shop) -> None:
    shop.add("kopi-susu", title="Es Kopi")
    shop.add("teh", notes="seperti kopi")
    shop.add("sale", url="https://example.com/KOPI/100%25")
    shop.add("lain", title="a_b")
    assert shop.slugs(search="kopi") == ["sale", "teh", "kopi-susu"]
    assert shop.slugs(search="KOPI es") == ["kopi-susu"]
    assert shop.slugs(search="100%") == ["sale"]
    assert shop.slugs(search="a_b") == ["lain"]
    assert shop.slugs(search="%") == ["sale"]
    assert shop.slugs(search="!") == []


def test_every_filter_holds(shop: Shop) -> None:
    plain = shop.add("plain")
    locked = shop.add("locked", password="rahasia", tags=["Promo", "Lebaran"])
    expired, archived, disabled = shop.add("expired"), shop.add("archived"), shop.add("disabled")
    Link.objects.filter(pk=expired.pk).update(expires_at=NOW - timedelta(hours=1))
    Link.objects.filter(pk=disabled.pk).update(disabled_at=NOW)
    archive_links(shop.id, [archived.public_id], archived=True)
    delete_links(shop.id, [shop.add("deleted").public_id], actor=None)
    assert shop.slugs() == ["disabled", "expired", "locked", "plain"]
    assert shop.slugs(status="all") == ["disabled", "archived", "expired", "locked", "plain"]
    assert shop.slugs(status="active") == ["locked", "plain"]
    assert shop.slugs(status="expired") == ["expired"]
    assert shop.slugs(status="archived") == ["archived"]
    assert shop.slugs(status="disabled") == ["disabled"]
    assert shop.slugs(has_password=True) == ["locked"]
    assert shop.slugs(has_password=False, status="active") == ["plain"]
    assert shop.slugs(tag="promo") == ["locked"]
    shop.add("accents", tags=["École"])
    assert shop.slugs(tag="ÉCOLE") == ["accents"]
    assert shop.slugs(key_id=1) == []
    assert plain.created_by_id == shop.owner
    assert locked.created_by_key_id is None


def test_a_row_tells_everything_a_table_shows(shop: Shop) -> None:
    shop.add("kopi", clicks=12, title="Kopi", tags=["b", "A"], notes="n", password="rahasia")
    (row,) = list_links(shop.connection, shop.id, LinkFilter(), NOW).links
    assert (row.title, row.notes, row.tags, row.has_password) == ("Kopi", "n", ("A", "b"), True)
    assert (row.maker, row.key, row.clicks.human, row.clicks.preview) == ("owner@example.com", None, 12, 1)
    assert not row.is_expired(NOW)


def test_what_is_newer_is_counted_and_changes_do_not_disturb_a_walk(shop: Shop) -> None:
    first = shop.add("one")
    shop.add("two")
    page = list_links(shop.connection, shop.id, LinkFilter(), NOW, size=1)
    shop.add("three")
    change_link(shop.id, first.public_id, {"title": "changed"}, load())
    assert count_newer(shop.connection, shop.id, first.pk) == 2
    assert shop.slugs(cursor=page.next_cursor or "") == ["one"]


@pytest.mark.parametrize("cursor", ["x", "e30", "bnVsbA", "WyJzbHVnIiwiYSIsMV0", "WyJuZXdlc3QiLCJhIiwxXQ"])
def test_a_cursor_of_another_list_is_refused(shop: Shop, cursor: str) -> None:
    with pytest.raises(KliqsError) as refusal:
        shop.slugs(cursor=cursor)
    assert (refusal.value.code, refusal.value.field) == ("INVALID_REQUEST", "cursor")


def test_nobody_sees_another_workspaces_links(shop: Shop) -> None:
    shop.add("mine", tags=["promo"])
    _, stranger = open_account("stranger@example.com")
    for wanted in (LinkFilter(), LinkFilter(tag="promo"), LinkFilter(search="mine"), LinkFilter(sort="clicks")):
        assert list_links(shop.connection, stranger.pk, wanted, NOW).links == []
    assert count_newer(shop.connection, stranger.pk, 0) == 0
