"""One tick's answers: collected while the loop reads, logged with one write, then released together."""

import asyncio
import time
from collections.abc import Collection
from email.utils import formatdate
from typing import Protocol

from kliqs.clicks.log import ClickLog
from kliqs.edge.heads import SeenHeads
from kliqs.edge.visits import STATUS_LINES, Answer, Fields


class Waiting(Protocol):
    """A connection with answers that wait for the click log."""

    def release(self) -> None: ...


class DeferredAnswers:
    """The connections of a process that have answers waiting, and what their answers share.

    `now_ms` (ms since 1970 UTC), `opened_at` (by `clock`, a coarse monotonic time in s) and the ready heads are made
    once a tick.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, click_log: ClickLog, transport_fields: Fields) -> None:
        self._loop = loop
        self._click_log = click_log
        self.clock = loop.time
        self.waiting: list[Waiting] = []
        self.connections: Collection[object] = ()  # uvicorn's own set, from the first connection on
        self.is_open = False
        self.now_ms = 0
        self.opened_at = 0.0
        self.shared_fields = b""
        self.redirect_head = b""
        self.page_head = b""
        self.unchanged_head = b""
        self.heads = SeenHeads()
        # Sent with plain http too, where a proxy lets that through: browsers pass over it there.
        self._transport = b"".join([b"%b: %b\r\n" % field for field in transport_fields])
        self._second = 0
        self._set_second(int(time.time()))

    def open_tick(self) -> None:
        """Begin a batch: its flush runs when the loop has read from every socket that was ready."""
        self.is_open = True
        self.now_ms = time.time_ns() // 1_000_000
        self.opened_at = self.clock()
        second = self.now_ms // 1_000
        if second != self._second:
            self._set_second(second)
        self._loop.call_soon(self.flush)

    def flush(self) -> None:
        """Write the click log, then let the answers go. A log that cannot be written costs no visitor the redirect."""
        self.is_open = False
        self._click_log.flush()
        waiting, self.waiting = self.waiting, []
        for connection in waiting:
            connection.release()

    def encode(self, answer: Answer, *, keep_alive: bool, with_body: bool) -> bytes:
        """An answer as bytes on the wire; a HEAD has the same head and no body."""
        fields = b"".join([b"%b: %b\r\n" % field for field in answer.fields])
        length = b"" if answer.status == 304 else b"content-length: %d\r\n" % len(answer.body)
        close = b"" if keep_alive else b"connection: close\r\n"
        head = STATUS_LINES[answer.status] + self.shared_fields + fields + length + close + b"\r\n"
        return head + answer.body if with_body else head

    def encode_now(self, answer: Answer) -> bytes:
        """The same for an answer that waits for no click."""
        if not self.is_open:
            self.open_tick()
        return self.encode(answer, keep_alive=True, with_body=True)

    def _set_second(self, second: int) -> None:
        self._second = second
        date = formatdate(second, usegmt=True).encode("ascii")
        self.shared_fields = b"date: " + date + b"\r\n" + self._transport
        head = STATUS_LINES[302] + self.shared_fields + b"cache-control: private, no-store\r\ncontent-length: 0\r\n"
        self.redirect_head = head + b"location: "
        self.page_head = STATUS_LINES[200] + self.shared_fields
        self.unchanged_head = STATUS_LINES[304] + self.shared_fields
