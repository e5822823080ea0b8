"""What each field of a link may be: one check a field, for creating and for changing, whoever asks."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from kliqs.errors import InvalidBody, KliqsError, Problem
from kliqs.links.destinations import check_destination
from kliqs.routes.slugs import check_slug
from kliqs.settings import Settings

MAX_TITLE = 300
MAX_DESCRIPTION = 2_000
MAX_PASSWORD = 128
MAX_NOTES = 5_000
MAX_IMAGE = 2_048
MAX_TAG = 50
MOST_TAGS = 20
MOST_UNKNOWN_TOLD = 10  # so that the answer to a hostile body is smaller than the body

# PostgreSQL refuses NUL, and lone surrogates have no UTF-8; JSON lets both through.
NOT_TEXT = re.compile("[\x00\ud800-\udfff]")

Check = Callable[[Any, Settings, datetime], Any]


def check_fields(
    values: Any, fields: Sequence[str], settings: Settings, now: datetime, *, only_sent: bool = False
) -> dict[str, Any]:
    """Check decoded values, each by its field's rule; returns what the rules make of them, under the same names.

    Every one of `fields` is checked, missing ones as None, or left out with `only_sent`. Raises InvalidBody with all
    problems; its code is that of the first, in the order of `fields`.
    """
    if not isinstance(values, Mapping):
        raise InvalidBody([Problem("", "INVALID_REQUEST", "The body must be a JSON object.")])
    problems: list[Problem] = []
    checked: dict[str, Any] = {}
    for name in fields:
        if only_sent and name not in values:
            continue
        try:
            checked[name] = CHECKS[name](values.get(name), settings, now)
        except KliqsError as refusal:
            problems.append(Problem(refusal.field or name, refusal.code, refusal.message))
    unknown = islice((str(name)[:64] for name in values if name not in fields), MOST_UNKNOWN_TOLD)
    names = ", ".join(fields)
    problems += [Problem(name, "INVALID_REQUEST", f"There is no field `{name}`. Fields: {names}.") for name in unknown]
    if problems:
        raise InvalidBody(problems)
    return checked


def _url(value: Any, settings: Settings, _: datetime) -> str:
    """The destination as a redirect sends it."""
    if not isinstance(value, str):
        raise KliqsError("INVALID_URL", "Send the destination in `url`, as a string.", "url")
    return check_destination(value.strip(), settings)


def _slug(value: Any, _: Settings, __: datetime) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise KliqsError("INVALID_SLUG", "A slug is a string.", "slug")
    return check_slug(value)


def _text(name: str, longest: int) -> Check:
    def check(value: Any, _: Settings, __: datetime) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            raise KliqsError("INVALID_REQUEST", f"`{name}` must be a string.", name)
        if len(value) > longest:
            raise KliqsError("INVALID_REQUEST", f"`{name}` is longer than {longest:,} characters.", name)
        if NOT_TEXT.search(value):
            raise KliqsError("INVALID_REQUEST", f"`{name}` contains characters that are not text.", name)
        return value

    return check


def _expiry(value: Any, _: Settings, now: datetime) -> datetime | None:
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


def _image(value: Any, settings: Settings, now: datetime) -> str:
    """An https address."""
    image: str = _text("image", MAX_IMAGE)(value, settings, now).strip()
    if not image:
        return image
    try:
        location = check_destination(image, settings)
    except KliqsError:
        location = ""
    if not location.startswith("https://"):
        raise KliqsError("INVALID_REQUEST", "`image` must be the https address of a picture.", "image")
    return location


def _tags(value: Any, settings: Settings, now: datetime) -> list[str]:
    """Names of tags in the order given; of names that differ only by case the first."""
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > MOST_TAGS:
        raise KliqsError("INVALID_REQUEST", f"`tags` must be a list of at most {MOST_TAGS} names.", "tags")
    names: dict[str, str] = {}
    for each in value:
        name = " ".join(_text("tags", MAX_TAG)(each, settings, now).split())
        if not name:
            raise KliqsError("INVALID_REQUEST", "A tag needs a name.", "tags")
        names.setdefault(fold(name), name)
    return list(names.values())


def fold(name: str) -> str:
    """What makes two tags the same: case does not. Python's, since SQLite's lower() knows A to Z alone."""
    return name.casefold()


def _flag(name: str) -> Check:
    def check(value: Any, _: Settings, __: datetime) -> bool:
        if not isinstance(value, bool):
            raise KliqsError("INVALID_REQUEST", f"`{name}` must be true or false.", name)
        return value

    return check


CHECKS: dict[str, Check] = {
    "url": _url,
    "slug": _slug,
    "title": _text("title", MAX_TITLE),
    "description": _text("description", MAX_DESCRIPTION),
    "expires_at": _expiry,
    "password": _text("password", MAX_PASSWORD),
    "image": _image,
    "notes": _text("notes", MAX_NOTES),
    "tags": _tags,
    "archived": _flag("archived"),
}
