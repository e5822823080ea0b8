"""Sending committed batches on to ClickHouse, each once, whoever dies when.

The batch's file was listed by the transaction that counted it. It is sent under its name as deduplication token, then
noted as sent; killed in between, the same file goes again, and ClickHouse drops it.
"""

from datetime import UTC, datetime

import structlog
from clickhouse_connect.driver.exceptions import ClickHouseError

from kliqs.clicks.engines.clickhouse import ClickHouseEngine
from kliqs.clicks.manifest import mark_shipped, unshipped
from kliqs.clicks.store import ClickStore
from kliqs.database import Connection

log = structlog.get_logger("clicks")


class Shipping:
    """Opens ClickHouse when there is something to send, and again after it was away: counting does not wait for it."""

    def __init__(self, connection: Connection, store: ClickStore, url: str) -> None:
        self._connection = connection
        self._store = store
        self._url = url
        self._engine: ClickHouseEngine | None = None
        self.problem = ""

    def ship(self) -> int:
        """Send what waits on this machine, oldest first; returns how many files went. While ClickHouse is away they
        wait on, and the log says so once."""
        sent = 0
        try:
            for name in unshipped(self._connection):
                if self._store.path(name).is_file():  # not another machine's
                    self._send(name)
                    sent += 1
        except (ClickHouseError, OSError) as problem:
            self._report(problem)
            self.close()
        else:
            self.problem = ""
        return sent

    def close(self) -> None:
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def _send(self, name: str) -> None:
        if self._engine is None:
            self._engine = ClickHouseEngine(self._url)
        self._engine.insert(self._store.path(name), name)
        mark_shipped(self._connection, name, datetime.now(UTC))

    def _report(self, problem: Exception) -> None:
        if not self.problem:
            log.warning("clicks.not_shipped", problem=" ".join(str(problem).split())[:500])
        self.problem = f"{type(problem).__name__}: {problem}"
