"""`/api/v1/links`."""

import asyncio
import hashlib
from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post

from kliqs.api.admission import Admission, AnyRequest, admit, read_standing
from kliqs.api.answers import raw_success, success
from kliqs.api.schemas import link_out, new_link_out
from kliqs.api.services import Services
from kliqs.clicks.counts import link_counts
from kliqs.database import Connection
from kliqs.errors import KliqsError
from kliqs.links.batches import utc_now
from kliqs.links.creation import Creation, Retry
from kliqs.links.drafts import Draft, check_draft
from kliqs.links.passwords import hash_password
from kliqs.links.reading import LinkRow, find_by_id, find_by_slug
from kliqs.links.writer import LinkRefused
from kliqs.routes.resolving import DEFAULT_DOMAIN

MAX_RETRY_KEY = 255


class LinksController(Controller):
    path = "/links"

    @post()
    async def create(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """Create a short link."""
        admission = await admit(request, services, writes=True)
        try:
            body = await _json_body(request)
            dry_run = _flag(request, "dry_run")
            retry = None if dry_run else _retry(request, body)
            draft = check_draft(_decode(body), services.settings, utc_now())
        except KliqsError:
            # A spent month is told before a bad body; only here does it need asking outside the transaction.
            if (await read_standing(admission, services)).requests_left == 0:
                raise KliqsError("API_LIMIT_REACHED") from None
            raise
        creation = Creation(admission.caller, DEFAULT_DOMAIN, draft, await _hashed(draft), retry, dry_run)
        return await _created(creation, admission, services)

    @get("/{link_id:str}")
    async def read(self, request: AnyRequest, services: Services, link_id: str) -> Response[bytes]:
        """One link by its id, with its clicks."""
        admission = await admit(request, services, writes=False)
        workspace_id = admission.caller.workspace_id
        try:
            public_id = UUID(link_id)
        except ValueError:
            raise KliqsError("LINK_NOT_FOUND") from None
        found = await services.reader.ask(
            lambda connection: _with_clicks(connection, workspace_id, find_by_id(connection, workspace_id, public_id))
        )
        return _found(found, admission, services)

    @get()
    async def find(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """One link by its slug, with its clicks."""
        admission = await admit(request, services, writes=False)
        workspace_id = admission.caller.workspace_id
        slug = request.query_params.get("slug", "").lower()
        if not slug:
            raise KliqsError("INVALID_REQUEST", "Name the link with ?slug=.", "slug")
        found = await services.reader.ask(
            lambda connection: _with_clicks(
                connection, workspace_id, find_by_slug(connection, workspace_id, DEFAULT_DOMAIN, slug)
            )
        )
        return _found(found, admission, services)


async def _created(creation: Creation, admission: Admission, services: Services) -> Response[bytes]:
    try:
        created = await services.writer.create(creation)
    except LinkRefused as refused:
        admission.usage = refused.usage
        raise
    admission.usage = created.usage
    fields = admission.fields()
    if created.replayed is not None:
        return raw_success(created.replayed, 201, fields | {"Idempotent-Replayed": "true"})
    assert created.link is not None
    data = new_link_out(created.link, services.settings.short_origin)
    if creation.dry_run:
        return success(data, 200, fields, dry_run=True)
    return success(data, 201, fields | {"Location": f"/api/v1/links/{data.id}"})


def _with_clicks(connection: Connection, workspace_id: int, link: LinkRow | None) -> tuple[LinkRow, Any] | None:
    return (link, link_counts(connection, workspace_id, link.id)) if link else None


def _found(found: tuple[LinkRow, Any] | None, admission: Admission, services: Services) -> Response[bytes]:
    if found is None:
        raise KliqsError("LINK_NOT_FOUND")
    return success(link_out(*found, services.settings.short_origin), 200, admission.fields())


async def _json_body(request: AnyRequest) -> bytes:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/json" and not content_type.endswith("+json"):
        raise KliqsError("UNSUPPORTED_MEDIA_TYPE")
    return await request.body()


def _decode(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise KliqsError("INVALID_REQUEST", "The body is not valid JSON.") from None


def _retry(request: AnyRequest, body: bytes) -> Retry | None:
    """The Idempotency-Key with the hash of what it came with. Raises INVALID_REQUEST for a key that cannot be kept."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if not 1 <= len(key) <= MAX_RETRY_KEY or not key.isprintable():
        raise KliqsError("INVALID_REQUEST", f"An Idempotency-Key is 1 to {MAX_RETRY_KEY} printable characters.")
    return Retry(key, hashlib.sha256(b"POST /links\n" + body).hexdigest())


def _flag(request: AnyRequest, name: str) -> bool:
    value = request.query_params.get(name, "false")
    if value not in ("true", "false"):
        raise KliqsError("INVALID_REQUEST", f"`{name}` is true or false.", name)
    return value == "true"


async def _hashed(draft: Draft) -> str:
    """The password's hash, made in a thread: it takes tens of ms by intent."""
    if draft.password is None:
        return ""
    return await asyncio.to_thread(hash_password, draft.password)
