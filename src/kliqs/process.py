"""What one server process runs: the lane, the links writer, the click loader, the change feed, and how they stop."""

import asyncio
import gc
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import structlog

from kliqs.accounts.authentication import Authenticator
from kliqs.accounts.burst import BurstLimit
from kliqs.api.app import Api
from kliqs.api.resources import kept_answer
from kliqs.api.services import Services
from kliqs.api.writing import writing_threads
from kliqs.bio.sandboxes import sweep_pages_forever
from kliqs.clicks.loader import Loader
from kliqs.clicks.log import ClickLog
from kliqs.clicks.sandboxes import sweep_sandboxes_forever
from kliqs.database import Database, Reader
from kliqs.edge.answering import DeferredAnswers
from kliqs.edge.lane import DATABASE_ERRORS, Lane
from kliqs.edge.sweep import sweep_forever
from kliqs.estate.background import finish_forever, sweep_pictures_forever
from kliqs.events.changes import Changes, PostgresChanges, SqliteChanges
from kliqs.links.blocked_hosts import HostsInStep
from kliqs.links.writer import LinkWriter
from kliqs.settings import Settings
from kliqs.web.dashboard.noticing import notice_forever
from kliqs.web.public.ready import ready_pages

CATCH_UP_S = 0.05
RETRY_S = 1.0

log = structlog.get_logger("server")


@dataclass(slots=True)
class Process:
    """The running parts; all of them live on one event loop, the loader and the writer in threads of their own.
    `stopping` is set when the server is told to stop: answers that go on for long end then."""

    settings: Settings
    reader: Reader
    changes: Changes
    click_log: ClickLog
    lane: Lane
    deferred: DeferredAnswers
    writer: LinkWriter
    burst: BurstLimit
    loader: Loader
    threads: ThreadPoolExecutor
    api: Api
    stopping: asyncio.Event
    background: tuple[asyncio.Task[None], ...]

    @classmethod
    async def start(cls, settings: Settings) -> "Process":
        loop = asyncio.get_running_loop()
        database = Database(settings.database_url)
        reader = Reader(database)
        click_log = ClickLog(settings)
        lane = Lane(settings, reader, click_log, ready_pages())
        blocked_hosts = HostsInStep(reader)
        authenticator: Authenticator

        def stale(topic: str, keys: list[str]) -> None:
            lane.forget(topic, keys)
            authenticator.forget(topic, keys)
            blocked_hosts.forget(topic, keys)

        changes: Changes
        if database.is_sqlite:
            changes = SqliteChanges(database, stale)
        else:
            changes = PostgresChanges(database, stale, loop.call_soon_threadsafe)
        authenticator = Authenticator(reader, changes)
        writer = LinkWriter(database, lambda created: kept_answer(created, settings), changes.catch_up)
        burst = BurstLimit(settings.data_dir / "burst-limits")
        loader = Loader(settings)
        loader.start()
        threads = writing_threads()
        deferred = DeferredAnswers(loop, click_log, settings.transport_fields)
        stopping = asyncio.Event()
        _keep_out_of_collections()
        return cls(
            settings=settings,
            reader=reader,
            changes=changes,
            click_log=click_log,
            lane=lane,
            deferred=deferred,
            writer=writer,
            burst=burst,
            loader=loader,
            api=Api(Services(settings, reader, authenticator, burst, writer, threads, changes.catch_up, stopping)),
            threads=threads,
            stopping=stopping,
            background=(
                _kept("following", _follow(changes)),
                _kept("sweeping", sweep_forever(deferred)),
                _kept("noticing", notice_forever()),
                _kept("finishing deletions", finish_forever()),
                _kept("sweeping pictures", sweep_pictures_forever()),
                _kept("sandboxes", sweep_sandboxes_forever()),
                _kept("test pages", sweep_pages_forever()),
                _kept("blocked hosts", blocked_hosts.follow_forever()),
            ),
        )

    def committed(self) -> None:
        """Let this process's caches know of what was committed, before that is answered."""
        _see(self.changes)

    @property
    def is_whole(self) -> bool:
        """Whether everything that should run in the background still does."""
        return self.loader.is_alive and not any(task.done() for task in self.background)

    async def stop(self) -> None:
        """Stop in the order of dependence: no new work, then what is waiting, then what it was written with."""
        for task in self.background:
            task.cancel()
        self.threads.shutdown(wait=False, cancel_futures=True)
        await self.writer.close()
        self.deferred.flush()
        self.click_log.close()
        await asyncio.to_thread(self.loader.stop)
        self.changes.close()
        self.burst.close()
        self.reader.close()


def _keep_out_of_collections() -> None:
    """Leave what is loaded by now out of garbage collection: pages make it run often, and a full one over all modules
    held redirects up for 50 to 68 ms; 13 to 25 ms without (bench `dashboards`, seen in its longest answers)."""
    gc.collect()
    gc.freeze()


def _kept(name: str, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
    """A task that must not end by itself; if it does, the log says why, and `/readyz` that it has."""

    def ended(task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            log.error("server.background_ended", task=name, exc_info=task.exception())

    task = asyncio.create_task(work, name=name)
    task.add_done_callback(ended)
    return task


async def _follow(changes: Changes) -> None:
    """See what other processes changed while nothing else here asks."""
    while True:
        await asyncio.sleep(CATCH_UP_S)
        if not _see(changes):
            await asyncio.sleep(RETRY_S)


def _see(changes: Changes) -> bool:
    """Catch up with what is committed, if the database can be asked."""
    try:
        changes.catch_up()
    except DATABASE_ERRORS as problem:
        log.warning("changes.not_read", problem=str(problem))
        return False
    return True
