"""`/healthz` (the process lives) and `/readyz` (it can do its work), on every host."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec

from kliqs.clicks.log.disk import can_log_clicks
from kliqs.database import Connection
from kliqs.edge.lane import DATABASE_ERRORS
from kliqs.process import Process

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


async def answer_health(path: str, process: Process, send: Send) -> None:
    """200, or 503 with what is wrong. Never from a cache."""
    problems = await _problems(process) if path == "/readyz" else []
    body = msgspec.json.encode({"status": "unavailable" if problems else "ok", "problems": problems})
    fields = [
        (b"content-type", b"application/json"),
        (b"cache-control", b"no-store"),
        (b"content-length", b"%d" % len(body)),
    ]
    await send({"type": "http.response.start", "status": 503 if problems else 200, "headers": fields})
    await send({"type": "http.response.body", "body": body})


async def _problems(process: Process) -> list[str]:
    """What keeps this process from its work. The words are for whoever runs it and name no secrets."""
    problems = []
    try:
        await process.reader.ask(_ask_database)
    except DATABASE_ERRORS:
        problems.append("The database does not answer.")
    if not can_log_clicks(process.settings.click_log_dir):
        problems.append("The click log cannot be written to, or its disk is full; redirects go on uncounted.")
    if process.loader.is_stuck:
        problems.append("Clicks are logged and not loaded; the log says why (clicks.not_loading).")
    if not process.is_whole:
        problems.append("A background part has ended; the log says which. Restart this process.")
    return problems


def _ask_database(connection: Connection) -> None:
    connection.execute("SELECT 1 FROM routes_domain").fetchone()
