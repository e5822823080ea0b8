"""What each field of a link may be: one check a field, for creating and for changing, whoever asks."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from kliqs.checking import Check, check_object, text
from kliqs.errors import KliqsError
from kliqs.links.destinations import check_destination
from kliqs.pictures.names import is_own
from kliqs.routes.slugs import check_slug
from kliqs.settings import Settings

MAX_TITLE = 300
MAX_DESCRIPTION = 2_000
MAX_PASSWORD = 128
MAX_NOTES = 5_000
MAX_IMAGE = 2_048
MAX_TAG = 50
MOST_TAGS = 20
MAX_EXTERNAL_ID = 200


def check_fields(
    values: Any, fields: Sequence[str], settings: Settings, now: datetime, *, only_sent: bool = False
) -> dict[str, Any]:
    """Check these fields of a link, as `checking.check_object` does. Raises InvalidBody with all problems."""
    return check_object(values, {name: CHECKS[name] for name in fields}, settings, now, only_sent=only_sent)


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
    """An https address, or a picture that was uploaded here, by its address or path; of the latter its path is kept."""
    image: str = text("image", MAX_IMAGE)(value, settings, now).strip()
    if not image:
        return image
    path = image.removeprefix(settings.short_origin)
    if is_own(path):
        return path
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
        name = " ".join(text("tags", MAX_TAG)(each, settings, now).split())
        if not name:
            raise KliqsError("INVALID_REQUEST", "A tag needs a name.", "tags")
        names.setdefault(fold(name), name)
    return list(names.values())


def _external_id(value: Any, settings: Settings, now: datetime) -> str:
    """The caller's own name for a link; any printable text, kept as it is sent."""
    name: str = text("external_id", MAX_EXTERNAL_ID)(value, settings, now)
    if not name.isprintable() or name != name.strip():
        message = "`external_id` must be printable, without spaces around it."
        raise KliqsError("INVALID_REQUEST", message, "external_id")
    return name


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
    "title": text("title", MAX_TITLE),
    "description": text("description", MAX_DESCRIPTION),
    "expires_at": _expiry,
    "password": text("password", MAX_PASSWORD),
    "image": _image,
    "notes": text("notes", MAX_NOTES),
    "tags": _tags,
    "archived": _flag("archived"),
    "external_id": _external_id,
}
