"""Clicks as they come: server-sent events (HTML Living Standard, section 9.2), each a finished row for the list."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kliqs.clicks.questions.asking import click_reader
from kliqs.clicks.questions.events import Event, events, newer
from kliqs.clicks.questions.scope import EVERYBODY, Scope
from kliqs.web.dashboard.analytics.boards import Board
from kliqs.web.dashboard.analytics.panels import named

AT_FIRST = 8
LOOK_EVERY_S = 1.0
SIGN_OF_LIFE_S = 15.0
LASTS_S = 300.0  # then the browser comes again, and whether it still may see this is asked anew
HOURS_BACK = 24
RETRY_MS = 2_000
ONE_OF = {"human": gettext_lazy("Person"), "preview": gettext_lazy("Preview"), "bot": gettext_lazy("Bot")}


@require_safe
def stream(request: HttpRequest, board: Board) -> HttpResponseBase:
    """The last clicks, then each as it is loaded, about a second after it happened."""
    now = datetime.now(UTC)
    # The end lies ahead: what is asked for is still to come.
    wanted = replace(
        board.scope,
        since=now - timedelta(hours=HOURS_BACK),
        until=now + timedelta(seconds=LASTS_S + 60),
        kinds=EVERYBODY,
    )
    draw = partial(_rows, translation.get_language(), board)
    response = StreamingHttpResponse(_follow(wanted, draw), content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"  # nginx would collect events
    return response


async def _follow(wanted: Scope, draw: "partial[str]") -> AsyncIterator[str]:
    reader, started = click_reader(), time.monotonic()
    first = await reader.ask(events, wanted, size=AT_FIRST)
    shown = list(reversed(first.events))
    yield f"retry: {RETRY_MS}\n\n" + await _event(draw, shown)
    cursor, quiet_since = "", time.monotonic()
    wanted = replace(wanted, since=shown[-1].time if shown else datetime.now(UTC))
    seen = {event.id for event in shown}
    while time.monotonic() - started < LASTS_S:
        await asyncio.sleep(LOOK_EVERY_S)
        page = await reader.ask(newer, wanted, after=cursor)
        cursor = page.cursor or cursor
        fresh = [event for event in page.events if event.id not in seen]
        if fresh:
            yield await _event(draw, fresh)
            quiet_since = time.monotonic()
        elif time.monotonic() - quiet_since > SIGN_OF_LIFE_S:
            yield ": still here\n\n"
            quiet_since = time.monotonic()


async def _event(draw: "partial[str]", shown: Sequence[Event]) -> str:
    """Rows, oldest first, as one message; its lines each begin with `data:`."""
    html = await sync_to_async(draw)(shown)
    return "".join(f"data: {line}\n" for line in html.splitlines() if line.strip()) + "\n"


def _rows(language: str | None, board: Board, shown: Sequence[Event]) -> str:
    with translation.override(language), timezone.override(ZoneInfo(board.asked.zone)):
        lines = [
            {
                "event": event,
                "kind": ONE_OF[event.kind],
                "place": ", ".join(
                    part for part in (event.city, named("country", event.country) if event.country else "") if part
                ),
                "device": named("device", event.device) if event.device else "",
            }
            for event in shown
        ]
        return render_to_string("dashboard/analytics/live_rows.html", {"lines": lines})
