"""uvicorn's HTTP protocol with the redirect lane in front: what the lane answers never becomes an ASGI scope.

Answers of one loop tick wait for one `write()` of the click log: no redirect leaves before its click is in the
kernel's hands. Whatever the lane does not answer runs through uvicorn's own code, unchanged.
"""

import asyncio
from typing import Any

from uvicorn.config import Config
from uvicorn.server import ServerState

from kliqs.clicks.log import Head, head_of
from kliqs.edge.entries import Entry, Guard
from kliqs.edge.heads import Wish
from kliqs.edge.lane import DATABASE_ERRORS, Lane, Missing
from kliqs.edge.ordered import LARGEST_HEAD, UNSENT_LIMIT, OrderedProtocol
from kliqs.edge.pages import CachedPage, encoding_of, is_known
from kliqs.edge.visits import Answer, Headers, Visit, is_slug, reads_cards
from kliqs.edge.whole import Shortcut, WholeRequest

REQUEST_LINE_END = b" HTTP/1.1\r\n"

# A request with one of these is not the lane's, or needs a look before it is.
ORDINARY = frozenset((b"content-length", b"transfer-encoding", b"upgrade", b"expect"))
UNUSUAL = ORDINARY | {b"dnt", b"sec-gpc", b"purpose", b"sec-purpose", b"x-forwarded-for"}


