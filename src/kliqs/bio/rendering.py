"""A document as HTML, with the policy that lets it run nothing but what stands here."""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from kliqs.bio.blocks import Countdown, Embed
from kliqs.bio.document import ENTER, Document
from kliqs.bio.embeds import FRAME_HOSTS, embed_of
from kliqs.bio.networks import drawing
from kliqs.bio.showing import contexts, picture, shown_at
from kliqs.bio.styling import classes_of, style_of
from kliqs.bio.themes import colours
from kliqs.pictures.names import absolute
from kliqs.settings import Settings

SCRIPT = Path(__file__).parent / "scripts" / "page.js"


@dataclass(frozen=True, slots=True)
class Rendered:
    """`html` and the value of its Content-Security-Policy, without `frame-ancestors`."""

    html: str
    policy: str


def render_page(
    document: Document, slug: str, settings: Settings, now: datetime, *, card: str = "", is_preview: bool = False
) -> Rendered:
    """The page as visitors have it at a moment. `card` is the path of its picture for social previews.

    A preview stands in a frame of the editor: each block can be named in its address (`#b-<id>`), and links open other
    windows, which that frame may not.
    """
    shown = shown_at(document, now)
    frames = sorted(
        {FRAME_HOSTS[found.provider] for each in shown if isinstance(each, Embed) and (found := embed_of(each.url))}
    )
    needs_script = bool(frames) or any(isinstance(each, Countdown) and now < each.until for each in shown)
    script = _script() if needs_script else ""
    context = _shared(document, slug, settings, card) | {
        "blocks": list(contexts(document, slug, now)),
        "script": mark_safe(script),
        "is_preview": is_preview,
        "structured": _structured(document, slug, settings),
    }
    return _rendered("bio/page.html", document, context, script, frames)


def render_gate(document: Document, slug: str, settings: Settings, *, card: str = "") -> Rendered:
    """What stands before a page that asks for an age or warns of what it shows."""
    context = _shared(document, slug, settings, card) | {"enter": f"/{slug}/~{ENTER}"}
    return _rendered("bio/gate.html", document, context, "", [])


def title_of(document: Document) -> str:
    return document.options.title or document.profile.name


def _rendered(template: str, document: Document, context: dict[str, Any], script: str, frames: list[str]) -> Rendered:
    style = style_of(document.look)
    with translation.override(document.options.language):
        html = render_to_string(template, context | {"style": mark_safe(style)})
    sources = {
        "default-src": "'none'",
        "style-src": _hash(style),
        "script-src": _hash(script) if script else "'none'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'" if script else "'none'",
        "frame-src": " ".join(frames) or "'none'",
        "form-action": "'none'",
        "base-uri": "'none'",
    }
    return Rendered(html, "; ".join(f"{name} {value}" for name, value in sources.items()))


def _shared(document: Document, slug: str, settings: Settings, card: str) -> dict[str, Any]:
    profile, options = document.profile, document.options
    shown = options.picture or card
    return {
        "document": document,
        "language": options.language,
        "title": title_of(document),
        "description": options.description or " ".join(profile.about.split()),
        "address": f"{settings.short_origin}/{slug}",
        "image": absolute(shown, settings.short_origin)
        if shown.startswith("/media/")
        else shown and settings.short_origin + shown,
        "image_size": (1200, 630) if shown == card else None,
        "face": picture(profile.picture),
        "initial": next((letter.upper() for letter in profile.name if letter.isalnum()), ""),
        "classes": classes_of(document.look),
        "colour": document.look.background or colours(document.look.theme)["back"],
        "home": settings.home_origin,
        "icons": {"whatsapp": drawing("whatsapp")},
    }


def _structured(document: Document, slug: str, settings: Settings) -> SafeString:
    """schema.org's ProfilePage as JSON-LD; `<` is written so that no text can end the element."""
    profile = document.profile
    entity: dict[str, Any] = {"@type": "Person", "name": profile.name}
    if profile.about:
        entity["description"] = profile.about
    if profile.picture:
        entity["image"] = absolute(profile.picture, settings.short_origin)
    page = {
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "url": f"{settings.short_origin}/{slug}",
        "name": title_of(document),
        "inLanguage": document.options.language,
        "mainEntity": entity,
    }
    text = json.dumps(page, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.replace("<", "\\u003c").replace("&", "\\u0026"))


@lru_cache(maxsize=1)
def _script() -> str:
    return SCRIPT.read_text(encoding="ascii").strip()


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
