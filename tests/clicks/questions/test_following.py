"""Clicks as they come: each once, whenever it is loaded and however many there are."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import pytest

from clicks.questions.shop import Shop
from clicks.world import line
from kliqs.clicks.questions import following
from kliqs.clicks.questions.following import Told, Watch, follow
from kliqs.clicks.questions.places import Place, cursor_of
from kliqs.clicks.questions.scope import Scope
from running.loops import run_apart

SECOND = 1_000
WITHIN_S = 60  # a click that never comes is waited for no longer


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "LOOK_EVERY_S", 0.02)


class Watcher:
    """Follows a shop's clicks; `cursor` is what a client would come back with."""

    def __init__(self, shop: Shop, after: str = "", first: int = 0) -> None:
        async def may_see() -> bool:
            return self.may_see

        now = datetime.now(UTC)
        self.may_see, self.stopping, self.cursor = True, asyncio.Event(), after
        scope = Scope(shop.workspace_id, datetime(2020, 1, 1, tzinfo=UTC), now)
        self.told: AsyncIterator[Told] = follow(
            shop.reader, scope, Watch(60, self.stopping, may_see), first=first, after=after
        )

    async def next(self, count: int) -> list[int]:
        """The numbers of the clicks that come, this many at least."""
        seen: list[int] = []
        while len(seen) < count:
            seen += await self.look()
        return seen

    async def look(self) -> list[int]:
        """The numbers of the clicks that one look finds."""
        told = await anext(self.told)
        self.cursor = told.cursor
        self.cursors = told.cursors
        return [int(event.id.partition("-")[2]) for event in told.events]

    async def quiet(self) -> None:
        """Two looks find nothing."""
        assert await self.look() + await self.look() == []

    async def end(self) -> None:
        await self.told.aclose()  # type: ignore[attr-defined]


class Clock:
    """Clicks of the seconds around now, each segment another machine's."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.now_ms, self.segments = shop, int(time.time() * 1000) + SECOND, 0

    def click(self, *numbers: int, at_s: float = 0, step_ms: int = 1) -> None:
        self.segments += 1
        at = self.now_ms + int(at_s * SECOND)
        workspace = self.shop.workspace_id
        lines = [line(each, at + place * step_ms, workspace=workspace) for place, each in enumerate(numbers)]
        self.shop.visited(b"".join(lines), segment=f"machine-{self.segments}")


def watched(shop: Shop, scene: Callable[[Shop, Clock], Awaitable[None]]) -> None:
    async def run() -> None:
        await asyncio.wait_for(scene(shop, Clock(shop)), WITHIN_S)

    run_apart(run())


def test_more_than_a_page_comes_without_a_pause(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(shop: Shop, clock: Clock) -> None:
        watcher = Watcher(shop)
        await watcher.look()
        clock.click(*range(3_500))
        monkeypatch.setattr(following, "LOOK_EVERY_S", 3_600)  # a pause would last for ever
        assert await watcher.next(3_500) == list(range(3_500))

    watched(shop, scene)


def test_a_click_that_is_loaded_late_is_told_once(shop: Shop) -> None:
    async def scene(_: Shop, clock: Clock) -> None:
        watcher = Watcher(shop)
        await watcher.look()
        clock.click(1, 2, at_s=8)
        assert await watcher.next(2) == [1, 2]
        clock.click(3, at_s=3)
        clock.click(4, at_s=9)
        assert await watcher.next(2) == [3, 4]
        await watcher.quiet()

    watched(shop, scene)


def test_a_click_that_is_later_than_that_is_not_looked_for(shop: Shop) -> None:
    async def scene(_: Shop, clock: Clock) -> None:
        watcher = Watcher(shop)
        await watcher.look()
        clock.click(1, at_s=30)
        assert await watcher.next(1) == [1]
        clock.click(2, at_s=15)
        await watcher.quiet()

    watched(shop, scene)


def test_clicks_of_one_millisecond_come_in_whatever_order_they_are_loaded(shop: Shop) -> None:
    async def scene(_: Shop, clock: Clock) -> None:
        watcher = Watcher(shop)
        await watcher.look()
        for number in (5, 3, 7, 1):
            clock.click(number)
            assert await watcher.next(1) == [number]
        await watcher.quiet()

    watched(shop, scene)


def test_whoever_comes_back_hears_of_late_clicks_and_of_none_again(shop: Shop) -> None:
    async def scene(_: Shop, clock: Clock) -> None:
        watcher = Watcher(shop)
        await watcher.look()
        clock.click(1, 2, at_s=8)
        assert await watcher.next(2) == [1, 2]
        await watcher.end()
        clock.click(3, at_s=5)
        clock.click(4, at_s=9)
        again = Watcher(shop, watcher.cursor)
        assert await again.next(2) == [3, 4]
        clock.click(5, at_s=7)
        assert await again.next(1) == [5]
        await again.quiet()

    watched(shop, scene)


def test_whoever_comes_back_after_many_hears_of_none_again(shop: Shop) -> None:
    async def scene(_: Shop, clock: Clock) -> None:
        watcher = Watcher(shop)
        await watcher.look()
        clock.click(*range(100), at_s=8, step_ms=10)
        assert len(await watcher.next(100)) == 100
        await watcher.end()
        clock.click(200, at_s=8.985)  # among the newest, which the cursor knows
        again = Watcher(shop, watcher.cursor)
        assert await again.next(1) == [200]
        await again.quiet()

    watched(shop, scene)


def test_each_click_has_a_place_to_go_on_from(shop: Shop) -> None:
    async def scene(_: Shop, clock: Clock) -> None:
        watcher = Watcher(shop)
        await watcher.look()
        clock.click(*range(5), at_s=8)
        while not await watcher.look():
            pass
        for number, cursor in enumerate(watcher.cursors[:-1]):
            again = Watcher(shop, cursor)
            assert await again.next(1) == list(range(number + 1, 5))
            await again.quiet()
            await again.end()

    watched(shop, scene)


def test_the_place_of_a_click_alone_will_do(shop: Shop) -> None:
    async def scene(_: Shop, clock: Clock) -> None:
        clock.click(1, 2, 3)
        watcher = Watcher(shop, cursor_of(Place(clock.now_ms + 1, f"{'ab' * 8}-2")))
        assert await watcher.next(1) == [3]
        await watcher.quiet()

    watched(shop, scene)


def test_the_last_clicks_come_first_and_none_of_them_again(shop: Shop) -> None:
    async def scene(_: Shop, clock: Clock) -> None:
        clock.click(*range(6), at_s=-5)
        watcher = Watcher(shop, first=4)
        assert await watcher.look() == [2, 3, 4, 5]
        await watcher.quiet()
        clock.click(7, at_s=-4.996)
        clock.click(8)
        assert await watcher.next(2) == [7, 8]
        await watcher.quiet()

    watched(shop, scene)


def test_who_may_no_longer_see_is_told_nothing_more(shop: Shop) -> None:
    async def scene(_: Shop, clock: Clock) -> None:
        watcher = Watcher(shop)
        await watcher.look()
        await watcher.look()
        watcher.may_see = False
        clock.click(1)
        assert [told async for told in watcher.told] == []

    watched(shop, scene)


def test_a_stop_ends_a_pause(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "LOOK_EVERY_S", 3_600)

    async def scene(_: Shop, __: Clock) -> None:
        watcher = Watcher(shop)
        await watcher.look()
        await watcher.look()
        following_on = asyncio.ensure_future(anext(watcher.told, None))
        await asyncio.sleep(0)
        watcher.stopping.set()
        assert await following_on is None

    watched(shop, scene)
