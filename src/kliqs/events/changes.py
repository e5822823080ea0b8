"""The change table without Django: recording a change, and following what every process recorded."""

import asyncio
import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

import psycopg
import structlog

from kliqs.database import Connection, Database

CHANNEL = "kliqs_changes"
KEEP = timedelta(hours=1)
OVERLAP = timedelta(seconds=30)
POLL_S = 1.0
NEARBY = 16  # ids below the highest that are looked at again on every notification

log = structlog.get_logger("events")

Change = tuple[str, list[str]]
Handler = Callable[[str, list[str]], None]


def record(connection: Connection, topic: str, keys: list[str]) -> None:
    """Tell every process that what it cached under these keys is stale, when the open transaction commits."""
    connection.execute(
        "INSERT INTO events_change (topic, keys, created_at) VALUES (?, ?, ?)",
        (topic, json.dumps(keys), connection.timestamp(datetime.now(UTC))),
    )
    if not connection.is_sqlite:
        connection.execute("SELECT pg_notify(?, '')", (CHANNEL,))


def sweep(connection: Connection) -> None:
    """Drop changes that every process has long read."""
    connection.execute(
        "DELETE FROM events_change WHERE created_at < ?", (connection.timestamp(datetime.now(UTC) - KEEP),)
    )


class Changes(Protocol):
    """Follows the change table for one process: `handler(topic, keys)` for each change, on the event loop's thread."""

    def catch_up(self) -> None:
        """Hand on what is committed by now, where asking is cheap enough to do it before every answer."""

    def catch_up_for_a_write(self) -> None:
        """The same for what a transaction checks once more: where asking costs something, once a turn of the loop."""

    def close(self) -> None: ...


class SqliteChanges:
    """`PRAGMA data_version` moves when another connection has committed; only then is the table read."""

    def __init__(self, database: Database, handler: Handler) -> None:
        self._connection = Connection(database, read_only=True)
        self._handler = handler
        self._version = self._data_version()
        self._is_fresh = False
        self._seen = self._connection.execute("SELECT COALESCE(MAX(id), 0) FROM events_change").fetchone()[0]

    def catch_up(self) -> None:
        version = self._data_version()
        if version == self._version:
            return
        rows = self._connection.execute(
            "SELECT id, topic, keys FROM events_change WHERE id > ? ORDER BY id", (self._seen,)
        ).fetchall()
        self._version = version
        for number, topic, keys in rows:
            self._seen = number
            self._handler(topic, json.loads(keys))

    def catch_up_for_a_write(self) -> None:
        """Asking SQLite takes 10 µs, a fifteenth of a create; creates that arrive together share the answer."""
        if self._is_fresh:
            return
        self._is_fresh = True
        asyncio.get_running_loop().call_soon(self._end_turn)
        self.catch_up()

    def _end_turn(self) -> None:
        self._is_fresh = False

    def close(self) -> None:
        self._connection.close()

    def _data_version(self) -> int:
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return version


class PostgresChanges:
    """A thread listens for NOTIFY and reads the table each second besides, so a lost notification costs a second.

    Ids are given out before they commit, so a smaller id can appear after a larger one: a look reads a little below
    the highest, and once a second the last 30 seconds again, and hands on what it has not handed on yet.
    After a lost connection `("everything", [])` is handed on. `deliver` carries a call to the event loop's thread.
    """

    def __init__(self, database: Database, handler: Handler, deliver: Callable[..., object]) -> None:
        self._database = database
        self._handler = handler
        self._deliver = deliver
        self._handed: dict[int, None] = {}
        self._latest = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="kliqs-changes", daemon=True)
        self._thread.start()

    def catch_up(self) -> None:
        """Nothing to do: the thread is told."""

    def catch_up_for_a_write(self) -> None:
        """Nothing to do either."""

    def close(self) -> None:
        self._stop.set()
        self._thread.join(timeout=3)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._follow()
            except (psycopg.Error, OSError) as problem:
                log.warning("changes.disconnected", problem=str(problem))
                self._stop.wait(POLL_S)

    def _follow(self) -> None:
        connection = Connection(self._database)
        try:
            connection.execute(f"LISTEN {CHANNEL}")
            self._latest = connection.execute("SELECT COALESCE(MAX(id), 0) FROM events_change").fetchone()[0]
            self._late(connection)
            self._deliver(self._handler, "everything", [])
            looked = time.monotonic()
            while not self._stop.is_set():
                list(connection.raw.notifies(timeout=POLL_S, stop_after=1))
                fresh = self._new(connection)
                if time.monotonic() - looked >= POLL_S:
                    looked = time.monotonic()
                    fresh += self._late(connection)
                for topic, keys in fresh:
                    self._deliver(self._handler, topic, keys)
        finally:
            connection.close()

    def _new(self, connection: Connection) -> list[Change]:
        """The changes above the highest id seen: nearly all of them."""
        rows = connection.execute(
            "SELECT id, topic, keys FROM events_change WHERE id > ? ORDER BY id", (self._latest - NEARBY,)
        ).fetchall()
        return self._unhanded(rows)

    def _late(self, connection: Connection) -> list[Change]:
        """All changes of the last seconds, for those that committed after a higher id had been seen."""
        rows = connection.execute(
            "SELECT id, topic, keys FROM events_change WHERE created_at > ? ORDER BY id",
            (connection.timestamp(datetime.now(UTC) - OVERLAP),),
        ).fetchall()
        fresh = self._unhanded(rows)
        self._handed = dict.fromkeys(row[0] for row in rows)
        return fresh

    def _unhanded(self, rows: list[tuple[int, str, str]]) -> list[Change]:
        fresh = [(topic, json.loads(keys)) for number, topic, keys in rows if number not in self._handed]
        for number, _, _ in rows:
            self._handed[number] = None
            self._latest = max(self._latest, number)
        return fresh
