"""Coroutines in tests: each on a loop of its own, in a thread of its own.

The thread of the tests may have a loop running already: a browser's, once a test of the same worker has opened one.
"""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Answer = TypeVar("Answer")


def run_apart(scene: Coroutine[Any, Any, Answer]) -> Answer:
    """Run it to its end and return what it returns."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, scene).result()
