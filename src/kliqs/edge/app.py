"""The same answers for requests that came through the ordinary stack: pipelined behind a slow one, in a rarer form,
or missing from the cache of an install whose database must be waited for."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from kliqs.edge.lane import DATABASE_ERRORS, Lane, Missing
from kliqs.edge.pages import press_of
from kliqs.edge.visits import Answer, Fields, Visit, slug_of
from kliqs.routes.sandboxes import PATH, domain_at

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


async def answer_visit(lane: Lane, scope: Scope, send: Send) -> bool:
    """Answer a scope on the short host if the lane can; False leaves it to the pages."""
    method = scope["method"].encode("ascii")
    if method not in (b"GET", b"HEAD"):
        return False
    headers = dict(scope["headers"])
    address = scope["client"][0] if scope["client"] else ""
    visit = Visit(method, headers.get(b"host", b""), scope["raw_path"], scope["query_string"], headers, address)
    try:
        answer = await _decided(lane, visit)
    except DATABASE_ERRORS as problem:
        answer = lane.away(visit, problem)
    if answer is None:
        return False
    lane.click_log.flush()
    await _send(answer, lane.transport_fields, send, with_body=method != b"HEAD")
    return True


async def _decided(lane: Lane, visit: Visit) -> Answer | None:
    slug = lane.slug(visit)
    if slug is None:
        return await _decided_in_sandbox(lane, visit)
    entry = lane.look(slug)
    if isinstance(entry, Missing):
        entry = await lane.fetch(slug)
    return lane.decide(visit, slug, entry)


async def _decided_in_sandbox(lane: Lane, visit: Visit) -> Answer | None:
    """Test and trial links and test pages are rare and short-lived: each visit asks the database. What it finds is
    answered like any other."""
    press = press_of(visit.path)
    path = PATH.match(visit.path if press is None else press[0])
    slug = None if path is None else slug_of(path[2])
    if path is None or slug is None:
        return None
    return lane.decide(visit, slug, await lane.fetch_uncached(domain_at(path[1].decode("ascii")), slug))


async def _send(answer: Answer, shared: Fields, send: Send, *, with_body: bool) -> None:
    length = () if answer.status == 304 else ((b"content-length", b"%d" % len(answer.body)),)
    fields = [*answer.fields, *shared, *length]
    await send({"type": "http.response.start", "status": answer.status, "headers": fields})
    await send({"type": "http.response.body", "body": answer.body if with_body else b""})
