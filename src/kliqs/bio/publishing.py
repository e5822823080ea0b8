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
from kliqs.bio.document import ENTER, Document, from_json
from kliqs.bio.models import Card, Counted, Page
from kliqs.bio.presses import presses_of
from kliqs.bio.rendering import Rendered, render_gate, render_page
from kliqs.bio.showing import boundaries, shown_at
from kliqs.errors import KliqsError
from kliqs.routes.models import Body, Route
from kliqs.routes.ready_pages import FOREVER, Found, Html, Press, ReadyPage, pack
from kliqs.routes.sandboxes import folder_of
from kliqs.routes.unlocking import gate_cookie
from kliqs.settings import Settings, load

LARGEST_HTML = 60_000  # bytes, without pictures
BROTLI_QUALITY = 9  # 11 makes it 4 % smaller in ten times the time
GATE_LASTS_S = 30 * 24 * 3_600


@dataclass(frozen=True, slots=True)
class Source:
    """All that a page's bytes are made of. `address` is its path on the short host, without the first slash;
    `document` is JSON."""

    address: str
    has_password: bool
    document: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a page answers from one moment to the next, ms since 1970 UTC; `ready` knows no number of its presses."""

    from_ms: int
    until_ms: int
    ready: ReadyPage


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page that is ready to be published: what it was made of, its stretches, its picture for social previews."""

    source: Source
    stretches: tuple[Stretch, ...]
    card: bytes


def source_of(page: Page, document: str) -> Source:
    return Source(address_of(page), bool(page.password_hash), document)


def address_of(page: Page) -> str:
    """The page's path on the short host, without the first slash."""
    return f"{folder_of(page.domain_id)}/{page.slug}".removeprefix("/")


def prepare(source: Source, settings: Settings, now: datetime) -> Prepared:
    """Render a page for all time to come. Asks the database nothing. Raises KliqsError PAGE_TOO_LARGE."""
    document = from_json(source.document)
    card = b"" if document.options.picture else draw_card(document, f"{settings.domain}/{source.address}")
    whole = _Whole(source, document, settings, digest_of(card))
    stretches = tuple(
        Stretch(from_ms, until_ms, whole.at(moment)) for moment, from_ms, until_ms in _moments(document, now)
    )
    return Prepared(source, stretches, card)


def put_out(page: Page, prepared: Prepared) -> None:
    """Let the page's Route answer with what was prepared. Inside the caller's transaction, which records the change."""
    route = Route.objects.get(target=-view_number(page))
    Body.objects.filter(route=route).delete()
    Body.objects.bulk_create(
        Body(route=route, from_ms=from_ms, until_ms=until_ms, content=content)
        for from_ms, until_ms, content in contents(page, route, prepared)
    )
    if prepared.card:
        Card.objects.get_or_create(page=page, digest=digest_of(prepared.card), defaults={"content": prepared.card})


def contents(page: Page, route: Route, prepared: Prepared) -> list[tuple[int, int, bytes]]:
    """The rows of the Route's bodies: from and until (ms), and the packed page with the numbers of its presses."""
    numbers = _press_numbers(page, prepared)
    gate_press = Press(_past_the_gate(prepared.source.address, route.pk, load()))
    rows = []
    for each in prepared.stretches:
        presses = {
            name: msgspec.structs.replace(press, target=-numbers[name]) for name, press in each.ready.presses.items()
        }
        if each.ready.gate is not None:
            presses[ENTER] = gate_press
        rows.append((each.from_ms, each.until_ms, pack(msgspec.structs.replace(each.ready, presses=presses))))
    return rows


def take_down(page: Page) -> None:
    """Let the Route answer as if nothing were there, and keep the slug. Inside the caller's transaction."""
    Body.objects.filter(route__target=-view_number(page)).delete()


def view_number(page: Page) -> int:
    """What the page's views are counted under."""
    return Counted.objects.get(page=page, block="").pk


def _press_numbers(page: Page, prepared: Prepared) -> dict[str, int]:
    """What the presses of each button are counted under; a button that is new gets a number."""
    names = sorted({name for each in prepared.stretches for name in each.ready.presses})
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

    source: Source
    document: Document
    settings: Settings
    card: str

    def at(self, moment: datetime) -> ReadyPage:
        """What the page answers at a moment. Raises KliqsError PAGE_TOO_LARGE."""
        address, document = self.source.address, self.document
        path = card_path(address, self.card) if self.card and not self.source.has_password else ""
        rendered = render_page(document, address, self.settings, moment, card=path)
        if len(rendered.html.encode()) > LARGEST_HTML:
            raise KliqsError("PAGE_TOO_LARGE")
        presses = {name: press for block in shown_at(document, moment) for name, press in presses_of(block)}
        gate = None
        if document.options.gate:
            gate = self._html(render_gate(document, address, self.settings, card=path))
        return ReadyPage(self._html(rendered), gate, presses)

    def _html(self, rendered: Rendered) -> Html:
        is_open = not self.source.has_password
        options = self.document.options
        fields = [
            ("cache-control", "private, no-cache" if is_open else "private, no-store"),
            ("content-language", options.language),
            ("content-security-policy", f"{rendered.policy}; frame-ancestors 'none'"),
            ("referrer-policy", "strict-origin-when-cross-origin"),
            ("vary", "accept-encoding, cookie" if options.gate or not is_open else "accept-encoding"),
            ("x-content-type-options", "nosniff"),
        ]
        if options.noindex or not is_open:
            fields.append(("x-robots-tag", "noindex"))
        raw = rendered.html.encode()
        etag = hashlib.sha256(raw + rendered.policy.encode()).hexdigest()[:20]
        compressed: bytes = brotli.compress(raw, quality=BROTLI_QUALITY)  # type: ignore[no-untyped-call]
        return Html(compressed, gzip.compress(raw, mtime=0), etag, fields)


def _past_the_gate(address: str, route_id: int, settings: Settings) -> Found:
    """Back to the page, with the mark of having been asked."""
    secure = "; Secure" if settings.scheme == "https" else ""
    cookie = f"{gate_cookie(route_id)}=1; Path=/{address}; Max-Age={GATE_LASTS_S}; HttpOnly; SameSite=Lax{secure}"
    return Found(302, [("location", f"/{address}"), ("set-cookie", cookie)], b"")
