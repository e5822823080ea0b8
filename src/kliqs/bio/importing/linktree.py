"""Linktree: what its public pages carry as JSON (`__NEXT_DATA__`), and exports of the same shape.

Seen on pages in 2021 to 2026: an `account` with `pageTitle`, `description`, `profilePictureUrl`, `links` of `type`,
`title`, `url`, `position` and `modifiers.thumbnailUrl`, and `socialLinks` of `type` and `url`.
"""

from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from kliqs.bio.embeds import embed_of
from kliqs.bio.importing.found import Found, Json, entries, text_of

DEEPEST = 100_000  # values that are looked at
HEADINGS = ("HEADER", "HEADING")
TEXTS = ("TEXT", "PARAGRAPH")
NAMES = ("pageTitle", "displayName", "username")
GROUPS = ("GROUP", "COLLECTION", "CAROUSEL")


def from_linktree(data: Any) -> Found | None:
    """None for what is nothing of Linktree's."""
    account = _account(data)
    if account is None:
        return None
    found = Found(
        name=text_of(account.get("pageTitle"))
        or text_of(account.get("displayName"))
        or text_of(account.get("username")),
        about=text_of(account.get("description")) or text_of(account.get("bio")),
        picture=_picture(account),
    )
    for entry in entries(account.get("socialLinks")):
        _take_social(found, entry)
    for entry in sorted(entries(account.get("links")), key=_position):
        _take(found, entry)
    return found


def _account(data: Any) -> Json | None:
    """The first object, from the top, that has links and says whose they are."""
    waiting = deque([data])
    for _ in range(DEEPEST):
        if not waiting:
            return None
        value = waiting.popleft()
        if isinstance(value, dict):
            named = any(name in value for name in ("pageTitle", "username", "socialLinks", "profilePictureUrl"))
            if named and isinstance(value.get("links"), list):
                return value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return None


def _picture(account: Json) -> str:
    for name in ("customAvatar", "profilePictureUrl", "profilePicture"):
        address = text_of(account.get(name))
        if address.startswith("https://"):
            return address
    return ""


def _position(entry: Json) -> float:
    position = entry.get("position")
    return float(position) if isinstance(position, int | float) else 0.0


def _take_social(found: Found, entry: Json) -> None:
    address = text_of(entry.get("url"))
    if address.startswith(("mailto:", "tel:")):
        found.blocks.extend(contact(address, found.name))
    elif address:
        found.socials.append(address)


def contact(address: str, name: str) -> Iterator[Json]:
    """A block for `mailto:` and `tel:`."""
    scheme, _, rest = address.partition(":")
    field = "email" if scheme == "mailto" else "phone"
    yield {"type": "contact", "name": name or "Kontak", field: unquote(rest.partition("?")[0])}


def _take(found: Found, entry: Json) -> None:
    kind = text_of(entry.get("type")).upper()
    title, address = text_of(entry.get("title")), text_of(entry.get("url"))
    modifiers = entry.get("modifiers")
    thumbnail = text_of(modifiers.get("thumbnailUrl")) if isinstance(modifiers, dict) else ""
    if kind in HEADINGS or (kind in GROUPS and title):
        found.blocks.append({"type": "heading", "text": title})
    elif kind in TEXTS:
        found.blocks.append({"type": "text", "text": title})
    elif address.startswith(("mailto:", "tel:")):
        found.blocks.extend(contact(address, title or found.name))
    elif not address:
        found.leave_out(title or kind.lower(), "kind")
    elif embed_of(address) is not None and kind not in ("", "CLASSIC"):
        found.blocks.append({"type": "embed", "url": address, "title": title or address})
    else:
        thumbnail = thumbnail or text_of(entry.get("thumbnail"))
        found.blocks.append({"type": "link", "label": title or address, "url": address, "thumbnail": thumbnail})
    for inner in sorted(entries(entry.get("links")), key=_position):
        _take(found, inner)
