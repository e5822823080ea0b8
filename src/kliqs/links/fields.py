"""What each field of a link may be: one check a field, for creating and for changing, whoever asks."""

import re
from datetime import datetime
from functools import lru_cache
from typing import Any

from kliqs.checking import Check, check_object, expiry, flag, text
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
CONTROLS = r"\u0000-\u001f\u007f-\u009f"
IMAGE, TAG, OWN_NAME = text("image", MAX_IMAGE), text("tags", MAX_TAG), text("external_id", MAX_EXTERNAL_ID)
EXTERNAL_ID = rf"[^\s{CONTROLS}]([^{CONTROLS}]*[^\s{CONTROLS}])?"


def check_fields(
    values: Any, fields: tuple[str, ...], settings: Settings, now: datetime, *, only_sent: bool = False
) -> dict[str, Any]:
    """Check these fields of a link, as `checking.check_object` does. Raises InvalidBody with all problems."""
    return check_object(values, _checks(fields), settings, now, only_sent=only_sent)


@lru_cache(maxsize=16)
def _checks(fields: tuple[str, ...]) -> dict[str, Check]:
    return {name: CHECKS[name] for name in fields}


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


def _image(value: Any, settings: Settings, now: datetime) -> str:
    """An https address, or a picture that was uploaded here, by its address or path; of the latter its path is kept."""
    image: str = IMAGE(value, settings, now).strip()
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
        name = " ".join(TAG(each, settings, now).split())
        if not name:
            raise KliqsError("INVALID_REQUEST", "A tag needs a name.", "tags")
        names.setdefault(fold(name), name)
    return list(names.values())


def _external_id(value: Any, settings: Settings, now: datetime) -> str:
    """The caller's own name for a link; any text without control characters, kept as it is sent."""
    name: str = OWN_NAME(value, settings, now)
    if name and not re.fullmatch(EXTERNAL_ID, name):
        message = "`external_id` must have no control characters and no spaces around it."
        raise KliqsError("INVALID_REQUEST", message, "external_id")
    return name


def fold(name: str) -> str:
    """What makes two tags the same: case does not. Python's, since SQLite's lower() knows A to Z alone."""
    return name.casefold()


CHECKS: dict[str, Check] = {
    "url": _url,
    "slug": _slug,
    "title": text("title", MAX_TITLE),
    "description": text("description", MAX_DESCRIPTION),
    "expires_at": expiry,
    "password": text("password", MAX_PASSWORD),
    "image": _image,
    "notes": text("notes", MAX_NOTES),
    "tags": _tags,
    "archived": flag("archived"),
    "external_id": _external_id,
}