class EdgeProtocol(OrderedProtocol):
    """One connection, with the lane in front of what `OrderedProtocol` hands to the ordinary stack."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.lane: Lane = app_state["lane"]
        self.shortcut: Shortcut = app_state["shortcut"]
        self.stopping: asyncio.Event = app_state["stopping"]
        self.deferred.connections = server_state.connections
        self.address = ""
        self.address_bytes = b""
        self.is_plain = True
        self.is_common = True  # whether it is worth looking for its lines: a proxy's are never all known

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.address = self.client[0] if self.client else ""
        self.address_bytes = self.address.encode("ascii")

    def data_received(self, data: bytes) -> None:
        if self.began or not self._answer_seen(data):
            self.heard = self.deferred.clock()
            self.read(data)
        elif self.timeout_keep_alive_task is not None:
            self._unset_keepalive_if_required()  # as uvicorn does when it parses

    # Parser callbacks

    def on_message_begin(self) -> None:
        # uvicorn builds the ASGI scope here; the lane needs none, so that waits for `_fall_through`.
        self.url = b""
        self.headers = []
        self.expect_100_continue = False
        self.is_answered = False
        self.in_head = True
        self.head_bytes = 0
        self.began = self.heard

    def on_headers_complete(self) -> None:
        self.in_head = False
        if self.closes or self.bad_request is not None:
            self.is_answered = True  # what is pipelined behind a last request is not answered
            return
        if self.head_bytes + len(self.slice) > LARGEST_HEAD and self.head_size() > LARGEST_HEAD:
            self.is_answered = True
            self.refuse(431, "Request header fields too large.")
            return
        if self.url == self.shortcut.target and self._take_whole():
            return  # no slug is called so: the lane need not look
        if self._answer_hit() or self._answer_rare():
            self.is_answered = True
            return
        self._fall_through()

    def on_body(self, body: bytes) -> None:
        if not self.is_answered:
            super().on_body(body)

    def on_message_complete(self) -> None:
        self.began = 0.0
        if not self.is_answered:
            super().on_message_complete()

    # The lane

    def _answer_seen(self, data: bytes) -> bool:
        """A whole request whose header fields are known by their bytes (`heads`) needs no parsing.

        Of its first line method and version are compared, and the slug is looked up. What is known was answered by
        `_answer_hit`, or by `_answer_rare` with a page.
        """
        line, _, block = data.partition(REQUEST_LINE_END)
        if not line.startswith(b"GET /"):
            return False
        heads = self.deferred.heads
        head = heads.blocks.get(block) or (heads.by_lines(block) if self.is_common else None)
        if head is None or not self.is_plain or self.backlog or self.closes:
            return False
        if self.cycle is not None and not self.is_turn():
            return False
        slug = line[5:]
        entry = self.lane.cache.young.get(slug) or self.lane.fill(slug)
        if entry is None or entry[2] or self.bad_request is not None:
            return False
        if entry[3] is not None:
            if isinstance(entry[3], CachedPage):
                return self._show_seen(slug, entry[1], entry[3], head, block)
            if isinstance(entry[3], Guard) or reads_cards(head[1].partition(b"\t")[0]):
                return False
        self._redirect(slug, entry, head)
        if self.unsent > UNSENT_LIMIT or self.flow.write_paused:
            self.reading.hold()
        return True

    def _show_seen(self, slug: bytes, reference: bytes, page: CachedPage, head: Head, block: bytes) -> bool:
        """The same for a page: a view is logged as a redirect is, and its bytes are ready."""
        deferred = self.deferred
        wish = deferred.heads.wishes.get(block)
        if wish is None or not page.is_open:
            return False
        if not deferred.is_open:
            deferred.open_tick()
        if page.until_ms <= deferred.now_ms:
            return False
        self.heard = deferred.opened_at
        encoding, known = wish
        document = page.html
        self.lane.click_log.add_redirect(deferred.now_ms, reference, slug, self.address_bytes, head)
        if known and is_known(known, document.etags[encoding]):
            self._defer(deferred.unchanged_head + document.unchanged[encoding])
        else:
            self._defer(deferred.page_head + document.whole[encoding])
        if self.unsent > UNSENT_LIMIT or self.flow.write_paused:
            self.reading.hold()
        return True

    def _answer_hit(self) -> bool:
        """The plainest case, inlined: GET of a link without guard, expiry, query or unusual header fields."""
        slug = self.url[1:]
        entry = self.lane.cache.young.get(slug) or self.lane.fill(slug)
        if entry is None or entry[2] or isinstance(entry[3], Guard | CachedPage):
            return False
        parser = self.parser
        if parser.get_method() != b"GET" or not self.is_turn():
            return False
        headers: Headers = dict(self.headers)
        if len(headers) != len(self.headers) or not UNUSUAL.isdisjoint(headers):
            return False
        host = headers.get(b"host", b"")
        if host not in self.lane.hosts or not parser.should_keep_alive() or parser.get_http_version() != "1.1":
            return False
        get = headers.get
        agent = get(b"user-agent", b"")
        if entry[3] is not None and reads_cards(agent):
            return False
        head = head_of(host, agent, get(b"referer", b""), get(b"accept-language", b""))
        self._learn(head)
        self._redirect(slug, entry, head)
        return True

    def _learn_page(self, visit: Visit) -> None:
        """Remember the header block of somebody who looks at a page and asks for nothing unusual."""
        headers = visit.headers
        encoding = encoding_of(headers)
        if not encoding or visit.query or visit.method != b"GET" or not UNUSUAL.isdisjoint(headers):
            return
        if len(headers) != len(self.headers) or self.closes or not is_slug(visit.path[1:]):
            return
        get = headers.get
        head = head_of(visit.host, get(b"user-agent", b""), get(b"referer", b""), get(b"accept-language", b""))
        self._learn(head, (encoding, get(b"if-none-match", b"")))

    def _learn(self, head: Head, wish: Wish | None = None) -> None:
        """Remember a whole, lone request's header block, for `_answer_seen`."""
        data = self.slice
        line, _, block = data.partition(REQUEST_LINE_END)
        if block and self.begins_message and line.startswith(b"GET /") and data.find(b"\r\n\r\n") == len(data) - 4:
            self.deferred.heads.learn(block, self.headers, head, wish)
            self.is_common = True

    def _redirect(self, slug: bytes, entry: Entry, head: Head) -> None:
        deferred = self.deferred
        if not deferred.is_open:
            deferred.open_tick()
        self.heard = deferred.opened_at
        self.lane.click_log.add_redirect(deferred.now_ms, entry[1], slug, self.address_bytes, head)
        self._defer(deferred.redirect_head + entry[0] + b"\r\n\r\n")

    def _answer_rare(self) -> bool:
        """Everything else the lane can decide without waiting."""
        method = self.parser.get_method()
        if method not in (b"GET", b"HEAD") or not self.is_turn():
            return False
        headers: Headers = dict(self.headers)
        if not ORDINARY.isdisjoint(headers) or (len(headers) != len(self.headers) and self._repeats_host()):
            return False
        host = headers.get(b"host", b"")
        if host not in self.lane.hosts or not self.url.startswith(b"/") or b"#" in self.url:
            return False
        path, _, query = self.url.partition(b"?")
        address = self.lane.addresses.client(self.address, _text(headers.get(b"x-forwarded-for")))
        visit = Visit(method, host, path, query, headers, address)
        slug = self.lane.slug(visit)
        if slug is None:
            return False
        try:
            entry = self.lane.look(slug)
        except DATABASE_ERRORS as problem:
            self._send(self.lane.away(visit, problem), method)
            return True
        if isinstance(entry, Missing):
            return False
        answer = self.lane.decide(visit, slug, entry)
        if answer is None:
            return False
        self._send(answer, method)
        self.is_common = False
        if entry is not None and isinstance(entry[3], CachedPage) and entry[3].is_open:
            self._learn_page(visit)
        return True

    def _repeats_host(self) -> bool:
        return sum(name == b"host" for name, _ in self.headers) > 1

    def _send(self, answer: Answer, method: bytes) -> None:
        if not self.deferred.is_open:
            self.deferred.open_tick()
        keep_alive = self.parser.should_keep_alive() and self.parser.get_http_version() == "1.1"
        self.closes = not keep_alive
        self._defer(self.deferred.encode(answer, keep_alive=keep_alive, with_body=method != b"HEAD"))

    def _defer(self, answer: bytes) -> None:
        """Queue an answer behind this tick's write to the click log."""
        if not self.answers:
            self.deferred.waiting.append(self)
        self.answers.append(answer)
        self.unsent += len(answer)

    def release(self) -> None:
        """The tick's clicks are logged: let its answers go."""
        transport = self.transport
        if transport is None or transport.is_closing():
            self.answers.clear()
            return
        transport.write(b"".join(self.answers))
        self.answers.clear()
        self.unsent = 0
        if self.closes:
            transport.close()
        elif self.reading.is_held:
            self.go_on()

    # The ordinary stack, and the way around it

    def _take_whole(self) -> bool:
        """Whether the shortcut answers it, once its body is read."""
        headers: Headers = dict(self.headers)
        if len(headers) != len(self.headers) or not self.is_turn() or not self.parser.should_keep_alive():
            return False
        if self.parser.get_http_version() != "1.1" or not self.shortcut.takes(self.parser.get_method(), headers):
            return False
        self.cycle = WholeRequest(self, headers, self.shortcut.answer)  # type: ignore[assignment]
        return True

    def _fall_through(self) -> None:
        """Hand the request to uvicorn as if the lane were not there."""
        self.is_plain = self.is_plain and not self.parser.should_upgrade()
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url = url
        self.headers.extend(headers)
        self.expect_100_continue = expects
        super().on_headers_complete()
        self.cycle.transport = self.joined  # type: ignore[assignment]

    def shutdown(self) -> None:
        """The server was told to stop. uvicorn waits for open answers before the application hears of it, so those
        that would go on for minutes are told from here."""
        self.stopping.set()
        self.deferred.flush()
        super().shutdown()


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("latin-1")
