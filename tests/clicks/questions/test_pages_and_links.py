"""Views and presses of bio pages have no link: what belongs to links is told of them as unknown, and nothing is
lost."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from clicks.questions.shop import Shop
from clicks.questions.test_kept_totals import keep_totals
from clicks.world import NOON, PHONE, WHATSAPP, line
from kliqs.clicks.models import RawKept
from kliqs.clicks.questions.answers import Counts
from kliqs.clicks.questions.events import events
from kliqs.clicks.questions.scope import EVERYBODY, Filter, Scope
from kliqs.clicks.questions.top import top
from kliqs.clicks.questions.totals import totals

OF_LINKS = ("tag", "destination", "key")
PERIOD = (datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC))
VIEWS, PRESSES = -4, -5


def visited(shop: Shop, *links: int) -> Scope:
    """A person and a preview follow each of these."""
    shop.visited(
        b"".join(
            line(number, NOON + number, link=link, workspace=shop.workspace_id, agent=agent)
            for number, (link, agent) in enumerate((link, agent) for link in links for agent in (PHONE, WHATSAPP))
        )
    )
    return Scope(shop.workspace_id, *PERIOD, kinds=EVERYBODY)


def clicks(counts: Counts) -> tuple[int, int]:
    return counts.human, counts.preview


@pytest.mark.parametrize("raw", ["whole", "beside totals", "dropped"])
def test_groups_add_up_to_the_total_and_filters_find_the_same(shop: Shop, raw: str) -> None:
    key = shop.key("production-server")
    shoe, hat = shop.link("sepatu", "promo", key=key), shop.link("topi")
    scope = visited(shop, shoe.pk, shoe.pk, hat.pk, VIEWS, VIEWS, PRESSES)
    if raw != "whole":
        keep_totals(shop)
    if raw == "dropped":
        RawKept.objects.create(workspace_id=shop.workspace_id, since="2026-11-24")
    whole = clicks(shop.reader.now(totals, scope).counts)
    assert whole == (6, 6)
    for name in OF_LINKS:
        for visitors in (True, False):
            rows = shop.reader.now(top, scope, name, visitors=visitors).rows
            assert tuple(map(sum, zip(*(clicks(row.counts) for row in rows), strict=True))) == whole, name
        for row in rows:
            only = replace(scope, filters=(Filter(name, include=(row.value,)),))
            assert clicks(shop.reader.now(totals, only).counts) == clicks(row.counts), (name, row.value)
            without = replace(scope, filters=(Filter(name, exclude=(row.value,)),))
            rest = clicks(shop.reader.now(totals, without).counts)
            assert rest == tuple(all_ - own for all_, own in zip(whole, clicks(row.counts), strict=True)), name
        values = tuple(row.value for row in rows)
        assert "" in values
        every = replace(scope, filters=(Filter(name, include=values),))
        assert clicks(shop.reader.now(totals, every).counts) == whole
        none = replace(scope, filters=(Filter(name, exclude=values),))
        assert shop.reader.now(totals, none).counts == Counts()


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_workspace_without_links_has_its_pages_too(shop: Shop, is_kept: bool) -> None:
    scope = visited(shop, VIEWS, PRESSES)
    if is_kept:
        keep_totals(shop)
    for name in OF_LINKS:
        for visitors in (True, False):
            (row,) = shop.reader.now(top, scope, name, visitors=visitors).rows
            assert (row.value, row.label, clicks(row.counts)) == ("", "", (2, 2))
        for value, expected in (("", (2, 2)), ("promo", (0, 0))):
            only = replace(scope, filters=(Filter(name, include=(value,)),))
            assert clicks(shop.reader.now(totals, only).counts) == expected
            without = replace(scope, filters=(Filter(name, exclude=(value,)),))
            assert clicks(shop.reader.now(totals, without).counts) == (2 - expected[0], 2 - expected[1])


def test_a_single_click_names_what_it_was_of_as_groups_do(shop: Shop) -> None:
    link = shop.link("sepatu")
    scope = visited(shop, link.pk, VIEWS, PRESSES)
    named = {event.link for event in shop.reader.now(events, scope).events}
    assert named == {row.value for row in shop.reader.now(top, scope, "link").rows}
    assert named == {str(link.public_id), str(VIEWS), str(PRESSES)}
