"""A link that could be made: what is left of the values somebody sent once all of them are checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kliqs.links.fields import check_fields
from kliqs.settings import Settings

FIELDS = ("url", "slug", "title", "description", "expires_at", "password")


@dataclass(frozen=True, slots=True)
class Draft:
    """A link that could be made. `location` is the destination as the redirect sends it; `slug` None means random;
    `password` is plain and lives no longer than the request."""

    destination: str
    location: str
    slug: str | None
    title: str
    description: str
    expires_at: datetime | None
    password: str | None


def check_draft(values: Any, settings: Settings, now: datetime) -> Draft:
    """Check a decoded body. Absent, null and empty mean the same for every optional field.

    Raises InvalidBody with all problems; its code is that of the first, in the order of `FIELDS`.
    """
    return draft_of(values, check_fields(values, FIELDS, settings, now))


def draft_of(values: Mapping[str, Any], checked: Mapping[str, Any]) -> Draft:
    """From values and what their checks made of them."""
    return Draft(
        values["url"].strip(),
        checked["url"],
        checked["slug"],
        checked["title"],
        checked["description"],
        checked["expires_at"],
        checked["password"] or None,
    )
