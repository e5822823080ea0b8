"""`POST /api/v1/links`, the one endpoint that programs call all day.

It is reached without Litestar's handler machinery, which cost 80 of 220 µs a create (py-spy, one core); everything
it decides is decided by the same functions as everywhere.
"""

import asyncio
from collections.abc import Awaitable, Callable

from kliqs.accounts.authentication import Caller
from kliqs.accounts.retries import Retry
from kliqs.api.admission import admitted, read_standing
from kliqs.api.answers import failure, raw_success, success
from kliqs.api.bodies import decode_json, flag, refuse_other_types, retry_of
from kliqs.api.exchange import Answer, Exchange, Receive, Scope, Send
from kliqs.api.operations import BODY_ERRORS, CONFLICTS, Operation
from kliqs.api.queries import refuse_unknown
from kliqs.api.resources import etag, new_link_out
from kliqs.api.schemas import LinkIn, LinkOut
from kliqs.api.services import Services
from kliqs.errors import KliqsError
from kliqs.links.batches import utc_now
from kliqs.links.creation import Creation
from kliqs.links.drafts import Draft, check_draft
from kliqs.links.passwords import hash_password
from kliqs.links.writer import LinkRefused
from kliqs.routes.sandboxes import domain_for, origin_for

PLACE = "/api/v1/links"
MAX_BODY_BYTES = 256 * 1024
Read = Callable[[], Awaitable[bytes]]
CREATE = Operation(
    "links:write",
    {201: LinkOut},
    (*BODY_ERRORS, *CONFLICTS, "SHORTLINK_LIMIT_REACHED"),
    body=LinkIn,
    example={"url": "https://marketku.id/products/8f3f4f3f", "slug": "vps-murah", "title": "VPS Murah"},
    has_etag=True,
)


async def create_link(scope: Scope, receive: Receive, send: Send, services: Services) -> None:
    """Create a link

    The one request that most programs need: a long address in, a short one out. The link works at once."""
    exchange = Exchange.of(scope)
    answer = await answer_create(exchange, lambda: _body(receive), services)
    await answer.send(send)


async def answer_create(exchange: Exchange, read: Read, services: Services) -> Answer:
    """The answer to a create whose body `read` gives. It raises nothing."""
    try:
        return await _create(exchange, read, services)
    except Exception as error:  # noqa: BLE001 (the one place where any failure becomes the envelope)
        return failure(exchange, error, services.settings.docs_origin)


async def _create(exchange: Exchange, read: Read, services: Services) -> Answer:
    caller = await admitted(exchange, services, "links:write", writes=True)
    try:
        refuse_other_types(exchange)
        body = await read()
        refuse_unknown(exchange, CREATE)
        dry_run = flag(exchange, "dry_run")
        retry = retry_of(exchange, body, dry_run=dry_run)
        draft = check_draft(decode_json(body), services.settings, utc_now())
    except KliqsError:
        # A spent month is told before a bad body; only here does it need asking outside the transaction.
        if (await read_standing(exchange, caller, services)).requests_left == 0:
            raise KliqsError("API_LIMIT_REACHED") from None
        raise
    return await _write(exchange, caller, draft, retry, services, dry_run=dry_run)


async def _write(
    exchange: Exchange, caller: Caller, draft: Draft, retry: Retry | None, services: Services, *, dry_run: bool
) -> Answer:
    creation = Creation(caller, domain_for(caller), draft, await _hashed(draft), retry, dry_run)
    try:
        created = await services.writer.create(creation)
    except LinkRefused as refused:
        exchange.usage = refused.usage
        raise
    exchange.usage = created.usage
    if created.replayed is not None:
        return raw_success(exchange, created.replayed.encode(), 201, {"Idempotent-Replayed": "true"})
    assert created.link is not None
    data = new_link_out(created.link, origin_for(caller, services.settings))
    if dry_run:
        return success(exchange, data, 200, dry_run=True)
    return success(exchange, data, 201, {"Location": f"/api/v1/links/{data.id}", "ETag": etag(created.link.created_at)})


async def _body(receive: Receive) -> bytes:
    """The whole body. Raises PAYLOAD_TOO_LARGE; never keeps more than the limit."""
    parts = []
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise KliqsError("INVALID_REQUEST", "The body ended early.")
        part = message.get("body", b"")
        size += len(part)
        if size > MAX_BODY_BYTES:
            raise KliqsError("PAYLOAD_TOO_LARGE")
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)


async def _hashed(draft: Draft) -> str:
    """The password's hash, made in a thread: it takes tens of ms by intent."""
    if draft.password is None:
        return ""
    return await asyncio.to_thread(hash_password, draft.password)
