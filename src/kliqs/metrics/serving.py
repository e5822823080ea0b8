"""The metrics port: held by one process of the server, and taken over by another when that one ends."""

import threading
from collections.abc import Callable
from wsgiref.simple_server import WSGIServer

import structlog
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import start_wsgi_server

from kliqs.database import Database
from kliqs.metrics.collecting import EveryProcess
from kliqs.metrics.readings import Readings
from kliqs.metrics.sharing import publish, withdraw
from kliqs.settings import Settings

EVERY_S = 1.0

log = structlog.get_logger("metrics")


class MetricsPort:
    """A thread that shares this process's readings and, when it can have the port, answers scrapes."""

    def __init__(self, settings: Settings, own: Callable[[], Readings]) -> None:
        self._settings = settings
        self._own = own
        self._folder = settings.data_dir / "metrics"
        self._registry = CollectorRegistry()
        self._registry.register(EveryProcess(own, self._folder, Database(settings.database_url)))
        self._has_complained = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="kliqs-metrics", daemon=True)

    def start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _publish(self) -> None:
        """Numbers are wanted most while something is wrong: a full disk leaves the last ones standing, no more."""
        try:
            publish(self._folder, self._own())
        except OSError as problem:
            log.warning("metrics.not_published", problem=str(problem))

    def _run(self) -> None:
        answering: WSGIServer | None = None
        try:
            while True:
                answering = answering or self._try_to_answer()
                if self._settings.workers > 1:
                    self._publish()
                if self._stop.wait(EVERY_S):
                    return
        finally:
            withdraw(self._folder)
            if answering is not None:
                answering.shutdown()
                answering.server_close()

    def _try_to_answer(self) -> WSGIServer | None:
        try:
            server, _ = start_wsgi_server(self._settings.metrics_port, self._settings.host, self._registry)
        except OSError as problem:
            if self._settings.workers == 1 and not self._has_complained:
                self._has_complained = True
                log.warning("metrics.port_taken", port=self._settings.metrics_port, problem=str(problem))
            return None
        return server
