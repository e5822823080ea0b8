"""Clicks as they come, for whoever watches: each about a second after it happened."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kliqs.clicks.questions.asking import ClickReader
from kliqs.clicks.questions.events import Event, events, newer
from kliqs.clicks.questions.scope import Scope
from kliqs.errors import KliqsError

LOOK_EVERY_S = 1.0
HOURS_BACK = 24
MOST_WATCHERS = 10  # of a workspace in one process: each asks a question a second
MOST_READERS = 4  # of its shared boards, who take no place of these

_watchers: Counter[tuple[int, bool]] = Counter()


async def follow(
    reader: ClickReader, scope: Scope, *, lasts_s: float, first: int = 0, after: str = "", is_shared: bool = False
) -> AsyncIterator[tuple[list[Event], str]]:
    """The scope's last `first` clicks, or all behind the cursor `after`, then those to come: lists of them, oldest
    first, with the cursor behind them; an empty list each second in which there was none. Its period does not matter.
    `is_shared` for readers of a shared board, who are counted apart.

    Raises KliqsError RATE_LIMITED for too many watchers, INVALID_REQUEST for a cursor that is none of ours.
    """
    who, most = (scope.workspace_id, is_shared), MOST_READERS if is_shared else MOST_WATCHERS
    if _watchers[who] >= most:
        raise KliqsError("RATE_LIMITED", f"{most} watch this workspace's clicks already.")
    _watchers[who] += 1
    try:
        async for found in _follow(reader, scope, lasts_s, first, after):
            yield found
    finally:
        _watchers[who] -= 1


async def _follow(
    reader: ClickReader, scope: Scope, lasts_s: float, first: int, after: str
) -> AsyncIterator[tuple[list[Event], str]]:
    now, started = datetime.now(UTC), time.monotonic()
    # The end lies ahead: what is asked for is still to come.
    wanted = replace(scope, since=now - timedelta(hours=HOURS_BACK), until=now + timedelta(seconds=lasts_s + 60))
    seen: set[str] = set()
    if not after:
        page = await reader.ask(events, wanted, size=first) if first else None
        shown = list(reversed(page.events)) if page is not None else []
        seen = {event.id for event in shown}
        wanted = replace(wanted, since=shown[-1].time if shown else now)
        yield shown, ""
    while time.monotonic() - started < lasts_s:
        page = await reader.ask(newer, wanted, after=after)
        after = page.cursor or after
        yield [event for event in page.events if event.id not in seen], after
        await asyncio.sleep(LOOK_EVERY_S)
