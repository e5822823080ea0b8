"""Letting redirects go first."""

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any


def be_nice(niceness: int) -> None:
    """Lower this thread's claim on a full core. Linux alone schedules threads by a niceness of their own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)


class PromptThread:
    """A thread of the usual claim, in which a nice one does what others wait for: a nice one may never be less so.

    Threads inherit niceness, so make it in one that is not nice. It dies with the process, whatever it is doing.
    """

    def __init__(self, name: str) -> None:
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def do(self, task: Callable[..., None], *arguments: Any) -> None:
        """Call it there, and wait for its end. Raises what it raises."""
        done: Future[None] = Future()

        def work() -> None:
            try:
                task(*arguments)
            except Exception as problem:  # noqa: BLE001 (its caller gets it)
                done.set_exception(problem)
            else:
                done.set_result(None)

        self._work.put(work)
        done.result()

    def stop(self) -> None:
        """End it after what it is doing, and wait for that: what it holds must be gone before the interpreter is."""
        self._work.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            work()
