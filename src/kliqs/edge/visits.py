"""What the edge knows of one request, whichever way it came in, and what it may answer."""

from functools import lru_cache
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

import msgspec

from kliqs.clicks.previews import preview_app

Headers = dict[bytes, bytes]

STATUS_LINES = {each.value: f"HTTP/1.1 {each.value} {each.phrase}\r\n".encode("ascii") for each in HTTPStatus}


class Visit(msgspec.Struct, frozen=True):
    """A GET or HEAD on a short host. `path` is as sent, without the query; header names are lower-case."""

    method: bytes
    host: bytes
    path: bytes
    query: bytes
    headers: Headers
    address: str


Fields = tuple[tuple[bytes, bytes], ...]


class Answer(msgspec.Struct, frozen=True):
    """A finished answer: the status, its header fields, its body (empty for a redirect)."""

    status: int
    fields: Fields
    body: bytes


def slug_of(path: bytes) -> bytes | None:
    """The slug that a path asks for, lower-case; None where the path cannot be a slug's.

    Percent-encoding is undone first, and one slash at the end forgiven: people paste links with it.
    """
    name = path[1:]
    if b"%" in name:
        name = unquote_to_bytes(name)
    if name.endswith(b"/"):
        name = name[:-1]
    if not 1 <= len(name) <= 64:
        return None
    name = name.lower()
    return name if is_slug(name) else None


def is_slug(name: bytes) -> bool:
    """Whether a slug is kept in this very form."""
    return 1 <= len(name) <= 64 and not name.translate(None, _SLUG_BYTES)


_SLUG_BYTES = b"abcdefghijklmnopqrstuvwxyz0123456789-_"


@lru_cache(maxsize=4096)
def language_of(accept_language: bytes, otherwise: str) -> str:
    """`en` or `id`: what an Accept-Language header prefers (RFC 9110, section 12.5.4)."""
    best, best_quality = otherwise, 0.0
    for part in accept_language[:512].lower().split(b","):
        tag, _, parameter = part.strip().partition(b";")
        language = tag.split(b"-")[0].decode("latin-1")
        if language not in ("en", "id"):
            continue
        quality = _quality(parameter)
        if quality > best_quality:
            best, best_quality = language, quality
    return best


@lru_cache(maxsize=4096)
def reads_cards(agent: bytes) -> bool:
    """Whether a User-Agent is that of a fetcher which draws a preview."""
    return preview_app(agent.decode("latin-1")) is not None


def _quality(parameter: bytes) -> float:
    name, _, value = parameter.strip().partition(b"=")
    if name.strip() != b"q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def with_query(location: bytes, query: bytes) -> bytes:
    """The destination with the visitor's query behind its own, before any fragment."""
    address, hash_mark, fragment = location.partition(b"#")
    joint = b"&" if b"?" in address else b"?"
    return address + joint + query + hash_mark + fragment


def without_qr_mark(query: bytes) -> tuple[bytes, bool]:
    """A QR code's link carries `qr=1`: the query without it, and whether it was there."""
    parts = query.split(b"&")
    rest = [part for part in parts if part != b"qr=1"]
    return b"&".join(rest), len(rest) < len(parts)
