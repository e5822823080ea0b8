"""The two ways in: an export that somebody uploads, and the address of a public page."""

import re
from typing import Any

import msgspec

from kliqs.bio.importing.drafting import Imported, drafted
from kliqs.bio.importing.fetching import Fetcher
from kliqs.bio.importing.found import Found
from kliqs.bio.importing.linkstack import from_linkstack
from kliqs.bio.importing.linktree import from_linktree
from kliqs.bio.importing.webpages import from_page
from kliqs.errors import KliqsError
from kliqs.settings import Settings

LARGEST_PAGE = 3 * 1024 * 1024  # bytes
LARGEST_EXPORT = 4 * 1024 * 1024  # LinkStack's carries the portrait
LARGEST_PICTURE = 5 * 1024 * 1024
PICTURES_WITHIN_S = 10.0  # all of them together
PAGES = ("text/html", "application/xhtml+xml", "")
PAGE_IN_EXPORT = re.compile(rb"\s*<", re.DOTALL)


def read_address(workspace_id: int, address: str, settings: Settings, *, keeps_pictures: bool = True) -> Imported:
    """A draft of the public page at an address. Takes up to half a minute, and belongs in a thread without a
    transaction: for the dashboard, in the view of its form, with `bio.pages.create_page(values=imported.values)` after.

    Raises KliqsError INVALID_URL, UNSAFE_URL, SOURCE_UNREACHABLE or SOURCE_UNREADABLE, blaming `url`.
    """
    page = Fetcher(settings).fetch(address, LARGEST_PAGE)
    if page.kind not in PAGES:
        raise KliqsError("SOURCE_UNREADABLE", "There is no web page at this address.", "url")
    found = from_page(page.body, page.address)
    if not (found.blocks or found.socials):
        raise KliqsError("SOURCE_UNREADABLE", "There are no links on this page that lead off it.", "url")
    return _drafted(found, workspace_id, settings, keeps_pictures=keeps_pictures)


def read_export(workspace_id: int, data: Any, settings: Settings, *, keeps_pictures: bool = True) -> Imported:
    """A draft of an export: decoded JSON of Linktree's or LinkStack's shape. As slow as `read_address`, since Linktree
    names pictures by their addresses. Raises KliqsError SOURCE_UNREADABLE, blaming `export`."""
    found = from_linkstack(data) or from_linktree(data)
    if found is None:
        raise KliqsError("SOURCE_UNREADABLE", field="export")
    return _drafted(found, workspace_id, settings, keeps_pictures=keeps_pictures)


def read_file(workspace_id: int, content: bytes, settings: Settings, *, keeps_pictures: bool = True) -> Imported:
    """A draft of an uploaded file: an export as JSON, or a page of Linktree's that was saved as HTML. Raises
    KliqsError SOURCE_UNREADABLE, blaming `export`."""
    if PAGE_IN_EXPORT.match(content):
        found = from_page(content, "https://linktr.ee/")
        if found.blocks or found.socials:
            return _drafted(found, workspace_id, settings, keeps_pictures=keeps_pictures)
    try:
        data = msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise KliqsError("SOURCE_UNREADABLE", field="export") from None
    return read_export(workspace_id, data, settings, keeps_pictures=keeps_pictures)


def _drafted(found: Found, workspace_id: int, settings: Settings, *, keeps_pictures: bool) -> Imported:
    fetcher = Fetcher(settings, within_s=PICTURES_WITHIN_S)

    def fetch(address: str) -> bytes:
        return fetcher.fetch(address, LARGEST_PICTURE).body

    return drafted(found, workspace_id, settings, fetch, keeps_pictures=keeps_pictures)
