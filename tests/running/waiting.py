"""Waiting for something that another process is about to do, without guessing how long it takes."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
POLL_S = 0.02


def eventually(check: Callable[[], T], within_s: float = 10) -> T:
    """Ask `check` until it returns something true, and return that.

    An AssertionError inside counts as "not yet". Raises AssertionError with the last thing seen after `within_s`.
    """
    deadline = time.monotonic() + within_s
    while True:
        try:
            last: object = None
            result = check()
            if result:
                return result
            last = result
        except AssertionError as not_yet:
            last = not_yet
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within_s} s; last seen: {last!r}")
        time.sleep(POLL_S)
