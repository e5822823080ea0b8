"""A page as its Route: rendered, compressed, and cut into stretches of time, so that the edge has nothing to decide.

Rendering comes before the transaction that publishes: it takes tens of ms, and writers would wait for it.
"""

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import brotli
import msgspec

from kliqs.bio.cards import card_path, draw_card
from kliqs.bio.document import ENTER, Document
from kliqs.bio.models import Card, Counted, Page
from kliqs.bio.presses import presses_of
from kliqs.bio.rendering import Rendered, render_gate, render_page
from kliqs.bio.showing import boundaries, shown_at
from kliqs.errors import KliqsError
from kliqs.routes.models import Body, Route
from kliqs.routes.ready_pages import FOREVER, Found, Html, Press, ReadyPage, pack
from kliqs.routes.unlocking import gate_cookie
from kliqs.settings import Settings

LARGEST_HTML = 60_000  # bytes, without pictures
BROTLI_QUALITY = 9  # 11 makes it 4 % smaller in ten times the time
GATE_LASTS_S = 30 * 24 * 3_600


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a page answers from one moment to the next, ms since 1970 UTC."""

    from_ms: int
    until_ms: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page that is ready to be published: its stretches, and its picture for social previews."""

    stretches: tuple[Stretch, ...]
    card: bytes


def prepare(page: Page, document: Document, settings: Settings, now: datetime) -> Prepared:
    """Render a page for all time to come. Raises KliqsError PAGE_TOO_LARGE."""
    card = b"" if document.options.picture else draw_card(document, f"{settings.domain}/{page.slug}")
    route_id = Route.objects.get(target=-view_number(page)).pk
    whole = _Whole(page, document, settings, digest_of(card), route_id, press_numbers(page, document))
    stretches = tuple(
        Stretch(from_ms, until_ms, pack(whole.at(moment))) for moment, from_ms, until_ms in _moments(document, now)
    )
    return Prepared(stretches, card)


def put_out(page: Page, prepared: Prepared) -> None:
    """Let the page's Route answer with what was prepared. Inside the caller's transaction, which records the change."""
    route = Route.objects.get(target=-view_number(page))
    Body.objects.filter(route=route).delete()
    Body.objects.bulk_create(
        Body(route=route, from_ms=each.from_ms, until_ms=each.until_ms, content=each.content)
        for each in prepared.stretches
    )
    if prepared.card:
        Card.objects.get_or_create(page=page, digest=digest_of(prepared.card), defaults={"content": prepared.card})


def take_down(page: Page) -> None:
    """Let the Route answer as if nothing were there, and keep the slug. Inside the caller's transaction."""
    Body.objects.filter(route__target=-view_number(page)).delete()


def view_number(page: Page) -> int:
    """What the page's views are counted under."""
    return Counted.objects.get(page=page, block="").pk


def press_numbers(page: Page, document: Document) -> dict[str, int]:
    """What the presses of each button are counted under; a button that is new gets a number."""
    names = [name for block in document.blocks for name, _ in presses_of(block)]
    Counted.objects.bulk_create([Counted(page=page, block=name) for name in names], ignore_conflicts=True)
    return {each.block: each.pk for each in Counted.objects.filter(page=page, block__in=names)}


def digest_of(card: bytes) -> str:
    return hashlib.sha256(card).hexdigest()[:16] if card else ""


def _moments(document: Document, now: datetime) -> Iterator[tuple[datetime, int, int]]:
    """Each moment at which the page becomes another one, with the ms it counts from and to."""
    changes = [moment for moment in boundaries(document) if moment > now]
    ends = [*(int(moment.timestamp() * 1_000) for moment in changes), FOREVER]
    yield from zip([now, *changes], [0, *ends], ends, strict=False)


@dataclass(frozen=True, slots=True)
class _Whole:
    """All that is needed to render a page for any moment."""

    page: Page
    document: Document
    settings: Settings
    card: str
    route_id: int
    numbers: dict[str, int]

    def at(self, moment: datetime) -> ReadyPage:
        """What the page answers at a moment. Raises KliqsError PAGE_TOO_LARGE."""
        slug, document = self.page.slug, self.document
        path = card_path(slug, self.card) if self.card and not self.page.password_hash else ""
        rendered = render_page(document, slug, self.settings, moment, card=path)
        if len(rendered.html.encode()) > LARGEST_HTML:
            raise KliqsError("PAGE_TOO_LARGE")
        presses = {
            name: msgspec.structs.replace(press, target=-self.numbers[name])
            for block in shown_at(document, moment)
            for name, press in presses_of(block)
        }
        gate = None
        if document.options.gate:
            gate = _html(render_gate(document, slug, self.settings, card=path), self.page, document)
            presses[ENTER] = Press(_past_the_gate(slug, self.route_id, self.settings))
        return ReadyPage(_html(rendered, self.page, document), gate, presses)


def _html(rendered: Rendered, page: Page, document: Document) -> Html:
    is_open = not page.password_hash
    fields = [
        ("cache-control", "private, no-cache" if is_open else "private, no-store"),
        ("content-language", document.options.language),
        ("content-security-policy", f"{rendered.policy}; frame-ancestors 'none'"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("vary", "accept-encoding, cookie" if document.options.gate or not is_open else "accept-encoding"),
        ("x-content-type-options", "nosniff"),
    ]
    if document.options.noindex or not is_open:
        fields.append(("x-robots-tag", "noindex"))
    raw = rendered.html.encode()
    etag = hashlib.sha256(raw + rendered.policy.encode()).hexdigest()[:20]
    compressed: bytes = brotli.compress(raw, quality=BROTLI_QUALITY)  # type: ignore[no-untyped-call]
    return Html(compressed, gzip.compress(raw, mtime=0), etag, fields)


def _past_the_gate(slug: str, route_id: int, settings: Settings) -> Found:
    """Back to the page, with the mark of having been asked."""
    secure = "; Secure" if settings.scheme == "https" else ""
    cookie = f"{gate_cookie(route_id)}=1; Path=/{slug}; Max-Age={GATE_LASTS_S}; HttpOnly; SameSite=Lax{secure}"
    return Found(302, [("location", f"/{slug}"), ("set-cookie", cookie)], b"")
