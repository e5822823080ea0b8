"""A request to create a link, and what came of it: the values that go into and out of the writer."""

import os
import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime

from kliqs.accounts.authentication import Caller
from kliqs.accounts.retries import Retry
from kliqs.accounts.usage import Usage
from kliqs.errors import KliqsError
from kliqs.links.drafts import Draft
from kliqs.routes.slugs import random_slug


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link as it was committed (or, on a dry run, would have been)."""

    id: int
    public_id: uuid.UUID
    slug: str
    draft: Draft
    created_at: datetime
    domain_id: int


@dataclass(frozen=True, slots=True)
class Created:
    """Success. `replayed` holds the kept answer when an Idempotency-Key was seen before; then `link` is None."""

    usage: Usage
    link: NewLink | None
    replayed: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal; `usage` is known from the monthly quota on."""

    error: KliqsError
    usage: Usage | None = None


Outcome = Created | Refused


def uuid7() -> uuid.UUID:
    """A version 7 UUID (RFC 9562, section 5.7): time in ms first, so that new rows land together in an index."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


@dataclass(slots=True, eq=False)
class Creation:
    """One request waiting in the writer's batch. Everything in it has been checked; `slug` changes while a random
    one is looked for. `is_metered`: whether its success counts against the month, here and now."""

    caller: Caller
    domain_id: int
    draft: Draft
    password_hash: str
    retry: Retry | None
    dry_run: bool
    is_metered: bool = True
    slug: str = ""
    attempts: int = 0
    public_id: uuid.UUID = field(default_factory=uuid7)

    def __post_init__(self) -> None:
        self.slug = self.draft.slug or random_slug()

    @property
    def claims(self) -> list[tuple[int, str, str]]:
        """What only one request at a time may try for: its Idempotency-Key and its external id."""
        key = self.retry.key if self.retry else ""
        wanted = (("key", key), ("external_id", self.draft.details.external_id))
        return [(self.caller.workspace_id, kind, value) for kind, value in wanted if value]

    def next_slug(self) -> bool:
        """Try another random slug; False when the slug was asked for, or chance has failed ten times."""
        self.attempts += 1
        if self.draft.slug is not None or self.attempts > 10:
            return False
        self.slug = random_slug()
        return True
