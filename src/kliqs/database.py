"""Plain connections to the main database for what runs per redirect or per create: no Django here.

SQL is written once, with `?` for parameters, for both engines; `translate` turns it into psycopg's `%s`.
"""

import asyncio
import os
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import unquote, urlsplit

import msgspec
import psycopg

BUSY_TIMEOUT_MS = 5_000
CONNECT_TIMEOUT_S = 1
READ_TIMEOUT_S = 1.5

T = TypeVar("T")
_encode_json = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Database:
    """What `KLIQS_DATABASE_URL` names."""

    url: str

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite:")

    @property
    def path(self) -> str:
        """The SQLite file."""
        return "/" + unquote(urlsplit(self.url).path).lstrip("/")


class Cursor(Protocol):
    """The part of DB-API both drivers share."""

    def fetchall(self) -> list[Any]: ...
    def fetchone(self) -> Any: ...


class Connection:
    """One connection in autocommit mode; `transaction` opens a write transaction, immediate on SQLite.

    With SQLite's default (deferred) 1,042 of 1,200 transactions from four processes failed as locked.
    """

    def __init__(self, database: Database, *, read_only: bool = False, timeout_ms: int = BUSY_TIMEOUT_MS) -> None:
        self.is_sqlite = database.is_sqlite
        self.has_begun = False  # whether the last transaction got past its BEGIN
        self._is_closed = False
        self.raw: Any
        if self.is_sqlite:
            self.raw = _open_sqlite(database, read_only=read_only, timeout_ms=timeout_ms)
        else:
            self.raw = psycopg.connect(
                database.url,
                autocommit=True,
                connect_timeout=CONNECT_TIMEOUT_S,
                options=f"-c statement_timeout={timeout_ms} -c lock_timeout={timeout_ms} -c timezone=UTC",
                prepare_threshold=2,
                # A network that swallows packets is noticed in seconds, not in the kernel's quarter of an hour.
                keepalives_idle=3,
                keepalives_interval=2,
                keepalives_count=2,
                tcp_user_timeout=5_000,
            )

    @classmethod
    def around(cls, raw: Any, *, is_sqlite: bool) -> "Connection":
        """The same face for a driver's connection that somebody else opened, and will close."""
        wrapped = cls.__new__(cls)
        wrapped.is_sqlite, wrapped.has_begun, wrapped._is_closed, wrapped.raw = is_sqlite, False, False, raw
        return wrapped

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Cursor:
        cursor: Cursor = self.raw.execute(translate(sql, is_sqlite=self.is_sqlite), parameters)
        return cursor

    def insert(
        self, table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]], ending: str = ""
    ) -> list[Any]:
        """Insert many rows with one statement; returns what `ending` (ON CONFLICT …, RETURNING …) returns.

        `columns` maps each column to its PostgreSQL type: there the rows travel as one JSON text, so that the
        statement's text, which the driver and the server prepare, does not depend on their number (arrays do as well,
        but psycopg writes them value by value in Python: a twentieth of a create).
        """
        names = ", ".join(columns)
        if self.is_sqlite:
            places = ", ".join([f"({marks(len(columns))})"] * len(rows))
            sql, values = f"VALUES {places}", list(chain.from_iterable(rows))
        else:
            fields = ", ".join(f"{name} {kind}" for name, kind in columns.items())
            sql = f"SELECT * FROM json_to_recordset(?::json) AS given ({fields})"
            values = [_encode_json([dict(zip(columns, row, strict=True)) for row in rows]).decode()]
        cursor = self.execute(f"INSERT INTO {table} ({names}) {sql} {ending}", values)
        return cursor.fetchall() if "RETURNING" in ending else []

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit on leaving, roll back on any exception."""
        self.has_begun = False
        self.raw.execute("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
        self.has_begun = True
        try:
            yield
            self.raw.execute("COMMIT")
        except BaseException:
            self.rollback()
            raise

    @contextmanager
    def together(self) -> Iterator[None]:
        """Statements whose results nobody reads: PostgreSQL gets them without waiting for each one's answer, and what
        fails is raised on leaving, inside the open transaction."""
        if self.is_sqlite:
            yield
            return
        with self.raw.pipeline():
            yield

    def rollback(self) -> None:
        """Leave any open transaction; a connection that is already lost has none."""
        try:
            if not self.is_sqlite or self.raw.in_transaction:
                self.raw.execute("ROLLBACK")
        except (sqlite3.Error, psycopg.Error):
            self.close()

    @property
    def closed(self) -> bool:
        return self._is_closed or (not self.is_sqlite and bool(self.raw.closed))

    def timestamp(self, moment: datetime) -> Any:
        """A moment as the column of a Django DateTimeField takes it: naive UTC text on SQLite."""
        if self.is_sqlite:
            return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
        return moment

    def close(self) -> None:
        self._is_closed = True
        self.raw.close()

    def abort(self) -> None:
        """From another thread: make whoever waits for PostgreSQL here fail at once. A server that is frozen keeps
        its connections acknowledged, so no timeout of ours or of TCP's would ever end the wait."""
        if self.is_sqlite:
            self.raw.interrupt()
            return
        try:
            with socket.socket(fileno=os.dup(self.raw.pgconn.socket)) as twin:
                twin.shutdown(socket.SHUT_RDWR)
        except (OSError, psycopg.Error):
            return  # it is closed already


