"""Idempotency-Key: what a write is remembered by, so that repeating it gives the same answer and changes nothing."""

from dataclasses import dataclass
from datetime import timedelta

KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Retry:
    """An Idempotency-Key and the SHA-256 (hex) of what it was sent with: method, path and body."""

    key: str
    request_hash: str


@dataclass(frozen=True, slots=True)
class KeptReply:
    """The answer that a write was given: its status and its `data` as JSON."""

    status: int
    data: str
