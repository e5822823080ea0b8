"""Who asks: the process's reader, with few threads and a connection of its own for each."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from kliqs.clicks.engines import Engine
from kliqs.clicks.engines.opening import open_engine
from kliqs.clicks.niceness import be_nice
from kliqs.clicks.questions.answers import Coverage
from kliqs.database import Connection, Database
from kliqs.settings import Settings, load

THREADS = 2  # questions answered at once
NICENESS = 5  # behind the redirects, before the loader

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asking:
    """What a question is answered with: the main database, the clicks, and the time."""

    db: Connection
    engine: Engine
    now: datetime


class ClickReader:
    """Answers questions in threads of its own, so that no more than THREADS run at once, whoever asks."""

    def __init__(self, settings: Settings) -> None:
        self._database = Database(settings.database_url)
        self._local = threading.local()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="kliqs-questions", initializer=_step_back)
        # In one of these threads, so that DuckDB's own, which are made now, are as nice as they.
        self._engine = self._threads.submit(open_engine, settings).result()

    async def ask(self, question: Callable[Concatenate[Asking, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The answer to a question of this room, without holding up the loop."""
        answer = partial(self._answer, question, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._threads, answer)

    def now(self, question: Callable[Concatenate[Asking, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The same from a thread that may wait. Never call it from inside a question."""
        return self._threads.submit(partial(self._answer, question, *args, **kwargs)).result()

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)
        self._engine.close()

    def _answer(self, question: Callable[Concatenate[Asking, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        self._engine.has_left_out()  # by a question that failed
        answer = question(Asking(self._connection(), self._engine, datetime.now(UTC)), *args, **kwargs)
        return _in_part(answer) if self._engine.has_left_out() else answer

    def _connection(self) -> Connection:
        """This thread's own; a new one when the last was lost."""
        kept: Connection | None = getattr(self._local, "connection", None)
        if kept is None or kept.closed:
            kept = self._local.connection = Connection(self._database, read_only=True)
        return kept


@lru_cache(maxsize=1)
def click_reader() -> ClickReader:
    """This process's reader, opened when first needed."""
    return ClickReader(load())


def _in_part(answer: T) -> T:
    """The same, saying that it is not whole, where an answer says such things."""
    coverage: Coverage | None = getattr(answer, "coverage", None)
    if coverage is None:
        return answer
    changed: Any = replace(cast("Any", answer), coverage=replace(coverage, is_whole=False))
    return cast("T", changed)


def _step_back() -> None:
    be_nice(NICENESS)
