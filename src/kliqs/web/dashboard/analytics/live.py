"""Clicks as they come: server-sent events (HTML Living Standard, section 9.2), each a finished row for the list."""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_safe

from kliqs.clicks.questions.asking import click_reader
from kliqs.clicks.questions.events import Event
from kliqs.clicks.questions.following import Watch, follow
from kliqs.clicks.questions.places import position_at
from kliqs.clicks.questions.scope import EVERYBODY, Scope
from kliqs.errors import KliqsError
from kliqs.web.dashboard.analytics.boards import Board
from kliqs.web.dashboard.analytics.panels import named
from kliqs.web.dashboard.analytics.watching import may_see
from kliqs.web.dashboard.streaming import stopping_of

AT_FIRST = 8
MOST_AT_ONCE = 12  # as many as the list holds; of more the newest are shown
SIGN_OF_LIFE_S = 15.0
LASTS_S = 300.0  # then the browser comes again
RETRY_MS = 2_000
RETRY_FULL_MS = 15_000
ONE_OF = {"human": gettext_lazy("Person"), "preview": gettext_lazy("Preview"), "bot": gettext_lazy("Bot")}

Draw = Callable[[Sequence[Event]], str]


@require_safe
def stream(request: HttpRequest, board: Board) -> HttpResponseBase:
    """The last clicks, or what came since the browser was here, then each as it is loaded. The event `watching` says
    that it goes well, `full` in words that too many watch already."""
    if not board.has_live:
        raise Http404
    draw = partial(_rows, translation.get_language(), board)
    full = gettext("Too many people are watching; this list starts again by itself.")
    may = partial(sync_to_async(may_see), request, board)
    watch = Watch(LASTS_S, stopping_of(request), may, is_shared=board.shared is not None)
    told = _told(replace(board.scope, kinds=EVERYBODY), watch, _resumed(request), draw, full)
    response = StreamingHttpResponse(told, content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"  # nginx would collect events
    return response


def _resumed(request: HttpRequest) -> str:
    """Where the browser was when it lost us; "" where that was nowhere, or nowhere of ours."""
    after = request.headers.get("Last-Event-ID", "")
    try:
        position_at(after)
    except KliqsError:
        return ""
    return after


async def _told(scope: Scope, watch: Watch, after: str, draw: Draw, full: str) -> AsyncIterator[str]:
    yield f"retry: {RETRY_MS}\n\n"
    told_at = 0.0
    try:
        async for told in follow(click_reader(), scope, watch, first=AT_FIRST, after=after):
            now = time.monotonic()
            if not told_at:
                yield "event: watching\ndata: yes\n\n"
            if told.events:
                yield _message(await sync_to_async(draw)(told.events[-MOST_AT_ONCE:]), told.cursor)
            elif now - told_at > SIGN_OF_LIFE_S:
                yield f"id: {told.cursor}\n\n"  # a sign of life, and where to go on from
            else:
                continue
            told_at = now
    except KliqsError:
        yield f"retry: {RETRY_FULL_MS}\nevent: full\ndata: {full}\n\n"


def _message(html: str, cursor: str) -> str:
    """One message, whose lines each begin with `data:`, with the place behind it."""
    lines = "".join(f"data: {line}\n" for line in html.splitlines() if line.strip())
    return f"{lines}id: {cursor}\n\n"


def _rows(language: str | None, board: Board, shown: Sequence[Event]) -> str:
    """Rows, oldest first."""
    with translation.override(language), timezone.override(ZoneInfo(board.asked.zone)):
        lines = [
            {
                "event": event,
                "kind": ONE_OF[event.kind],
                "place": _place(board, event),
                "device": named("device", event.device) if event.device else "",
            }
            for event in shown
        ]
        return render_to_string("dashboard/analytics/live_rows.html", {"lines": lines})


def _place(board: Board, event: Event) -> str:
    """City and country; strangers read the country alone, as a city to the second may well be one person's."""
    parts = (_country(event),) if board.shared else (event.city, _country(event))
    return ", ".join(part for part in parts if part)


def _country(event: Event) -> str:
    return named("country", event.country) if event.country else ""
