"""From the values somebody sent to a link that could be made: every field checked, every problem told at once."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar

from kliqs.errors import InvalidBody, KliqsError, Problem
from kliqs.links.destinations import check_destination
from kliqs.routes.slugs import check_slug
from kliqs.settings import Settings

MAX_TITLE = 300
MAX_DESCRIPTION = 2_000
MAX_PASSWORD = 128
MOST_UNKNOWN_TOLD = 10  # so that the answer to a hostile body is smaller than the body
FIELDS = ("url", "slug", "title", "description", "expires_at", "password")

# PostgreSQL refuses NUL, and lone surrogates have no UTF-8; JSON lets both through.
NOT_TEXT = re.compile("[\x00\ud800-\udfff]")

T = TypeVar("T")


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
    if not isinstance(values, dict):
        raise InvalidBody([Problem("", "INVALID_REQUEST", "The body must be a JSON object.")])
    problems: list[Problem] = []

    def field(name: str, check: Callable[[Any], T], otherwise: T) -> T:
        try:
            return check(values.get(name))
        except KliqsError as refusal:
            problems.append(Problem(refusal.field or name, refusal.code, refusal.message))
            return otherwise

    location = field("url", lambda value: check_destination(_url(value), settings), "")
    slug = field("slug", _slug, None)
    title = field("title", lambda value: _text("title", value, MAX_TITLE), "")
    description = field("description", lambda value: _text("description", value, MAX_DESCRIPTION), "")
    expires_at = field("expires_at", lambda value: _expiry(value, now), None)
    password = field("password", lambda value: _text("password", value, MAX_PASSWORD), "")
    problems += [
        Problem(
            str(name)[:64], "INVALID_REQUEST", f"There is no field `{str(name)[:64]}`. Fields: {', '.join(FIELDS)}."
        )
        for name in islice((name for name in values if name not in FIELDS), MOST_UNKNOWN_TOLD)
    ]
    if problems:
        raise InvalidBody(problems)
    return Draft(values["url"].strip(), location, slug, title, description, expires_at, password or None)


def _url(value: Any) -> str:
    if not isinstance(value, str):
        raise KliqsError("INVALID_URL", "Send the destination in `url`, as a string.", "url")
    return value.strip()


def _slug(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise KliqsError("INVALID_SLUG", "A slug is a string.", "slug")
    return check_slug(value)


def _text(name: str, value: Any, longest: int) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise KliqsError("INVALID_REQUEST", f"`{name}` must be a string.", name)
    if len(value) > longest:
        raise KliqsError("INVALID_REQUEST", f"`{name}` is longer than {longest:,} characters.", name)
    if NOT_TEXT.search(value):
        raise KliqsError("INVALID_REQUEST", f"`{name}` contains characters that are not text.", name)
    return value


def _expiry(value: Any, now: datetime) -> datetime | None:
    """An ISO 8601 date and time; without an offset it is UTC."""
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > 40 or "T" not in value.upper().replace(" ", "T"):
        raise _bad_expiry("`expires_at` must be an ISO 8601 date and time, such as 2030-01-31T09:00:00Z.")
    try:
        moment = datetime.fromisoformat(value.strip())
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _bad_expiry("`expires_at` must be an ISO 8601 date and time, such as 2030-01-31T09:00:00Z.") from None
    if moment <= now:
        raise _bad_expiry("`expires_at` must be in the future.")
    return moment


def _bad_expiry(message: str) -> KliqsError:
    return KliqsError("INVALID_EXPIRES_AT", message, "expires_at")
