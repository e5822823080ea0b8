"""Group commit: creates that arrive while one transaction is being written share the next one.

One thread with one connection; the event loop hands it a batch and goes on serving. A batch that fails is tried
again request by request, so that none suffers for its neighbour.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import structlog

from kliqs.database import Connection, Database
from kliqs.errors import KliqsError
from kliqs.links.batches import Answer, Batch, is_transient, utc_now
from kliqs.links.creation import Created, Creation, Outcome, Refused
from kliqs.measuring import Distribution

LARGEST_BATCH = 200
TRIES = 5
ANSWER_WITHIN_S = 1.6
WATCH_EVERY_S = 0.1
SIZES = (1, 2, 5, 10, 20, 50, 100, 200)
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)

log = structlog.get_logger("links")

# a request, where its outcome goes, and when (loop time, s) it stops waiting
Waiting = tuple[Creation, "asyncio.Future[Outcome]", float]


class LinkWriter:
    """Creates links in groups. Lives on one event loop; `committed` is called on it after each commit.

    `sizes` and `seconds` tell how large transactions were and how long they took.
    """

    def __init__(self, database: Database, answer: Answer, committed: Callable[[], None]) -> None:
        self._database = database
        self._answer = answer
        self._committed = committed
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kliqs-writer")
        self._connection: Connection | None = None
        self._waiting: list[Waiting] = []
        self._in_flight: list[Waiting] = []
        self._busy: asyncio.Task[None] | None = None
        self.sizes = Distribution.over(SIZES)
        self.seconds = Distribution.over(SECONDS)

    async def create(self, creation: Creation) -> Created:
        """Join the next transaction and wait for its outcome.

        Raises the refusal, with the usage it was decided on as `refusal.usage`; TimeoutError or the database's error
        when it is away. After a timeout the link may still come to be: a retry with the same Idempotency-Key tells.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Outcome] = loop.create_future()
        self._waiting.append((creation, future, loop.time() + ANSWER_WITHIN_S))
        if self._busy is None:
            self._busy = asyncio.create_task(self._work())
            self._watch(loop)
        outcome = await future
        if isinstance(outcome, Refused):
            raise LinkRefused(outcome)
        return outcome

    async def close(self) -> None:
        """Finish what is waiting, then let go of the database."""
        if self._busy is not None:
            await self._busy
        self._thread.shutdown(wait=True)
        if self._connection is not None:
            self._connection.close()

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:LARGEST_BATCH], self._waiting[LARGEST_BATCH:]
                self._in_flight = batch
                began = time.perf_counter()
                results = await loop.run_in_executor(self._thread, self._write, [creation for creation, *_ in batch])
                self.sizes.add(len(batch))
                self.seconds.add(time.perf_counter() - began)
                self._committed()
                for (_, future, _), result in zip(batch, results, strict=True):
                    if future.done():  # the caller stopped waiting
                        continue
                    if isinstance(result, Exception):
                        future.set_exception(result)
                    else:
                        future.set_result(result)
        finally:
            self._busy = None
            self._in_flight = []

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """One timer for all who wait, instead of one each (a tenth of a create's time)."""
        now = loop.time()
        for _, future, until in self._in_flight + self._waiting:
            if until < now and not future.done():
                future.set_exception(TimeoutError("the database did not answer in time"))
        self._waiting = [each for each in self._waiting if not each[1].done()]
        if self._busy is not None:
            loop.call_later(WATCH_EVERY_S, self._watch, loop)

    def _write(self, creations: list[Creation]) -> list[Outcome | Exception]:
        """In the writer's thread: an outcome or an exception for each, in order."""
        results: dict[Creation, Outcome | Exception] = {}
        real = [each for each in creations if not each.dry_run]
        try:
            connection = self._connected()
            if real:
                results.update(self._commit(connection, real))
        except (psycopg.Error, sqlite3.Error, OSError) as problem:
            log.warning("links.batch_failed", size=len(real), problem=str(problem))
            results.update(dict.fromkeys(real, problem) if self._is_lost else self._one_by_one(real))
        for each in creations:
            if each.dry_run:
                results[each] = self._alone(each)
        return [results[each] for each in creations]

    def _commit(self, connection: Connection, creations: list[Creation]) -> dict[Creation, Outcome]:
        for _ in range(TRIES - 1):
            try:
                return Batch(connection, self._answer, utc_now()).commit(creations)
            except psycopg.Error as problem:
                if not is_transient(problem):
                    raise
        return Batch(connection, self._answer, utc_now()).commit(creations)

    @property
    def _is_lost(self) -> bool:
        """Whether the connection broke. Its last COMMIT may have gone through, so nothing is tried a second time."""
        return self._connection is None or self._connection.closed

    def _one_by_one(self, creations: list[Creation]) -> dict[Creation, Outcome | Exception]:
        """Each in a transaction of its own."""
        return {each: self._alone(each) for each in creations}

    def _alone(self, creation: Creation) -> Outcome | Exception:
        try:
            connection = self._connected()
            if creation.dry_run:
                return Batch(connection, self._answer, utc_now()).rehearse(creation)
            return self._commit(connection, [creation])[creation]
        except (psycopg.Error, sqlite3.Error, OSError) as problem:
            return problem

    def _connected(self) -> Connection:
        if self._connection is None or self._connection.closed:
            self._connection = Connection(self._database)
        return self._connection


class LinkRefused(KliqsError):
    """A refusal of the writer, with the usage it was decided on."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.error.code, refused.error.message, refused.error.field)
        self.usage = refused.usage
