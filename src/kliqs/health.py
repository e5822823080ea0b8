"""`/healthz` (the process lives) and `/readyz` (it can do its work), on every host."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec

from kliqs.database import Connection
from kliqs.edge.lane import DATABASE_ERRORS
from kliqs.process import Process

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


async def answer_health(path: str, process: Process, send: Send) -> None:
    """200, or 503 with what is wrong."""
    problems = await _problems(process) if path == "/readyz" else []
    body = msgspec.json.encode({"status": "unavailable" if problems else "ok", "problems": problems})
    fields = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 503 if problems else 200, "headers": fields})
    await send({"type": "http.response.body", "body": body})


async def _problems(process: Process) -> list[str]:
    try:
        await process.reader.ask(_ask_database)
    except DATABASE_ERRORS as problem:
        return [f"database: {problem}"]
    return []


def _ask_database(connection: Connection) -> None:
    connection.execute("SELECT 1 FROM routes_domain").fetchone()
