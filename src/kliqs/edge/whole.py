"""Requests of one kind answered without an ASGI scope: read whole, handed to one function, written as bytes.

What uvicorn does for any request (a scope, an event, messages back and forth) is a fifth of what a create costs.
Where it is anything but plain, such as sent in chunks or behind another on its connection, uvicorn does as ever.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from kliqs.edge.visits import Headers

if TYPE_CHECKING:
    from kliqs.edge.ordered import OrderedProtocol

LARGEST_BODY = 64 * 1024  # bytes; larger ones are read as slowly as they are used, which uvicorn sees to
UNUSUAL = frozenset((b"transfer-encoding", b"upgrade", b"expect", b"content-encoding"))

log = structlog.get_logger("server")

# From header fields and body to the answer as bytes on the wire.
AnswerWhole = Callable[[Headers, bytes], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Shortcut:
    """The requests meant: `method` and the whole of the target, on a host that `is_host`."""

    method: bytes
    target: bytes
    is_host: Callable[[bytes], bool]
    answer: AnswerWhole

    def takes(self, method: bytes, headers: Headers) -> bool:
        """Whether a request of that target is one, with a body that may be read whole."""
        length = headers.get(b"content-length", b"")
        return (
            method == self.method
            and self.is_host(headers.get(b"host", b""))
            and length.isdigit()
            and len(length) < 6
            and int(length) <= LARGEST_BODY
            and UNUSUAL.isdisjoint(headers)
        )


class WholeRequest:
    """Such a request while it is read and answered; to uvicorn's protocol it is a cycle like others."""

    __slots__ = (
        "_answer", "_headers", "_is_begun", "_protocol", "body", "disconnected", "keep_alive", "message_event",
        "more_body", "response_complete",
    )  # fmt: skip

    def __init__(self, protocol: "OrderedProtocol", headers: Headers, answer: AnswerWhole) -> None:
        self._protocol = protocol
        self._headers = headers
        self._answer = answer
        self._is_begun = False
        self.body = bytearray()
        self.more_body = True
        self.disconnected = False
        self.keep_alive = True
        self.response_complete = False
        self.message_event = self

    def set(self) -> None:
        """What uvicorn calls when there is more of the body, all of it, or nobody there any more: also long after."""
        if self.more_body or self.disconnected or self._is_begun:
            return
        self._is_begun = True
        tasks = self._protocol.tasks
        task = self._protocol.loop.create_task(self._run())
        task.add_done_callback(tasks.discard)
        tasks.add(task)

    async def _run(self) -> None:
        protocol, answer = self._protocol, b""
        try:
            answer = await self._answer(self._headers, bytes(self.body))
        except Exception:  # a defect of ours must not leave anybody waiting
            log.exception("server.answer_failed")
            self.keep_alive = False
        self.response_complete = True
        if not protocol.transport.is_closing():
            protocol.transport.write(answer)
            if not self.keep_alive:  # the server is stopping
                protocol.transport.close()
        protocol.on_response_complete()
