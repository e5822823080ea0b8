"""`/api/v1/stream`: clicks as they come, as server-sent events (HTML Living Standard, section 9.2)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import msgspec
from litestar import Controller, get
from litestar.response import Stream

from kliqs.accounts.authentication import Caller
from kliqs.api.admission import admit
from kliqs.api.analytics import WHICH, click_out, scope_within
from kliqs.api.answers import standing
from kliqs.api.exchange import Exchange
from kliqs.api.operations import Operation, Parameter
from kliqs.api.queries import Query
from kliqs.api.requests import AnyRequest
from kliqs.api.services import Services
from kliqs.clicks.questions.asking import click_reader
from kliqs.clicks.questions.following import Told, Watch, follow

RETRY_MS = 2_000
SECONDS = Parameter("seconds", "How long to follow.", {"type": "integer", "minimum": 1, "maximum": 300, "default": 60})
LAST_EVENT = Parameter("Last-Event-ID", "The last `id` that arrived: go on behind it.", {"type": "string"}, "header")
STREAM = (*WHICH, SECONDS)


class StreamController(Controller):
    path = "/stream"

    @get(
        api=Operation(
            "analytics:read",
            {200: bytes},
            ("INVALID_REQUEST",),
            parameters=(*STREAM, LAST_EVENT),
            media_types=("text/event-stream",),
        )
    )
    async def read(self, request: AnyRequest, services: Services) -> Stream:
        """Follow clicks

        Server-sent events: each click once, within two seconds, as an event `click` whose `data` is as the list of
        clicks has it, and whose `id` is the place behind it. The first `id` comes before any click, without `data`;
        lines that begin with a colon are signs of life. The stream ends after `seconds`, when the server stops, and
        about a second after the key is revoked. Come back with the last `id` as `Last-Event-ID`, after `retry`
        milliseconds: nothing is left out and nothing told again. Clients for server-sent events do so by
        themselves."""
        exchange = request.state.exchange
        caller = await admit(request, services, writes=False)
        query = Query(exchange, STREAM)
        now = datetime.now(UTC)
        scope = scope_within(query, caller.workspace_id, now - timedelta(days=1), now, "UTC")
        watch = _watch(query.number("seconds", 60), services, exchange, caller)
        found = follow(click_reader(), scope, watch, after=exchange.header(b"last-event-id") or "")
        first = await anext(found)  # what is refused is refused before the answer begins
        return Stream(
            _messages(first, found),
            media_type="text/event-stream",
            headers={**standing(exchange), "Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )


def _watch(seconds: int, services: Services, exchange: Exchange, caller: Caller) -> Watch:
    """As long as asked for, and as long as the key works."""
    header = exchange.header(b"authorization")

    async def may_see() -> bool:
        return await services.authenticator.is_still(caller, header)

    return Watch(seconds, services.stopping, may_see)


async def _messages(first: Told, found: AsyncIterator[Told]) -> AsyncIterator[bytes]:
    yield b"retry: %d\n\n" % RETRY_MS
    if not first.events:
        yield b"id: %b\n\n" % first.cursor.encode("ascii")
    yield _written(first)
    async for told in found:
        yield _written(told)


def _written(told: Told) -> bytes:
    """A message a click; a sign of life where there are none."""
    if not told.events:
        return b":\n\n"
    return b"".join(
        b"event: click\ndata: %b\nid: %b\n\n" % (msgspec.json.encode(click_out(event)), cursor.encode("ascii"))
        for event, cursor in zip(told.events, told.cursors, strict=True)
    )
