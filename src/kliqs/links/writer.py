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
CLOSE_WITHIN_S = 3.0
BEGIN_WITHIN_MS = 1_200  # less than `ANSWER_WITHIN_S`, so that a refusal comes before the caller is told it timed out
LATE = TimeoutError("the database did not answer in time")
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
        """Finish what is waiting, then let go of the database; of one that does not answer, without finishing."""
        if self._busy is not None:
            await asyncio.wait({self._busy}, timeout=CLOSE_WITHIN_S)
        if self._busy is not None and self._connection is not None:
            log.warning("links.writer_given_up", waiting=len(self._in_flight) + len(self._waiting))
            self._connection.abort()
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
                results = await self._results(loop, batch)
                self.sizes.add(len(batch))
                self.seconds.add(time.perf_counter() - began)
                self._tell_of_commit()
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

    async def _results(self, loop: asyncio.AbstractEventLoop, batch: list[Waiting]) -> list[Outcome | Exception]:
        """What became of each. A defect in the thread is everybody's answer: nobody may wait for ever."""
        try:
            return await loop.run_in_executor(self._thread, self._write, batch)
        except Exception as defect:
            log.exception("links.writer_failed", size=len(batch))
            return [defect] * len(batch)

    def _tell_of_commit(self) -> None:
        """Let this process's caches know before anybody is answered. What is committed stays so if that fails; the
        change table is asked again within milliseconds."""
        try:
            self._committed()
        except (psycopg.Error, sqlite3.Error, OSError) as problem:
            log.warning("links.news_delayed", problem=str(problem))

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """One timer for all who wait, instead of one each (a tenth of a create's time)."""
        now = loop.time()
        for _, future, until in self._in_flight + self._waiting:
            if until < now and not future.done():
                future.set_exception(TimeoutError("the database did not answer in time"))
        self._waiting = [each for each in self._waiting if not each[1].done()]
        if self._busy is not None:
            loop.call_later(WATCH_EVERY_S, self._watch, loop)

    def _write(self, batch: list[Waiting]) -> list[Outcome | Exception]:
        """In the writer's thread: an outcome or an exception for each, in order."""
        wanted = {creation: future for creation, future, _ in batch}
        results: dict[Creation, Outcome | Exception] = {}
        real = [each for each in wanted if not each.dry_run]
        try:
            if real:
                results.update(self._commit(real, lambda each: not wanted[each].done()))
        except (psycopg.Error, sqlite3.Error, OSError) as problem:
            log.warning("links.batch_failed", size=len(real), problem=str(problem))
            if self._is_unsafe_to_repeat:
                return [problem] * len(batch)
            results.update({each: self._alone(each) for each in real})
        results.update({each: self._alone(each) for each in wanted if each.dry_run})
        return [results.get(each, LATE) for each in wanted]

    def _commit(
        self, creations: list[Creation], is_wanted: Callable[[Creation], bool] = lambda _: True
    ) -> dict[Creation, Outcome]:
        """Try again what may go through then: a deadlock's victim, or a connection found dead before it began."""
        for tries_left in reversed(range(TRIES)):
            connection = self._connected()
            try:
                return Batch(connection, self._answer, utc_now()).commit(creations, is_wanted)
            except psycopg.Error as problem:
                was_stale = connection.closed and not connection.has_begun
                if not tries_left or not (is_transient(problem) or was_stale):
                    raise
        raise AssertionError("the last try returns or raises")

    @property
    def _is_unsafe_to_repeat(self) -> bool:
        """Whether trying request by request is wrong: a broken connection's last COMMIT may have gone through, and a
        transaction that could not begin (SQLite locked) would only keep everybody waiting again."""
        connection = self._connection
        return connection is None or connection.closed or not connection.has_begun

    def _alone(self, creation: Creation) -> Outcome | Exception:
        """In a transaction of its own."""
        try:
            if creation.dry_run:
                return Batch(self._connected(), self._answer, utc_now()).rehearse(creation)
            return self._commit([creation])[creation]
        except (psycopg.Error, sqlite3.Error, OSError) as problem:
            return problem

    def _connected(self) -> Connection:
        if self._connection is None or self._connection.closed:
            self._connection = Connection(self._database, timeout_ms=BEGIN_WITHIN_MS)
        return self._connection


class LinkRefused(KliqsError):
    """A refusal of the writer, with the usage it was decided on."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.error.code, refused.error.message, refused.error.field)
        self.usage = refused.usage
