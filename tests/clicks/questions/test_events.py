"""Raw clicks one by one."""

from datetime import UTC, datetime

import pytest

from clicks.questions.shop import Shop
from clicks.world import HOUR, NOON, line
from kliqs.accounts.models import Workspace
from kliqs.clicks.questions.events import Event, events, newer
from kliqs.clicks.questions.orphans import orphans
from kliqs.clicks.questions.scope import Scope
from kliqs.errors import KliqsError
from kliqs.routes.models import Domain

PERIOD = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))


def clicks(shop: Shop, numbers: range, step_ms: int = HOUR) -> bytes:
    return b"".join(line(number, NOON - number * step_ms, workspace=shop.workspace_id) for number in numbers)


def pages(shop: Shop, size: int) -> list[Event]:
    scope = Scope(shop.workspace_id, *PERIOD)
    seen: list[Event] = []
    cursor: str | None = ""
    while cursor is not None:
        page = shop.reader.now(events, scope, cursor=cursor, size=size)
        seen += page.events
        cursor = page.cursor
    return seen


@pytest.mark.parametrize("step_ms", [0, 1, 30 * HOUR])
def test_pages_show_every_click_once_and_the_newest_first(shop: Shop, step_ms: int) -> None:
    shop.visited(clicks(shop, range(50), step_ms))
    seen = pages(shop, 7)
    assert len({event.id for event in seen}) == len(seen) == 50
    assert [(event.time, event.id) for event in seen] == sorted(
        ((event.time, event.id) for event in seen), reverse=True
    )


def test_a_click_tells_all_that_is_kept_of_it(shop: Shop) -> None:
    link = shop.link("s1")
    shop.visited(line(1, link=link.pk, workspace=shop.workspace_id, flags="q").replace(b"\ts%d\t" % link.pk, b"\ts1\t"))
    (event,) = shop.reader.now(events, Scope(shop.workspace_id, *PERIOD)).events
    assert event.link == str(link.public_id)
    assert (event.slug, event.kind, event.device, event.os, event.browser) == (
        "s1",
        "human",
        "phone",
        "Android",
        "Chrome Mobile",
    )
    assert (event.country, event.referrer, event.language) == ("ID", "https://www.instagram.com/p/1", "id")
    assert (event.utm_source, event.qr, event.host) == ("wa", True, "kliqs.me")
    assert event.time == datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_a_live_view_sees_what_came_since(shop: Shop) -> None:
    scope = Scope(shop.workspace_id, *PERIOD)
    shop.visited(clicks(shop, range(5, 10)))
    first = shop.reader.now(newer, scope)
    assert [event.time for event in first.events] == sorted(event.time for event in first.events)
    assert len(first.events) == 5
    assert first.cursor is not None
    assert shop.reader.now(newer, scope, after=first.cursor).events == []
    shop.visited(clicks(shop, range(5)), segment="b")
    later = shop.reader.now(newer, scope, after=first.cursor)
    assert len(later.events) == 5


def test_a_strange_cursor_is_refused(shop: Shop) -> None:
    for cursor in ("nonsense", "e30", "é"):
        with pytest.raises(KliqsError) as refused:
            shop.reader.now(events, Scope(shop.workspace_id, *PERIOD), cursor=cursor)
        assert refused.value.code == "INVALID_REQUEST"


def test_visits_in_vain_are_told_to_whom_they_belong(shop: Shop) -> None:
    Domain.objects.create(host="pergi.example", workspace_id=shop.workspace_id)
    neighbour = Workspace.objects.create(name="Neighbour")
    Domain.objects.create(host="tetangga.example", workspace=neighbour)
    shop.link("s11", deleted_at=datetime(2026, 11, 19, tzinfo=UTC))
    shop.visited(
        line(1, link=11, workspace=0, outcome="u")  # once a link of the shop
        + line(2, link=12, workspace=0, outcome="u")  # somebody's mistake on the shared domain
        + line(3, link=13, workspace=0, outcome="u").replace(b"kliqs.me", b"pergi.example")
        + line(4, link=14, workspace=shop.workspace_id, outcome="e")
        + line(5, link=14, workspace=shop.workspace_id, outcome="e")
        + line(6, link=15, workspace=shop.workspace_id + 1, outcome="e")
        + line(7, link=11, workspace=0, outcome="u").replace(b"kliqs.me", b"tetangga.example")  # another's slug
        + line(8, link=11, workspace=0, outcome="u").replace(b"kliqs.me", b"pergi.example")  # deleted elsewhere
    )
    found = shop.reader.now(orphans, Scope(shop.workspace_id, *PERIOD))
    assert [(row.host, row.slug, row.reason, row.visits) for row in found.rows] == [
        ("kliqs.me", "s14", "expired", 2),
        ("kliqs.me", "s11", "deleted", 1),
        ("pergi.example", "s11", "unknown", 1),
        ("pergi.example", "s13", "unknown", 1),
    ]
    assert (found.visits, found.values) == (5, 4)
    few = shop.reader.now(orphans, Scope(shop.workspace_id, *PERIOD), size=1)
    assert (few.visits, few.values) == (2, 4)
