"""What programs send of a whole page: its document, and beside it slug, password, and whether to publish it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from kliqs.bio.changing import PageChange
from kliqs.bio.document import MOST_BLOCKS, Document, check_block, check_changes, check_document, from_json
from kliqs.bio.models import Page
from kliqs.checking import Check, check_object, flag, number
from kliqs.errors import InvalidBody, KliqsError, Problem
from kliqs.links.fields import CHECKS as LINK_CHECKS
from kliqs.links.passwords import hash_password
from kliqs.routes.slugs import random_slug
from kliqs.settings import Settings


def _slug_of_its_own(value: Any, settings: Settings, now: datetime) -> str:
    slug: str | None = LINK_CHECKS["slug"](value, settings, now)
    if slug is None:
        raise KliqsError("INVALID_SLUG", "A page keeps a slug; send another one, or leave `slug` out.", "slug")
    return slug


def _url(value: Any, settings: Settings, now: datetime) -> str | None:
    if value is None:
        return None
    address: str = LINK_CHECKS["url"](value, settings, now)
    return address


def _export(value: Any, _: Settings, __: datetime) -> Any:
    if not isinstance(value, dict | None):
        raise KliqsError("INVALID_REQUEST", "`export` is the object that the exported file holds.", "export")
    return value


IMPORT: Mapping[str, Check] = {"slug": LINK_CHECKS["slug"], "url": _url, "export": _export}
PUBLISH: Mapping[str, Check] = {"publish": flag("publish", absent=False)}
NEW: Mapping[str, Check] = {"slug": LINK_CHECKS["slug"], "password": LINK_CHECKS["password"], **PUBLISH}
CHANGES: Mapping[str, Check] = {**NEW, "slug": _slug_of_its_own}


def _block(value: Any, settings: Settings, now: datetime) -> Any:
    """The block as it was sent, which is checked once more where it is added."""
    check_block(value, settings, now)
    return value


def _place(value: Any, settings: Settings, now: datetime) -> int:
    place: int | None = number("position", 0, MOST_BLOCKS - 1)(value, settings, now)
    if place is None:
        raise KliqsError("INVALID_REQUEST", "`position` is the place among the blocks, counted from 0.", "position")
    return place


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page to be made."""

    slug: str
    document: Document
    password_hash: str = ""
    is_published: bool = False


def check_new(values: Any, settings: Settings) -> NewPage:
    """A page to be made, of decoded JSON. Raises InvalidBody with every problem."""
    own, document = _checked(values, NEW, settings, lambda parts, now: check_document(parts, settings, now))
    password = own.get("password")
    slug = own.get("slug") or random_slug()
    return NewPage(slug, document, hash_password(password) if password else "", bool(own.get("publish")))


@dataclass(frozen=True, slots=True)
class NewImport:
    """A page to be imported: from `url`, or else from `export`."""

    slug: str
    url: str
    export: Any


def check_import(values: Any, settings: Settings) -> NewImport:
    """Where a page is to be imported from, of decoded JSON. Raises InvalidBody with every problem."""
    checked = check_object(values, IMPORT, settings, timezone.now())
    if (checked["url"] is None) == (checked["export"] is None):
        message = "Send either `url`, the address of a public page, or `export`, an export of Linktree or LinkStack."
        raise InvalidBody([Problem("url", "INVALID_REQUEST", message)])
    return NewImport(checked["slug"] or random_slug(), checked["url"] or "", checked["export"])


def check_whole(values: Any, settings: Settings) -> PageChange:
    """All of a page as it shall be; its slug and password stay. Raises InvalidBody with every problem."""
    own, document = _checked(values, PUBLISH, settings, lambda parts, now: check_document(parts, settings, now))
    return PageChange(draft=document, is_published=bool(own.get("publish")))


def check_some(page: Page, values: Any, settings: Settings) -> PageChange:
    """What shall be different of a page; see `document.check_changes`. Raises InvalidBody with every problem."""
    draft = from_json(page.draft)
    own, document = _checked(values, CHANGES, settings, lambda parts, now: check_changes(draft, parts, settings, now))
    password_hash = None
    if "password" in own:
        password_hash = hash_password(own["password"]) if own["password"] else ""
    return PageChange(
        draft=None if document == draft else document,
        slug=own.get("slug"),
        password_hash=password_hash,
        is_published=bool(own.get("publish")),
    )


def check_added(values: Any, settings: Settings) -> tuple[Any, int]:
    """A block to be added, and its place: the end where none is given. Raises InvalidBody with every problem."""
    checks = {"block": _block, "position": number("position", 0, MOST_BLOCKS - 1)}
    checked = check_object(values, checks, settings, timezone.now())
    return checked["block"], MOST_BLOCKS if checked["position"] is None else checked["position"]


def check_place(values: Any, settings: Settings) -> int:
    """Where a block is to be moved. Raises InvalidBody."""
    place: int = check_object(values, {"position": _place}, settings, timezone.now())["position"]
    return place


def _checked(
    values: Any, own: Mapping[str, Check], settings: Settings, check_parts: Callable[[Any, datetime], Document]
) -> tuple[dict[str, Any], Document]:
    """Both what is the page's own and its document; the problems of both at once."""
    if not isinstance(values, Mapping):
        raise InvalidBody([Problem("", "INVALID_REQUEST", "The body must be a JSON object.")])
    now = timezone.now()
    problems: list[Problem] = []
    mine, document = {}, Document()
    try:
        sent = {name: value for name, value in values.items() if name in own}
        mine = check_object(sent, own, settings, now, only_sent=True)
    except InvalidBody as refusals:
        problems += refusals.problems
    try:
        document = check_parts({name: value for name, value in values.items() if name not in own}, now)
    except InvalidBody as refusals:
        problems += refusals.problems
    if problems:
        raise InvalidBody(problems)
    return mine, document
