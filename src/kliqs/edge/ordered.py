"""uvicorn's HTTP protocol, reading no faster than its client reads, and refusing in order.

It parses in slices and stops where answers pile up, so that a client that never reads costs a few hundred kilobytes;
what cannot be read is refused after the answers to everything before it. The lane is built on it in `protocol`.
"""

import asyncio
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.server import ServerState

from kliqs.edge.answering import DeferredAnswers
from kliqs.edge.flow import HeldReading
from kliqs.edge.joining import JoinedWrites

LARGEST_HEAD = 32 * 1024  # bytes of request line and header fields; nginx takes as much
SLICE = 4 * 1024  # bytes parsed at a time, so that one large read cannot queue thousands of answers
UNSENT_LIMIT = 64 * 1024  # bytes of answers waiting before nothing more is parsed
PIPELINED_LIMIT = 32  # requests waiting for the ordinary stack before nothing more is parsed


class OrderedProtocol(HttpToolsProtocol):
    """One connection. `began` and `heard` are readings of the loop's clock, for the sweep: when the request that is
    now being read began (0 between requests), and when the client was last heard. `unread_bytes` is what the client
    had not read at the last sweep, unchanged since `unread_since`. `answers` wait for this tick's write to the log.
    `slice` is what is being parsed, `begins_message` whether it begins where a message does."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.deferred: DeferredAnswers = app_state["deferred"]
        self.url = b""
        self.headers = []
        self.answers: list[bytes] = []
        self.unsent = 0
        self.closes = False
        self.is_answered = False
        self.in_head = False
        self.head_bytes = 0
        self.bad_request: str | None = None
        self.refusal_status = 400
        self.backlog = b""
        self.slice = b""
        self.begins_message = True
        self.began = 0.0
        self.heard = self.deferred.clock()
        self.unread_bytes = 0
        self.unread_since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.flow = self.reading = HeldReading(transport)
        self.joined = JoinedWrites(transport, self.loop)

    def connection_lost(self, exc: Exception | None) -> None:
        self.answers.clear()
        self.backlog = b""
        super().connection_lost(exc)

    def read(self, data: bytes) -> None:
        """Parse what came in, after what is held back."""
        if self.backlog:
            self.backlog += data  # the last read before the pause took hold
            return
        self._feed(data)

    def _feed(self, data: bytes) -> None:
        """Parse in slices for as long as the client keeps up; the rest waits for `go_on`."""
        for start in range(0, len(data), SLICE):
            if self.closes or self.bad_request is not None:
                return  # nothing that follows a last request is read
            if self._is_congested():
                self.backlog = data[start:]
                break
            self._parse(data[start : start + SLICE])
        if self._is_congested():
            self.reading.hold()

    def _parse(self, data: bytes) -> None:
        self.slice = data
        self.begins_message = not self.began
        super().data_received(data)
        if self.in_head:
            self.head_bytes += len(data)
            if self.head_bytes > LARGEST_HEAD:
                self.refuse(431, "Request header fields too large.")

    def _is_congested(self) -> bool:
        return self.unsent > UNSENT_LIMIT or self.flow.write_paused or len(self.pipeline) > PIPELINED_LIMIT

    def go_on(self) -> None:
        """Parse what was held back, now that something has drained."""
        if not self.reading.is_held or self._is_congested() or self.parser is None:
            return
        backlog, self.backlog = self.backlog, b""
        self._feed(backlog)
        if not self._is_congested():
            self.reading.let_go()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being answered."""
        return not self.answers and self.is_turn()

    def is_turn(self) -> bool:
        """Whether no earlier request of this connection is still being answered by the ordinary stack."""
        return self.cycle is None or (self.cycle.response_complete and not self.pipeline)

    def pause_writing(self) -> None:
        """A client that does not read is not read from either."""
        super().pause_writing()
        self.reading.hold()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.go_on()

    def send_400_response(self, msg: str) -> None:
        self.refuse(400, msg)

    def on_response_complete(self) -> None:
        self.joined.flush()
        super().on_response_complete()
        self.go_on()
        if self.bad_request is not None and not self.pipeline and self.cycle.response_complete:
            self._write_refusal()

    def refuse(self, status: int, message: str) -> None:
        """Refuse what cannot be read, after the answers to everything before it, and close."""
        if self.closes or self.bad_request is not None:
            return
        is_in_body = bool(self.began) and not self.in_head and not self.is_answered
        self.bad_request = message
        self.refusal_status = status
        self.in_head = False
        if self.answers:
            self.deferred.flush()
        if is_in_body or self.is_turn():
            # A request whose body cannot be read will never be answered by what waits for that body.
            self._write_refusal()
        else:
            self.flow.pause_reading()

    def head_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _write_refusal(self) -> None:
        if self.transport.is_closing():
            return
        message = (self.bad_request or "").encode("ascii")
        self.joined.flush()
        self.transport.write(
            STATUS_LINE[self.refusal_status]
            + self.deferred.shared_fields
            + b"content-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
            % len(message)
            + message
        )
        self.transport.close()
