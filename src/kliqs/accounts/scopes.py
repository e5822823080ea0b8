"""What an API key may be limited to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, get_args

from kliqs.accounts.authentication import Caller
from kliqs.errors import KliqsError
from kliqs.settings import Settings

Scope = Literal[
    "links:read",
    "links:write",
    "pages:read",
    "pages:write",
    "analytics:read",
    "keys:read",
    "keys:write",
    "workspace:read",
]
SCOPES: tuple[Scope, ...] = get_args(Scope)


def check_names(value: Any, _: Settings, __: datetime) -> list[str]:
    """A list of scopes; null and empty mean all. Raises INVALID_REQUEST."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, str) and each in SCOPES for each in value):
        raise KliqsError("INVALID_REQUEST", f"`scopes` must be a list of {', '.join(SCOPES)}.", "scopes")
    return sorted(set(value))


def inherited(wanted: Sequence[str], caller: Caller) -> list[str]:
    """The scopes of a key that a caller makes: none beyond the caller's own. Raises INSUFFICIENT_SCOPE."""
    for scope in wanted:
        caller.refuse_without(scope)
    return list(wanted) or sorted(caller.scopes)


def no_later(wanted: datetime | None, caller: Caller) -> datetime | None:
    """When a key ends that a caller makes: not after the caller's own. Raises INVALID_EXPIRES_AT."""
    if caller.expires_at is None:
        return wanted
    if wanted is not None and wanted > caller.expires_at:
        message = "A key cannot make one that lives longer than itself."
        raise KliqsError("INVALID_EXPIRES_AT", message, "expires_at")
    return wanted or caller.expires_at
