"""Work with Django's models that a process does now and then, beside what it is asked for."""

import asyncio
import threading
from collections.abc import Callable

import structlog
from django.db import Error, connections

log = structlog.get_logger("server")


async def now_and_then(name: str, every_s: float, work: Callable[[], object]) -> None:
    """Do the work again and again, for ever, in a thread that nobody waits for when the process stops.

    Nothing that goes wrong ends this: it is logged under the name, and the next round tries again.
    """
    while True:
        await asyncio.sleep(every_s)
        done = asyncio.Event()
        loop = asyncio.get_running_loop()
        threading.Thread(target=_once, args=(name, work, loop, done), name=f"kliqs-{name}", daemon=True).start()
        await done.wait()


def _once(name: str, work: Callable[[], object], loop: asyncio.AbstractEventLoop, done: asyncio.Event) -> None:
    try:
        work()
    except Error as problem:
        log.warning("background.failed", work=name, problem=str(problem))
    except Exception:
        log.exception("background.failed", work=name)  # a thread has no caller: the defect would miss the log
    finally:
        connections.close_all()  # this thread's own
        if not loop.is_closed():
            loop.call_soon_threadsafe(done.set)
