"""A page as the cache keeps it: its answers as bytes on the wire, one for each encoding.

Nothing is put together when a page is viewed: the head's first lines, which change every second, and one of these.
"""

import gzip
from dataclasses import dataclass

from kliqs.edge.visits import Answer, Headers
from kliqs.routes.ready_pages import Found, Html, unpack
from kliqs.routes.resolving import Body, Route

HTML = b"text/html; charset=utf-8"
WEIGHS_AS_ONE = 400  # bytes: what a cached link may take


@dataclass(frozen=True, slots=True)
class Document:
    """One HTML document, by encoding. `whole` holds what follows status and date, body included, `unchanged` the same
    of a 304, `etags` what is compared: what was sent."""

    fields: tuple[tuple[bytes, bytes], ...]
    etags: dict[bytes, bytes]
    whole: dict[bytes, bytes]
    unchanged: dict[bytes, bytes]

    def answer(self, encoding: bytes, asked: bytes) -> Answer:
        """The whole, or 304 when it is what the visitor has (RFC 9110, section 13.1.2)."""
        etag = self.etags[encoding]
        fields = (*self.fields, (b"etag", etag))
        if is_known(asked, etag):
            return Answer(304, fields, b"")
        fields = (*fields, (b"content-type", HTML))
        if encoding:
            return Answer(200, (*fields, (b"content-encoding", encoding)), self._body(encoding))
        # Those who take no compression are programs, and few: for them it is undone each time.
        return Answer(200, fields, gzip.decompress(self._body(b"gzip")))

    def _body(self, encoding: bytes) -> bytes:
        return self.whole[encoding].partition(b"\r\n\r\n")[2]


@dataclass(frozen=True, slots=True)
class CachedPage:
    """What stands in an entry in place of a guard. `until_ms` is when the next body takes over; `gate` is shown to
    those without its cookie; `presses` are the buttons' answers by name, each with its reference for the click log,
    empty where a press is not counted."""

    route_id: int
    password_hash: str
    disabled: bool
    until_ms: int
    html: Document
    gate: Document | None
    presses: dict[bytes, tuple[bytes, Answer]]
    is_open: bool  # whether everybody gets the same at once
    weight: int


def cached_page(route: Route, body: Body) -> CachedPage:
    """Raises msgspec.ValidationError for a body that this version cannot read."""
    ready = unpack(body.content)
    presses = {
        name.encode("ascii"): (
            b"%d\t%d" % (route.workspace_id, press.target) if press.target else b"",
            _answer(press.found),
        )
        for name, press in ready.presses.items()
    }
    return CachedPage(
        route.id,
        route.password_hash,
        bool(route.disabled),
        body.until_ms,
        _document(ready.html),
        None if ready.gate is None else _document(ready.gate),
        presses,
        not (route.password_hash or route.disabled or ready.gate is not None),
        1 + len(body.content) // WEIGHS_AS_ONE,
    )


def press_of(path: bytes) -> tuple[bytes, bytes] | None:
    """`/warung/~menu` in two: the page's own path, and the button's name. None for every other path."""
    page, mark, name = path.partition(b"/~")
    return (page, name.removesuffix(b"/")) if mark and name else None


def encoding_of(headers: Headers) -> bytes:
    """The best encoding that the visitor takes; empty for none. A browser that takes br takes it gladly."""
    accepted = headers.get(b"accept-encoding", b"")
    for part in (b"br", b"gzip"):
        if part in accepted and _is_wanted(accepted, part):
            return part
    return b""


def is_known(asked: bytes, etag: bytes) -> bool:
    """Whether `If-None-Match` names the entity tag, weakly compared."""
    return bool(asked) and (
        asked == etag or any(each.strip().removeprefix(b"W/") == etag for each in asked.split(b","))
    )


def _is_wanted(accepted: bytes, encoding: bytes) -> bool:
    for part in accepted.split(b","):
        name, _, parameter = part.strip().partition(b";")
        if name.strip().lower() == encoding:
            return parameter.replace(b" ", b"").rstrip(b".0") != b"q="
    return False


def _document(html: Html) -> Document:
    fields = tuple((name.encode("ascii"), value.encode("latin-1")) for name, value in html.fields)
    etag = html.etag.encode("ascii")
    etags = {b"br": b'"%b-br"' % etag, b"gzip": b'"%b-gz"' % etag, b"": b'"%b"' % etag}
    whole, unchanged = {}, {}
    for encoding, body in ((b"br", html.br), (b"gzip", html.gzip)):
        known = _lines((*fields, (b"etag", etags[encoding])))
        own = ((b"content-type", HTML), (b"content-encoding", encoding), (b"content-length", b"%d" % len(body)))
        whole[encoding] = known + _lines(own) + b"\r\n" + body
        unchanged[encoding] = known + b"\r\n"
    return Document(fields, etags, whole, unchanged)


def _lines(fields: tuple[tuple[bytes, bytes], ...]) -> bytes:
    return b"".join(b"%b: %b\r\n" % field for field in fields)


def _answer(found: Found) -> Answer:
    fields = tuple((name.encode("ascii"), value.encode("latin-1")) for name, value in found.fields)
    return Answer(found.status, (*fields, (b"cache-control", b"private, no-store")), found.body)
