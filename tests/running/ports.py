"""Free ports for servers under test."""

import os
import random
import socket
import zlib

# Below the range from which the kernel takes ports for outgoing connections, so that no client sits on one.
FIRST, LAST = 12_000, 32_000
WORKERS = 10
_tried: set[int] = set()


def free_port() -> int:
    """A loopback port nobody listens on; parallel test workers choose from ranges of their own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    width = (LAST - FIRST) // WORKERS
    first = FIRST + width * (zlib.crc32(worker.encode()) % WORKERS)
    while True:
        port = random.randrange(first, first + width)
        if port not in _tried and _is_free(port):
            _tried.add(port)
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
