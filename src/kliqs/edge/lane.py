"""What the edge decides: for a visit on a short host, the finished answer, or that the ordinary stack must answer.

One Lane a process, used from the event loop's thread alone. The protocol class answers plain hits by itself with the
Lane's parts; everything rarer is decided here, for it and for the ASGI way in alike.
"""

import sqlite3
import time
from collections.abc import Mapping
from typing import Final

import msgspec
import psycopg
import structlog

from kliqs.clicks.log import ClickLog
from kliqs.database import Reader
from kliqs.edge.cache import RouteCache
from kliqs.edge.entries import NEVER, Entry, Guard, belongs_to, entry_of
from kliqs.edge.hosts import ClientAddresses, ShortHosts
from kliqs.edge.pages import CachedPage, encoding_of, press_of
from kliqs.edge.visits import (
    Answer,
    Headers,
    Visit,
    is_slug,
    language_of,
    reads_cards,
    slug_of,
    with_query,
    without_qr_mark,
)
from kliqs.routes.cards import Card, fetchers_page, shown
from kliqs.routes.resolving import DEFAULT_DOMAIN, resolve
from kliqs.routes.slugs import RESERVED
from kliqs.routes.unlocking import cookie_name, gate_cookie, holds
from kliqs.settings import Settings

log = structlog.get_logger("edge")

PICTURE = b"card-"  # a page's picture for social previews, which the ordinary stack sends
UNKNOWN_REFERENCE = b"0\t0"
NO_STORE = (b"cache-control", b"private, no-store")
HTML = (b"content-type", b"text/html; charset=utf-8")
PAGE_POLICY = (
    b"content-security-policy",
    b"default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; manifest-src 'self'; "
    b"base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
)
CARD_POLICY = (b"content-security-policy", b"default-src 'none'; img-src *; frame-ancestors 'none'")
CARD_FIELDS = (HTML, NO_STORE, CARD_POLICY, (b"x-content-type-options", b"nosniff"))
PAGE_FIELDS = (HTML, NO_STORE, PAGE_POLICY, (b"x-content-type-options", b"nosniff"), (b"x-robots-tag", b"noindex"))

ReadyPages = Mapping[tuple[str, str], bytes]


class Missing:
    """The cache does not know: the database must be asked."""


MISSING: Final = Missing()


