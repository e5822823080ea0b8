"""Closing connections that only hold a place: one coarse round over all of them instead of a timer a request."""

import asyncio

from kliqs.edge.answering import DeferredAnswers
from kliqs.edge.protocol import EdgeProtocol

EVERY_S = 2.0
IDLE_S = 75.0  # between requests
HEAD_S = 15.0  # from a request's first byte to the end of its header fields
BODY_SILENT_S = 30.0  # without a byte of a body that was announced
UNREAD_S = 60.0  # without reading any of what was sent


async def sweep_forever(deferred: DeferredAnswers) -> None:
    """Run until cancelled."""
    while True:
        await asyncio.sleep(EVERY_S)
        now = deferred.clock()
        for connection in list(deferred.connections):
            if isinstance(connection, EdgeProtocol):
                _look_at(connection, now)


def _look_at(connection: EdgeProtocol, now: float) -> None:
    if connection.transport is None or connection.transport.is_closing():
        return
    silent = now - connection.heard
    if connection.flow.write_paused:
        size = connection.transport.get_write_buffer_size()
        if size != connection.unread_bytes:
            connection.unread_bytes, connection.unread_since = size, now
        elif now - connection.unread_since > UNREAD_S:
            connection.transport.abort()
        return
    if connection.began and connection.in_head and now - connection.began > HEAD_S:
        connection.transport.close()
    elif connection.began and silent > BODY_SILENT_S:
        connection.transport.abort()
    elif not connection.began and silent > IDLE_S and connection.is_idle:
        connection.transport.close()
