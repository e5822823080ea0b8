"""What an API key may be limited to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kliqs.accounts.authentication import Caller
from kliqs.errors import KliqsError
from kliqs.settings import Settings

SCOPES = ("links:read", "links:write", "analytics:read", "keys:write", "workspace:read")


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