class Lane:
    """Cache, click log and ready-made pages, and the rules that join them."""

    def __init__(self, settings: Settings, reader: Reader, click_log: ClickLog, pages: ReadyPages) -> None:
        self.cache = RouteCache(settings.cache_links)
        self.click_log = click_log
        self.hosts = ShortHosts(settings)
        self.addresses = ClientAddresses(settings)
        self.is_inline = reader.is_inline
        self.transport_fields = settings.transport_fields
        self.recorded = {b"r": 0, b"e": 0, b"u": 0}  # visits by outcome, without the protocol's plain hits
        self._reader = reader
        self._pages = pages
        self._language = settings.language
        self._origin = settings.short_origin
        self._secret = settings.secret_key
        self._reserved = frozenset(word.encode("ascii") for word in RESERVED)

    def forget(self, topic: str, keys: list[str]) -> None:
        """Drop what a change made stale."""
        if topic == "route":
            for key in keys:
                self.cache.drop(key.removeprefix(f"{DEFAULT_DOMAIN}/").encode("ascii"))
        elif topic == "answers_of":
            workspaces = frozenset(key.encode("ascii") for key in keys)
            self.cache.drop_where(lambda entry: belongs_to(entry, workspaces))
        elif topic == "everything":
            self.cache.clear()

    def slug(self, visit: Visit) -> bytes | None:
        """The slug a visit asks for, or one of whose page it presses a button; None where the ordinary stack serves
        that path."""
        slug = slug_of(visit.path)
        if slug is None and (press := press_of(visit.path)) is not None:
            slug = slug_of(press[0])
        return None if slug is None or slug in self._reserved else slug

    def look(self, slug: bytes) -> Entry | Missing | None:
        """What is known without waiting: an entry, None for nothing there, MISSING when the database must be asked.

        Raises sqlite3.Error when an embedded database cannot be read.
        """
        entry = self.cache.get(slug)
        if entry is not None and isinstance(entry[3], CachedPage) and entry[3].until_ms <= _now_ms():
            self.cache.drop(slug)  # the next stretch of the page's time has begun
            entry = None
        if entry is not None:
            return entry
        if self.cache.is_unknown(slug, _now_ms()):
            return None
        if not self.is_inline:
            return MISSING
        route = self._reader.now(lambda connection: resolve(connection, DEFAULT_DOMAIN, slug.decode("ascii")))
        entry = entry_of(route) if route else None
        self.cache.keep(slug, entry, self.cache.epoch, _now_ms())
        return entry

    def fill(self, slug: bytes) -> Entry | None:
        """Bring a slug into the cache without waiting; None where that is not possible, or there is nothing.

        Leaves what goes wrong to `look`, which is asked next and has the visitor told.
        """
        if not self.is_inline or not is_slug(slug):
            return None
        try:
            entry = self.look(slug)
        except DATABASE_ERRORS:
            return None
        return None if isinstance(entry, Missing) else entry

    async def fetch(self, slug: bytes) -> Entry | None:
        """Ask the database without holding up the loop. Raises psycopg.Error or TimeoutError when it is away."""
        epoch = self.cache.epoch
        entry = await self.fetch_uncached(DEFAULT_DOMAIN, slug)
        self.cache.keep(slug, entry, epoch, _now_ms())
        return entry

    async def fetch_uncached(self, domain_id: int, slug: bytes) -> Entry | None:
        """What the database says, for domains that the cache does not hold. Raises as `fetch`."""
        route = await self._reader.ask(lambda connection: resolve(connection, domain_id, slug.decode("ascii")))
        return entry_of(route) if route else None

    def decide(self, visit: Visit, slug: bytes, entry: Entry | None) -> Answer | None:
        """The answer, with its event appended to the click log; None where the ordinary stack must answer."""
        if entry is None:
            self.record(b"u", UNKNOWN_REFERENCE, slug, visit, b"")
            return self.page(404, "not_found", visit)
        location, reference, expires_at, special = entry
        if isinstance(special, CachedPage):
            return self._show(visit, slug, reference, special)
        if press_of(visit.path) is not None:
            return None  # links have no buttons
        guard = special if isinstance(special, Guard) else None
        if guard is not None and guard.disabled:
            return self.page(410, "disabled", visit)
        if expires_at != NEVER and expires_at <= _now_ms():
            self.record(b"e", reference, slug, visit, b"")
            return self.page(410, "expired", visit)
        if guard is not None and not self._is_unlocked(guard.route_id, guard.password_hash, visit.headers):
            return None
        query, is_scan = without_qr_mark(visit.query) if visit.query else (b"", False)
        self.record(b"r", reference, slug, visit, b"q" if is_scan else b"")
        if isinstance(special, Card) and reads_cards(visit.headers.get(b"user-agent", b"")):
            return self._card(slug, location, special)
        if query:
            location = with_query(location, query)
        return Answer(302, ((b"location", location), NO_STORE), b"")

    def _show(self, visit: Visit, slug: bytes, reference: bytes, page: CachedPage) -> Answer | None:
        """A page, its gate, or what one of its buttons answers; None where a password must be asked for first."""
        if page.disabled:
            return self.page(410, "disabled", visit)
        press = press_of(visit.path)
        if page.password_hash and not self._is_unlocked(page.route_id, page.password_hash, visit.headers):
            return None if press is None else _to_page(press[0])
        if press is not None:
            return self._press(visit, slug, page, press)
        encoding, known = encoding_of(visit.headers), visit.headers.get(b"if-none-match", b"")
        if page.gate is not None and not _has_cookie(visit.headers, gate_cookie(page.route_id)):
            return page.gate.answer(encoding, known)
        is_scan = without_qr_mark(visit.query)[1] if visit.query else False
        self.record(b"r", reference, slug, visit, b"q" if is_scan else b"")
        return page.html.answer(encoding, known)

    def _press(self, visit: Visit, slug: bytes, page: CachedPage, press: tuple[bytes, bytes]) -> Answer | None:
        """What a button leads to; a button that is no longer there leads to the page."""
        place, name = press
        if name.startswith(PICTURE):
            return None
        reference, answer = page.presses.get(name, (b"", _to_page(place)))
        if reference and page.gate is not None and not _has_cookie(visit.headers, gate_cookie(page.route_id)):
            return _to_page(place)
        if reference:
            self.record(b"r", reference, slug, visit, b"")
        return answer

    def _card(self, slug: bytes, location: bytes, card: Card) -> Answer:
        address = f"{self._origin}/{slug.decode('ascii')}"
        page = fetchers_page(shown(card, address, location.decode("ascii"), self._origin))
        return Answer(200, CARD_FIELDS, page)

    def page(self, status: int, name: str, visit: Visit) -> Answer:
        """A ready-made page in the visitor's language."""
        language = language_of(visit.headers.get(b"accept-language", b""), self._language)
        fields = (*PAGE_FIELDS, (b"content-language", language.encode("ascii")), (b"vary", b"accept-language"))
        return Answer(status, fields, self._pages[name, language])

    def away(self, visit: Visit, problem: Exception) -> Answer:
        """The database cannot be asked and the link is not in the cache."""
        log.error("edge.database_away", problem=str(problem), path=visit.path.decode("latin-1"))
        answer = self.page(503, "unavailable", visit)
        return Answer(503, (*answer.fields, (b"retry-after", b"5")), answer.body)

    def record(self, outcome: bytes, reference: bytes, slug: bytes, visit: Visit, flags: bytes) -> None:
        """Append a visit to this tick's batch of the click log. HEAD asks about a link; it does not visit it."""
        if visit.method != b"GET":
            return
        self.recorded[outcome] += 1
        headers = visit.headers
        get = headers.get
        self.click_log.append(
            self.click_log.line(
                _now_ms(),
                outcome,
                reference,
                slug,
                visit.host,
                visit.address.encode("ascii", "replace"),
                get(b"user-agent", b""),
                get(b"referer", b""),
                get(b"accept-language", b""),
                visit.query,
                flags + wishes(headers),
            )
        )

    def _is_unlocked(self, route_id: int, password_hash: str, headers: Headers) -> bool:
        token = _cookie(headers, cookie_name(route_id))
        return token is not None and holds(self._secret, route_id, password_hash, token, int(time.time()))


def _cookie(headers: Headers, wanted: str) -> str | None:
    for part in headers.get(b"cookie", b"").split(b";"):
        name, _, value = part.strip().partition(b"=")
        if name == wanted.encode("ascii"):
            return value.decode("latin-1")
    return None


def _has_cookie(headers: Headers, wanted: str) -> bool:
    return _cookie(headers, wanted) is not None


def _to_page(path: bytes) -> Answer:
    return Answer(302, ((b"location", path.lower()), NO_STORE), b"")


def wishes(headers: Headers) -> bytes:
    """The flags that a visitor's own header fields set: d (DNT), g (Sec-GPC), p (prefetch)."""
    flags = b""
    if headers.get(b"dnt") == b"1":
        flags += b"d"
    if headers.get(b"sec-gpc") == b"1":
        flags += b"g"
    if b"prefetch" in headers.get(b"sec-purpose", b"") + headers.get(b"purpose", b""):
        flags += b"p"
    return flags


# It cannot be asked, or this version cannot read what it says.
DATABASE_ERRORS = (sqlite3.Error, psycopg.Error, TimeoutError, OSError, msgspec.MsgspecError, UnicodeError)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
