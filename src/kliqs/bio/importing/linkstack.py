"""LinkStack's two exports: `user_data-….json`, a user with `links`, and `links-….json`, the links alone.

By its source (UserController, `exportAll` and `exportLinks`): a user has `name`, `littlelink_name`,
`littlelink_description` (HTML) and the portrait in `image_data` (base64); a link has `title`, `link`, `order`,
`up_link` (`yes` for what is pinned to the top), `type`, `type_params`, and in older exports only `button_id`.
"""

import base64
import binascii
import json
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from kliqs.bio.embeds import embed_of
from kliqs.bio.importing.found import Found, Json, entries, text_of
from kliqs.bio.importing.linktree import contact

# What `button_id` meant before there was a `type`.
BUTTONS = {42: "heading", 43: "spacer", 44: "telephone", 6: "email", 7: "email", 93: "text", 96: "vcard"}


def from_linkstack(data: Any) -> Found | None:
    """None for what is no export of LinkStack's."""
    if not isinstance(data, dict) or not isinstance(data.get("links"), list):
        return None
    if not any("button_id" in entry or "up_link" in entry for entry in entries(data["links"])) and (
        "littlelink_name" not in data
    ):
        return None
    found = Found(
        name=text_of(data.get("name")) or text_of(data.get("littlelink_name")),
        about=plain(data.get("littlelink_description")),
        picture_bytes=_picture(data.get("image_data")),
    )
    for entry in sorted(entries(data["links"]), key=_order):
        _take(found, entry)
    return found


def plain(value: Any) -> str:
    """The text of HTML, on one line."""
    return text_of(LexborHTMLParser(value).text(separator=" ")) if isinstance(value, str) and value.strip() else ""


def _picture(value: Any) -> bytes:
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except (binascii.Error, ValueError):
        return b""


def _order(entry: Json) -> tuple[bool, float]:
    order = entry.get("order")
    return entry.get("up_link") != "yes", float(order) if isinstance(order, int | float) else 0.0


def _take(found: Found, entry: Json) -> None:
    kind = text_of(entry.get("type")) or BUTTONS.get(entry.get("button_id") or 0, "link")
    title, address = plain(entry.get("title")), text_of(entry.get("link"))
    if kind == "heading":
        found.blocks.append({"type": "heading", "text": title})
    elif kind == "text":
        found.blocks.append({"type": "text", "text": title or plain(_parameters(entry).get("text"))})
    elif kind == "spacer":
        found.blocks.append({"type": "divider", "style": "space"})
    elif kind in ("telephone", "email") or address.startswith(("mailto:", "tel:")):
        scheme = "mailto:" if kind == "email" else "tel:"
        whole = address if address.startswith(("mailto:", "tel:")) else scheme + address
        found.blocks.extend(contact(whole, title or found.name))
    elif kind == "vcard" or not address:
        found.leave_out(title or kind, "kind")
    elif kind in ("video", "embed") and embed_of(address) is not None:
        found.blocks.append({"type": "embed", "url": address, "title": title or address})
    else:
        found.blocks.append({"type": "link", "label": title or address, "url": address})


def _parameters(entry: Json) -> Json:
    try:
        parameters = json.loads(entry.get("type_params") or "{}")
    except (ValueError, TypeError, RecursionError):
        parameters = {}
    return parameters if isinstance(parameters, dict) else {}
