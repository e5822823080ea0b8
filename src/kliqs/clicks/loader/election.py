"""One loader a machine: whoever holds the lock file."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from kliqs.settings import Settings


@contextmanager
def open_lock(settings: Settings) -> Iterator[int]:
    """The lock file; what is taken of it is free again when its holder leaves, or dies."""
    lock = os.open(settings.click_log_dir / "loader.lock", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield lock
    finally:
        os.close(lock)


@contextmanager
def machine_lock(settings: Settings) -> Iterator[bool]:
    """Hold the lock, if nobody does; says whether it is held."""
    with open_lock(settings) as lock:
        yield is_elected(lock)


def is_elected(lock: int) -> bool:
    """Take the lock, if it is free."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
