"""What was found, as a document that our own rules accept; what they do not is left out by name."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from kliqs.bio.document import MOST_BLOCKS, check_block
from kliqs.bio.importing.found import Found, Json, LeftOut, Why
from kliqs.bio.importing.profiles import network_of
from kliqs.errors import KliqsError
from kliqs.pictures.keeping import keep_picture
from kliqs.settings import Settings

PICTURE = (800, 800)  # bounds in pixels
MOST_PICTURES = 12
MOST_NETWORKS = 16
LONGEST = {"label": 120, "text": 120, "title": 120, "name": 120}
LONGEST_PROSE = 3_000

Fetch = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Imported:
    """`values` are what `bio.pages.create_page` takes; `left_out` is what could not be taken over."""

    values: Json
    left_out: list[LeftOut]


def drafted(found: Found, workspace_id: int, settings: Settings, fetch: Fetch, *, keeps_pictures: bool) -> Imported:
    """A document of what was found. Pictures are fetched by `fetch` and kept as the workspace's, unless this is only
    to be looked at."""
    pictures = _Pictures(found, workspace_id, fetch, keeps_pictures)
    profile = {
        "name": found.name[:80] or "Kliqs",
        "about": found.about[:500],
        "picture": pictures.of_bytes(found.picture_bytes) or pictures.of(found.picture),
    }
    blocks = [*_socials(found, settings), *(_sound(each, found, pictures, settings) for each in found.blocks)]
    kept = [each for each in blocks if each is not None]
    for each in kept[MOST_BLOCKS:]:
        found.leave_out(each.get("label") or each.get("text") or each["type"], "room")
    return Imported({"profile": profile, "blocks": kept[:MOST_BLOCKS]}, found.left_out)


def _socials(found: Found, settings: Settings) -> list[Json | None]:
    """One row of icons, each network once; what is of no network that we know becomes a link."""
    accounts: dict[str, str] = {}
    others = []
    for address in found.socials:
        network = network_of(address)
        if network and network not in accounts and len(accounts) < MOST_NETWORKS:
            accounts[network] = address
        else:
            others.append({"type": "link", "label": address, "url": address})
    row = {"type": "socials", "accounts": [{"network": name, "url": url} for name, url in accounts.items()]}
    return [
        *([_sound(row, found, None, settings)] if accounts else []),
        *(_sound(each, found, None, settings) for each in others),
    ]


def _sound(block: Json, found: Found, pictures: "_Pictures | None", settings: Settings) -> Json | None:
    """A block that our rules accept; None for one that is left out."""
    values: Json = {name: _short(block, name, value) for name, value in block.items() if name != "thumbnail"}
    try:
        check_block(values, settings, timezone.now())
    except KliqsError as refusal:
        why: Why = "address" if refusal.code in ("INVALID_URL", "UNSAFE_URL") else "text"
        found.leave_out(values.get("url") or values.get("label") or values.get("text") or values["type"], why)
        return None
    if pictures is not None and (thumbnail := block.get("thumbnail")):
        values["picture"] = pictures.of(thumbnail)
    return values


def _short(block: Json, name: str, value: Any) -> Any:
    if not isinstance(value, str) or name not in LONGEST:
        return value
    longest = LONGEST_PROSE if block["type"] == "text" else LONGEST[name]
    return value if len(value) <= longest else value[: longest - 1] + "…"


class _Pictures:
    """Takes pictures over, so many and no more."""

    def __init__(self, found: Found, workspace_id: int, fetch: Fetch, keeps: bool) -> None:
        self._found = found
        self._workspace_id = workspace_id
        self._fetch = fetch
        self._left = MOST_PICTURES if keeps else 0
        self._keeps = keeps

    def of(self, address: str) -> str:
        """The path of a picture at an address; empty where it could not be taken over."""
        if not address or not self._keeps:
            return ""
        self._left -= 1
        if self._left < 0:
            self._found.leave_out(address, "room")
            return ""
        try:
            return self._kept(self._fetch(address))
        except KliqsError:
            self._found.leave_out(address, "picture")
            return ""

    def of_bytes(self, content: bytes) -> str:
        if not content or not self._keeps:
            return ""
        try:
            return self._kept(content)
        except KliqsError:
            self._found.leave_out("image_data", "picture")
            return ""

    def _kept(self, content: bytes) -> str:
        return keep_picture(self._workspace_id, io.BytesIO(content), PICTURE)
