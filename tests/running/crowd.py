"""Many requests at the same moment: every connection is open before the first byte of any request is sent."""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from running.loops import run_apart
from running.server import Server

WITHIN_S = 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer: its status and JSON body."""

    status: int
    body: Any


def create_request(key: str, body: dict[str, Any], **headers: str) -> bytes:
    """The bytes of a create."""
    content = json.dumps(body).encode()
    fields = {
        "Host": "127.0.0.1",
        "Authorization": f"Bearer {key}",
        "Content-Type": "application/json",
        "Content-Length": str(len(content)),
        "Connection": "close",
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"POST /api/v1/links HTTP/1.1\r\n{head}\r\n".encode() + content


def all_at_once(servers: Sequence[Server], requests: Sequence[bytes]) -> list[Outcome]:
    """Send them all at once, spread over the servers in turn; each must ask to close its connection."""
    return run_apart(_all_at_once(servers, requests))


def statuses(outcomes: Sequence[Outcome]) -> Counter[int]:
    return Counter(outcome.status for outcome in outcomes)


async def _all_at_once(servers: Sequence[Server], requests: Sequence[bytes]) -> list[Outcome]:
    go = asyncio.Event()
    connected = [
        await asyncio.open_connection("127.0.0.1", servers[index % len(servers)].port) for index in range(len(requests))
    ]
    waiting = [
        asyncio.create_task(_exchange(reader, writer, request, go))
        for (reader, writer), request in zip(connected, requests, strict=True)
    ]
    go.set()
    async with asyncio.timeout(WITHIN_S):
        return await asyncio.gather(*waiting)


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes, go: asyncio.Event
) -> Outcome:
    await go.wait()
    writer.write(request)
    answer = await reader.read()
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head, "the connection was closed without an answer"
    return Outcome(int(head.split(b" ", 2)[1]), json.loads(body))
