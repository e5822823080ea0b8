"""The destination hosts that are blocked, as this process knows them: every create asks, so none may cost a query.

A server reads them anew whenever the change table speaks of them (`HostsInStep`); a command reads them once.
"""

import asyncio
import sqlite3
from collections.abc import Iterable

import psycopg
import structlog

from kliqs.database import Connection, Reader

TOPIC = "blocked_hosts"
RETRY_S = 1.0

log = structlog.get_logger("links")

_known: frozenset[str] = frozenset()


def is_blocked(host: str) -> bool:
    """Whether links may not lead to a host (ASCII, lower-case): it is blocked itself, or one that it stands below."""
    if not _known:
        return False
    name = host
    while name not in _known:
        _, dot, name = name.partition(".")
        if not dot:
            return False
    return True


def read(connection: Connection) -> list[str]:
    """The blocked hosts as they stand in the database."""
    return [row[0] for row in connection.execute("SELECT host FROM links_blockedhost").fetchall()]


def learn(hosts: Iterable[str]) -> None:
    """From now on, these are the blocked hosts."""
    global _known  # one fact a process: checks run where no connection is at hand
    _known = frozenset(hosts)


class HostsInStep:
    """Keeps what a server knows in step with the database. One task a process reads, so no answer overtakes another;
    a database that is away is asked until it answers."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._stale = asyncio.Event()
        self._stale.set()

    def forget(self, topic: str, _: list[str]) -> None:
        """Read anew, when a change says so."""
        if topic in (TOPIC, "everything"):
            self._stale.set()

    async def follow_forever(self) -> None:
        while True:
            await self._stale.wait()
            self._stale.clear()
            try:
                learn(await self._reader.ask(read))
            except (sqlite3.Error, psycopg.Error, TimeoutError, OSError) as problem:
                log.warning("links.blocked_hosts_not_read", problem=str(problem))
                self._stale.set()
                await asyncio.sleep(RETRY_S)
