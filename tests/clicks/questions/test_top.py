"""The values with the most clicks, by everything that clicks can be told apart by."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from clicks.questions.counted import Line, clicks_in, counted_by
from clicks.questions.shop import Shop
from clicks.questions.test_kept_totals import keep_totals
from clicks.world import IPHONE, NOON, PHONE, WHATSAPP, line, random_lines
from kliqs.clicks.models import RawKept
from kliqs.clicks.questions.answers import Counts
from kliqs.clicks.questions.dimensions import DIMENSIONS
from kliqs.clicks.questions.events import events
from kliqs.clicks.questions.scope import EVERYBODY, PEOPLE, Filter, Kind, Scope
from kliqs.clicks.questions.series import series
from kliqs.clicks.questions.top import top
from kliqs.clicks.questions.totals import totals
from kliqs.errors import KliqsError

PERIOD = (datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC))
TELLS: dict[str, Callable[[Line], str]] = {
    "os": lambda click: click.os,
    "browser": lambda click: click.browser,
    "device": lambda click: "phone" if click.os else "",
    "qr": lambda click: "yes" if "q" in click.flags else "no",
    "utm_source": lambda click: click.query.removeprefix("utm_source="),
    "country": lambda _: "ID",
    "referrer_host": lambda _: "www.instagram.com",
    "language": lambda _: "id",
}


def found(shop: Shop, dimension: str, scope: Scope | None = None, size: int = 10) -> dict[str, Counts]:
    scope = scope or Scope(shop.workspace_id, *PERIOD)
    return {row.value: row.counts for row in shop.reader.now(top, scope, dimension, size=size).rows}


def test_clicks_are_told_apart_by_what_they_say_of_themselves(shop: Shop) -> None:
    lines = random_lines(random.Random(3), 300).replace(b"\t3\t", b"\t%d\t" % shop.workspace_id)
    shop.visited(lines)
    scope = Scope(shop.workspace_id, *PERIOD, kinds=EVERYBODY)
    for dimension, tells in TELLS.items():
        assert found(shop, dimension, scope) == counted_by(clicks_in(lines), tells), dimension
    assert set(found(shop, "preview_app", scope)) == {"WhatsApp", "Prefetch"}
    assert set(found(shop, "bot", scope)) == {"curl"}


def test_every_dimension_finds_again_by_a_filter_what_it_counted(shop: Shop) -> None:
    key = shop.key("production-server")
    links = [shop.link("sepatu", "promo", key=key), shop.link("sandal", "promo", "sale"), shop.link("kopi")]
    agents = (PHONE, IPHONE)
    campaign = ("source", "medium", "campaign", "term", "content")
    shop.visited(
        b"".join(
            line(
                number, NOON + number, link=links[number % 3].pk, workspace=shop.workspace_id, agent=agents[number % 2],
                address=("114.124.1.1", "8.8.8.8", "10.0.0.1")[number % 3], flags="q" * (number % 2),
                language=("id-ID", "en-US,en;q=0.9", "")[number % 3],
                referrer=("", "https://t.co/x", "android-app://a")[number % 3],
                query="&".join(f"utm_{each}={each}{number % 4}" for each in campaign),
            )
            for number in range(24)
        )
    )  # fmt: skip
    scope = Scope(shop.workspace_id, *PERIOD)
    for name, dimension in DIMENSIONS.items():
        if dimension.kind is not None:
            continue
        counts = found(shop, name)
        assert counts, name
        for value, expected in counts.items():
            only = replace(scope, filters=(Filter(name, include=(value,)),))
            assert shop.reader.now(totals, only).counts == expected, (name, value)
        without = replace(scope, filters=(Filter(name, exclude=tuple(counts)),))
        assert shop.reader.now(totals, without).counts == Counts(), name


BOTS = ("curl/8.5.0", "curl/8.5.0", "Googlebot/2.1", "")


def with_bots(shop: Shop) -> Scope:
    """Two people, a preview of WhatsApp, and bots of which one does not say its name."""
    agents = (PHONE, IPHONE, WHATSAPP, *BOTS)
    shop.visited(
        b"".join(line(number, workspace=shop.workspace_id, agent=agent) for number, agent in enumerate(agents))
    )
    return Scope(shop.workspace_id, *PERIOD)


@pytest.mark.parametrize("is_kept", [False, True])
def test_leaving_out_bots_and_previews_leaves_people_where_they_are(shop: Shop, is_kept: bool) -> None:
    scope = with_bots(shop)
    if is_kept:
        keep_totals(shop)
    for name, values, bots, previews in (
        ("bot", ("",), 3, 1),
        ("bot", ("curl",), 2, 1),
        ("bot", ("", "curl", "Googlebot"), 0, 1),
        ("preview_app", ("",), 4, 1),
        ("preview_app", ("WhatsApp",), 4, 0),
    ):
        without = replace(scope, filters=(Filter(name, exclude=values),))
        assert shop.reader.now(totals, without).counts == Counts(human=2, visitors=2), (name, values)
        counts = shop.reader.now(totals, replace(without, kinds=EVERYBODY)).counts
        assert (counts.human, counts.preview, counts.bot) == (2, previews, bots), (name, values)


@pytest.mark.parametrize("kinds", [PEOPLE, EVERYBODY])
@pytest.mark.parametrize("is_kept", [False, True])
def test_a_bot_or_preview_is_found_again_by_its_name_whatever_kinds_are_asked_for(
    shop: Shop, is_kept: bool, kinds: frozenset[Kind]
) -> None:
    scope = replace(with_bots(shop), kinds=kinds)
    if is_kept:
        keep_totals(shop)
    assert found(shop, "bot", scope) == {"": Counts(bot=1), "Googlebot": Counts(bot=1), "curl": Counts(bot=2)}
    assert found(shop, "preview_app", scope) == {"WhatsApp": Counts(preview=1)}
    for name in ("bot", "preview_app"):
        for value, expected in found(shop, name, scope).items():
            only = replace(scope, filters=(Filter(name, include=(value,)),))
            assert shop.reader.now(totals, only).counts == expected, (name, value)
            assert found(shop, name, only) == {value: expected}
            assert set(found(shop, "host", only).values()) == {expected}
            assert sum(point.counts.clicks for point in shop.reader.now(series, only, "day").points) == expected.clicks
            assert len(shop.reader.now(events, only).events) == expected.clicks
    strange = replace(scope, filters=(Filter("preview_app", include=("WhatsApp",)),))
    assert found(shop, "bot", strange) == {}
    both = replace(scope, filters=(*strange.filters, Filter("bot", include=("curl",))))
    assert shop.reader.now(totals, both).counts == Counts()


def test_leaving_out_bots_takes_no_totals_from_people(shop: Shop) -> None:
    scope = with_bots(shop)
    keep_totals(shop)
    RawKept.objects.create(workspace_id=shop.workspace_id, since="2026-11-24")
    without = replace(scope, filters=(Filter("bot", exclude=("curl",)),))
    answer = shop.reader.now(totals, without)
    assert (answer.counts.human, answer.coverage.is_whole) == (2, True)
    answer = shop.reader.now(totals, replace(without, kinds=EVERYBODY))
    assert (answer.counts, answer.coverage.is_whole) == (Counts(), False)  # totals do not tell bots from people
    answer = shop.reader.now(totals, replace(without, kinds=frozenset[Kind]({"bot"})))
    assert (answer.counts, answer.coverage.is_whole) == (Counts(bot=2), True)


def test_a_links_clicks_move_with_its_tags_and_destination(shop: Shop) -> None:
    key = shop.key("production-server")
    shoe = shop.link("sepatu", "promo", "sale", key=key, destination="https://toko.example/sepatu")
    sandal = shop.link("sandal", "promo", destination="https://toko.example/sepatu")
    shop.visited(
        line(1, link=shoe.pk, workspace=shop.workspace_id)
        + line(2, link=sandal.pk, workspace=shop.workspace_id)
        + line(3, link=sandal.pk, workspace=shop.workspace_id, address="114.124.1.2")
    )
    assert found(shop, "tag") == {"promo": Counts(human=3, visitors=2), "sale": Counts(human=1, visitors=1)}
    assert found(shop, "destination") == {"https://toko.example/sepatu": Counts(human=3, visitors=2)}
    keys = shop.reader.now(top, Scope(shop.workspace_id, *PERIOD), "key").rows
    assert [(row.value, row.label, row.counts.human) for row in keys] == [
        ("", "", 2),
        (str(key.pk), "production-server", 1),
    ]
    links = shop.reader.now(top, Scope(shop.workspace_id, *PERIOD), "link").rows
    assert [(row.value, row.label) for row in links] == [
        (str(sandal.public_id), "sandal"),
        (str(shoe.public_id), "sepatu"),
    ]
    sandal.tags.clear()
    assert found(shop, "tag") == {
        "": Counts(human=2, visitors=2),
        "promo": Counts(human=1, visitors=1),
        "sale": Counts(human=1, visitors=1),
    }


def test_the_list_is_cut_and_says_how_many_there_are(shop: Shop) -> None:
    shop.visited(
        b"".join(
            line(number, NOON + number, workspace=shop.workspace_id, query=f"utm_source=s{number % 7}")
            for number in range(25)
        )
    )
    answer = shop.reader.now(top, Scope(shop.workspace_id, *PERIOD), "utm_source", size=3)
    assert [(row.value, row.counts.human) for row in answer.rows] == [("s0", 4), ("s1", 4), ("s2", 4)]
    assert answer.values == 7


def test_values_are_compared_with_the_period_before(shop: Shop) -> None:
    day = 86_400_000
    shop.visited(
        line(1, NOON, workspace=shop.workspace_id)
        + line(2, NOON - day, workspace=shop.workspace_id)
        + line(3, NOON - day, workspace=shop.workspace_id, agent=IPHONE)
        + line(4, NOON - 3 * day, workspace=shop.workspace_id)
    )
    scope = Scope(shop.workspace_id, PERIOD[0], datetime(2026, 11, 21, tzinfo=UTC))
    (row,) = shop.reader.now(top, scope, "os", compare=True).rows
    assert (row.value, row.counts.human, row.before) == ("Android", 1, Counts(human=1, visitors=1))


def test_an_unknown_dimension_is_refused(shop: Shop) -> None:
    with pytest.raises(KliqsError) as refused:
        shop.reader.now(top, Scope(shop.workspace_id, *PERIOD), "colour")
    assert refused.value.code == "INVALID_REQUEST"
