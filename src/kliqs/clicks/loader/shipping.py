"""Sending committed batches on to ClickHouse, each once, whoever dies when.

The batch's file was listed by the transaction that counted it. It is sent under its name as deduplication token, then
noted as sent; killed in between, the same file goes again, and ClickHouse drops it.
"""

import time
from datetime import UTC, datetime

import structlog
from clickhouse_connect.driver.exceptions import ClickHouseError, OperationalError

from kliqs.clicks.engines.clickhouse import ClickHouseEngine
from kliqs.clicks.manifest import mark_shipped, unshipped
from kliqs.clicks.store import ClickStore
from kliqs.database import Connection

SENDING_S = 1.0  # at once
REFUSED_S = 300.0  # until a refused file is tried again
MOST_REFUSED = 3  # at once: more say that something is wrong with the server, not with the files

log = structlog.get_logger("clicks")


class Shipping:
    """Opens ClickHouse when there is something to send, and again after it was away: counting does not wait for it."""

    def __init__(self, connection: Connection, store: ClickStore, url: str) -> None:
        self._connection = connection
        self._store = store
        self._url = url
        self._engine: ClickHouseEngine | None = None
        self._refused: dict[str, float] = {}  # files, and when (monotonic, s) each is tried again
        self.problem = ""

    def ship(self) -> int:
        """Send what waits on this machine, oldest first, for a second: loading must not wait for a long queue. Returns
        how many files went. While ClickHouse is away they wait on, and the log says so once; a file that it refuses is
        left out for a while."""
        sent, refused, began = 0, 0, time.monotonic()
        try:
            for name in unshipped(self._connection):
                if (sent and time.monotonic() - began > SENDING_S) or refused == MOST_REFUSED:
                    break
                if self._refused.get(name, 0) > time.monotonic() or not self._store.has(name):  # not another machine's
                    continue
                is_sent = self._try(name)
                sent, refused = sent + is_sent, refused + (not is_sent)
        except (OperationalError, OSError) as problem:
            self._report(problem)
            self.close()
        else:
            self.problem = ""
        return sent

    def close(self) -> None:
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def _try(self, name: str) -> bool:
        """Send a file; False when ClickHouse refuses it. Raises OperationalError or OSError when it is away."""
        if self._engine is None:
            self._engine = self._opened()
        try:
            self._engine.insert(self._store.path(name), name)
        except OperationalError:
            raise
        except ClickHouseError as problem:
            if name not in self._refused:
                log.warning("clicks.file_refused", file=name, problem=_words(problem))
            self._refused[name] = time.monotonic() + REFUSED_S
            return False
        mark_shipped(self._connection, name, datetime.now(UTC))
        self._refused.pop(name, None)
        return True

    def _opened(self) -> ClickHouseEngine:
        try:
            return ClickHouseEngine(self._url)
        except ClickHouseError as problem:  # whatever it says then, it is said of no file
            raise OSError(str(problem)) from problem

    def _report(self, problem: Exception) -> None:
        if not self.problem:
            log.warning("clicks.not_shipped", problem=_words(problem))
        self.problem = f"{type(problem).__name__}: {problem}"


def _words(problem: Exception) -> str:
    """What a server says, in one line."""
    return " ".join(str(problem).split())[:500]
