"""What comes with a request: its JSON, its flags, its Idempotency-Key."""

import hashlib
from typing import Any
from uuid import UUID

import msgspec

from kliqs.accounts.retries import Retry
from kliqs.api.exchange import Exchange
from kliqs.errors import KliqsError
from kliqs.links.batches import utc_now
from kliqs.links.fields import CHECKS
from kliqs.settings import Settings

MAX_RETRY_KEY = 255

_decode_json = msgspec.json.Decoder().decode


def refuse_other_types(exchange: Exchange) -> None:
    """Raise UNSUPPORTED_MEDIA_TYPE for a body that does not say it is JSON."""
    content_type = (exchange.header(b"content-type") or "").partition(";")[0].strip().lower()
    if content_type != "application/json" and not content_type.endswith("+json"):
        raise KliqsError("UNSUPPORTED_MEDIA_TYPE")


def decode(exchange: Exchange, body: bytes) -> Any:
    """The body's values. Raises UNSUPPORTED_MEDIA_TYPE or INVALID_REQUEST."""
    refuse_other_types(exchange)
    return decode_json(body)


def decode_json(body: bytes) -> Any:
    try:
        return _decode_json(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise KliqsError("INVALID_REQUEST", "The body is not valid JSON.") from None


def retry_of(exchange: Exchange, body: bytes, *, dry_run: bool) -> Retry | None:
    """The Idempotency-Key with the hash of what it came with; None on a dry run, which keeps nothing. Raises
    INVALID_REQUEST for a key that cannot be kept."""
    key = exchange.header(b"idempotency-key")
    if key is None:
        return None
    if not 1 <= len(key) <= MAX_RETRY_KEY or not (key.isascii() and key.isprintable()):
        raise KliqsError("INVALID_REQUEST", f"An Idempotency-Key is 1 to {MAX_RETRY_KEY} printable ASCII characters.")
    if dry_run:
        return None
    what = f"{exchange.method} {exchange.path.removeprefix('/api/v1')}\n".encode()
    return Retry(key, hashlib.sha256(what + body).hexdigest())


def flag(exchange: Exchange, name: str) -> bool:
    """A query parameter that is true or false. Raises INVALID_REQUEST."""
    value = exchange.query.get(name, "false")
    if value not in ("true", "false"):
        raise KliqsError("INVALID_REQUEST", f"`{name}` is true or false.", name)
    return value == "true"


def version_wanted(exchange: Exchange) -> str:
    """The version that If-Match names, "" without. What is no version of ours matches none (RFC 9110, 13.1.1)."""
    sent = exchange.header(b"if-match")
    if sent is None or sent.strip() == "*":
        return ""
    return sent.strip().strip('"') or "none"


def link_id(text: str) -> UUID:
    """An id from a path. Raises LINK_NOT_FOUND for what is none."""
    try:
        return UUID(text)
    except ValueError:
        raise KliqsError("LINK_NOT_FOUND") from None


def number_from(text: str, code: str) -> int:
    """A numeric id from a path. Raises `code` for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise KliqsError(code)
    return int(text)


def name_from(path: str, settings: Settings) -> str:
    """An external id from the rest of a path. Raises INVALID_REQUEST for what none can be."""
    checked: str = CHECKS["external_id"](path.removeprefix("/"), settings, utc_now())
    if not checked:
        raise KliqsError("INVALID_REQUEST", "Name the link after `/links/external/`.", "external_id")
    return checked