def as_datetime(value: Any) -> datetime:
    """A DateTimeField's column as both drivers return it, in UTC."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    moment: datetime = value
    return moment.astimezone(UTC)


def marks(count: int) -> str:
    """`?, ?, ?` for `count` parameters."""
    return ", ".join("?" * count)


@lru_cache(maxsize=512)
def translate(sql: str, *, is_sqlite: bool) -> str:
    return sql if is_sqlite else sql.replace("%", "%%").replace("?", "%s")


def _open_sqlite(database: Database, *, read_only: bool, timeout_ms: int) -> sqlite3.Connection:
    raw = sqlite3.connect(
        database.path, timeout=timeout_ms / 1000, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("PRAGMA mmap_size = 1073741824")
    raw.execute("PRAGMA cache_size = -65536")
    raw.execute("PRAGMA secure_delete = ON")  # a salt that is thrown away is gone; not every SQLite is built with it
    if read_only:
        raw.execute("PRAGMA query_only = ON")
    return raw


class Reader:
    """Read-only questions asked from the event loop: at once on SQLite (13 µs for a key), in threads on PostgreSQL.

    A connection that PostgreSQL has dropped is replaced and the question asked once more; reading twice is harmless.
    """

    def __init__(self, database: Database, threads: int = 4) -> None:
        self._database = database
        self._inline = Connection(database, read_only=True) if database.is_sqlite else None
        self._threads = None if database.is_sqlite else ThreadPoolExecutor(threads, thread_name_prefix="kliqs-reader")
        self._connections = _Connections(database)

    @property
    def is_inline(self) -> bool:
        """Whether `now` may be used: the answer comes without waiting."""
        return self._inline is not None

    def now(self, question: Callable[[Connection], T]) -> T:
        """Ask at once, on SQLite."""
        assert self._inline is not None
        return question(self._inline)

    async def ask(self, question: Callable[[Connection], T]) -> T:
        """Ask without holding up the loop. Raises psycopg.Error or TimeoutError when the database is away."""
        if self._inline is not None:
            return question(self._inline)
        loop = asyncio.get_running_loop()
        asking = _Asking(self._connections, question)
        try:
            async with asyncio.timeout(READ_TIMEOUT_S):
                return await loop.run_in_executor(self._threads, asking.run)
        except TimeoutError:
            asking.abandon()  # or a frozen database would keep the threads, one by one
            raise

    def close(self) -> None:
        if self._inline is not None:
            self._inline.close()
        if self._threads is not None:
            self._connections.abort()
            self._threads.shutdown(wait=False, cancel_futures=True)


class _Connections:
    """One for each reading thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._of_threads: dict[int, Connection] = {}

    def mine(self) -> Connection:
        """The calling thread's own; a new one when it has none or its last is closed."""
        thread = threading.get_ident()
        kept = self._of_threads.get(thread)
        if kept is None or kept.closed:
            kept = self._of_threads[thread] = Connection(self._database)
        return kept

    def abort(self) -> None:
        for connection in list(self._of_threads.values()):
            connection.abort()


class _Asking(Generic[T]):
    """One question on its way through a thread, which may be given up from outside."""

    def __init__(self, connections: _Connections, question: Callable[[Connection], T]) -> None:
        self._connections = connections
        self._question = question
        self._connection: Connection | None = None
        self._is_abandoned = False

    def run(self) -> T:
        try:
            return self._once()
        except psycopg.OperationalError:
            if self._is_abandoned:
                raise
            self._connections.mine().close()
            return self._once()

    def abandon(self) -> None:
        self._is_abandoned = True
        if self._connection is not None:
            self._connection.abort()

    def _once(self) -> T:
        self._connection = self._connections.mine()
        try:
            if self._is_abandoned:  # it waited for a thread or a connection until nobody wanted it any more
                raise psycopg.OperationalError("nobody waits for this answer any more")
            return self._question(self._connection)
        finally:
            self._connection = None
