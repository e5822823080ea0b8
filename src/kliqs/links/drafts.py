"""A link that could be made: what is left of the values somebody sent once all of them are checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kliqs.links.fields import check_fields
from kliqs.settings import Settings

FIELDS = (
    "url",
    "slug",
    "title",
    "description",
    "expires_at",
    "password",
    "image",
    "tags",
    "notes",
    "external_id",
)


@dataclass(frozen=True, slots=True)
class Details:
    """What a link may carry besides; few do, so few creates pay for it."""

    image: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()
    external_id: str = ""


NO_DETAILS = Details()


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
    details: Details = NO_DETAILS


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
        _details(checked),
    )


def _details(checked: Mapping[str, Any]) -> Details:
    image, notes, tags, external_id = checked["image"], checked["notes"], checked["tags"], checked["external_id"]
    if not (image or notes or tags or external_id):
        return NO_DETAILS
    return Details(image, notes, tuple(tags), external_id)
