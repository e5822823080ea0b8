"""Clicks as they come, for whoever watches: each about a second after it happened."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from kliqs.clicks.questions.asking import ClickReader
from kliqs.clicks.questions.events import Event, News, events, news
from kliqs.clicks.questions.places import Place, cursor_of
from kliqs.clicks.questions.scope import Scope, milliseconds
from kliqs.clicks.questions.trail import LOOK_BACK_MS, Trail
from kliqs.errors import KliqsError

LOOK_EVERY_S = 1.0
HOURS_BACK = 24
MOST_WATCHERS = 10  # of a workspace in one process: each asks a question a second
MOST_READERS = 4  # of its shared boards, who take no place of these

_watchers: Counter[tuple[int, bool]] = Counter()


@dataclass(frozen=True, slots=True)
class Watch:
    """How long somebody watches: for so many seconds, until the server stops, and while they may. `may_see` is asked
    each second. `is_shared` for readers of a shared board, who are counted apart."""

    lasts_s: float
    stopping: asyncio.Event
    may_see: Callable[[], Awaitable[bool]]
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """Clicks, oldest first, and the cursor behind each; `cursor` leads behind them all, also where there are none."""

    events: list[Event]
    cursors: list[str]
    cursor: str


async def follow(
    reader: ClickReader, scope: Scope, watch: Watch, *, first: int = 0, after: str = ""
) -> AsyncIterator[Told]:
    """The scope's last `first` clicks, or all behind the cursor `after`, then those to come: each once, also when it is
    loaded some seconds late; nothing in a second in which there was none. The scope's period does not matter.

    Raises KliqsError RATE_LIMITED for too many watchers, INVALID_REQUEST for a cursor that is none of ours.
    """
    who, most = (scope.workspace_id, watch.is_shared), MOST_READERS if watch.is_shared else MOST_WATCHERS
    if _watchers[who] >= most:
        raise KliqsError("RATE_LIMITED", f"{most} watch this workspace's clicks already.")
    _watchers[who] += 1
    try:
        async for told in _follow(reader, scope, watch, first, after):
            yield told
    finally:
        _watchers[who] -= 1


async def _follow(reader: ClickReader, scope: Scope, watch: Watch, first: int, after: str) -> AsyncIterator[Told]:
    now, started = datetime.now(UTC), time.monotonic()
    # The end lies ahead: what is asked for is still to come.
    wanted = replace(scope, since=now - timedelta(hours=HOURS_BACK), until=now + timedelta(seconds=watch.lasts_s + 60))
    if after:
        trail = Trail.resumed(after)
    else:
        page = await reader.ask(events, wanted, size=first) if first else None
        shown = [] if page is None else page.events[::-1]
        trail = _trail_behind(shown, now, is_all=page is not None and page.cursor is None)
        yield Told(shown, [trail.cursor] * len(shown), trail.cursor)
    checked = started
    while not watch.stopping.is_set() and time.monotonic() - started < watch.lasts_s:
        if time.monotonic() - checked >= LOOK_EVERY_S:
            if not await watch.may_see():
                return
            checked = time.monotonic()
        found = await reader.ask(news, wanted, trail)
        yield _told(found, trail)
        if not found.is_full:
            await _pause(watch.stopping)


def _trail_behind(shown: Sequence[Event], now: datetime, *, is_all: bool) -> Trail:
    """Of somebody who has seen these, or begins now. All that were there from the first of them on are seen; where
    there are no others, from ever on."""
    places = [Place(milliseconds(event.time), event.id) for event in shown]
    if not places:
        ms = milliseconds(now)
        return Trail(Place(ms, ""), ms - LOOK_BACK_MS if is_all else ms)
    floor_ms = places[-1].ms - LOOK_BACK_MS if is_all else places[0].ms + 1
    return Trail(places[-1], floor_ms, (each for each in places if each.ms >= floor_ms))


def _told(found: News, trail: Trail) -> Told:
    """What of it is news. A cursor amid many leads to its click's place alone; the last knows what was told."""
    shown: list[Event] = []
    cursors: list[str] = []
    for event in found.late:
        if trail.tell(milliseconds(event.time), event.id):
            shown.append(event)
            cursors.append(trail.cursor)
    for event in found.ahead:
        if trail.tell(ms := milliseconds(event.time), event.id):
            shown.append(event)
            cursors.append(cursor_of(Place(ms, event.id)))
    trail.forget()
    return Told(shown, [*cursors[:-1], trail.cursor] if shown else [], trail.cursor)


async def _pause(stopping: asyncio.Event) -> None:
    """Until the next look, or the end."""
    try:
        await asyncio.wait_for(stopping.wait(), LOOK_EVERY_S)
    except TimeoutError:
        return
