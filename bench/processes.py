"""Servers under measurement: started on one core, put to sleep while another is measured, ended by their own pid."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.cores import pinned

START_WITHIN_S = 120
STOP_WITHIN_S = 60
POLL_S = 0.05


class BenchFailed(Exception):
    """Something the bench needs is missing or broke; the message says what to do about it."""


@dataclass(slots=True)
class Process:
    """A server listening on a loopback port. Use it as a context manager."""

    command: list[str]
    port: int
    core: int
    log: Path
    env: dict[str, str] | None = None
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    @property
    def pid(self) -> int:
        assert self._process is not None, "not started"
        return self._process.pid

    def __enter__(self) -> Self:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                pinned(self.core, self.command),
                env=self.env,
                cwd=self.log.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            wait_until(self._listens, START_WITHIN_S, f"{self.command[0]} to listen")
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def sleep(self) -> None:
        """Stop it where it stands, so that its background work costs the next contender nothing."""
        os.kill(self.pid, signal.SIGSTOP)

    def wake(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def stop(self) -> None:
        """Ask it to end and wait; a server that cannot end is killed and reported."""
        if self._process is None or self._process.poll() is not None:
            return
        self.wake()
        self._process.terminate()
        try:
            self._process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired as late:
            self._process.kill()
            self._process.wait()
            raise BenchFailed(f"{self.command[0]} did not end within {STOP_WITHIN_S} s; see {self.log}") from late

    def _listens(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise BenchFailed(f"{self.command[0]} ended at once:\n{self.log.read_text(errors='replace')[-4000:]}")
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True


def wait_until(check: Callable[[], bool], within_s: float, what: str) -> None:
    """Poll until `check` is true. Raises BenchFailed after `within_s`."""
    deadline = time.monotonic() + within_s
    while not check():
        if time.monotonic() > deadline:
            raise BenchFailed(f"waited {within_s:.0f} s for {what}")
        time.sleep(POLL_S)
