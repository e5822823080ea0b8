"""Finding a workspace's pages: one by what a program calls it, all of them a few at a time."""

import base64
import binascii
import uuid

from kliqs.bio.changing import find_page, pages_of
from kliqs.bio.models import Page, Version
from kliqs.errors import KliqsError
from kliqs.routes.slugs import SHAPE

LARGEST_PAGE = 100


def page_called(workspace_id: int, name: str) -> Page:
    """The page of that id or slug; what looks like an id is one. Raises KliqsError PAGE_NOT_FOUND."""
    if (public_id := id_in(name)) is not None:
        return find_page(workspace_id, public_id)
    page = pages_of(workspace_id).filter(slug=_slug(name)).first()
    if page is None:
        raise KliqsError("PAGE_NOT_FOUND")
    return page


def deleted_page_called(workspace_id: int, name: str) -> Page:
    """The deleted page of that id, or the one of that slug which was deleted last. Raises KliqsError PAGE_NOT_FOUND."""
    deleted = Page.objects.filter(workspace_id=workspace_id, deleted_at__isnull=False).order_by("-deleted_at", "-id")
    public_id = id_in(name)
    page = (
        deleted.filter(slug=_slug(name)).first() if public_id is None else deleted.filter(public_id=public_id).first()
    )
    if page is None:
        raise KliqsError("PAGE_NOT_FOUND", "There is no such deleted page in your workspace.")
    return page


def versions_of(page: Page) -> list[Version]:
    """Newest first."""
    return list(page.versions.order_by("-number").defer("document"))


def version_called(page: Page, number: int) -> Version:
    """Raises KliqsError VERSION_NOT_FOUND."""
    version = page.versions.filter(number=number).first() if number < 2**31 else None
    if version is None:
        raise KliqsError("VERSION_NOT_FOUND")
    return version


def id_in(name: str) -> uuid.UUID | None:
    """The id that a name is; None for a slug."""
    try:
        return uuid.UUID(name) if len(name) == 36 else None
    except ValueError:
        return None


def list_pages(workspace_id: int, *, cursor: str = "", size: int = 50) -> tuple[list[Page], str | None]:
    """Pages, newest first, and the cursor of those that follow. Raises KliqsError INVALID_REQUEST for a cursor that is
    none of ours."""
    wanted = pages_of(workspace_id)
    if cursor:
        wanted = wanted.filter(pk__lt=_read(cursor))
    size = max(1, min(size, LARGEST_PAGE))
    found = list(wanted[: size + 1])
    following = _write(found[size - 1].pk) if len(found) > size else None
    return found[:size], following


def _slug(name: str) -> str:
    """A slug as it is kept. Raises PAGE_NOT_FOUND for what none can be."""
    if not SHAPE.match(name):
        raise KliqsError("PAGE_NOT_FOUND")
    return name.lower()


def _write(last: int) -> str:
    return base64.urlsafe_b64encode(f"p{last}".encode()).decode().rstrip("=")


def _read(cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (ValueError, binascii.Error):
        text = ""
    if not (text.startswith("p") and text[1:].isdigit() and len(text) < 19):
        raise KliqsError("INVALID_REQUEST", "`cursor` is not one of ours.", "cursor")
    return int(text[1:])
