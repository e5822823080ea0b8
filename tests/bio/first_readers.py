"""A program: many threads that read a kept page at the same moment, before anybody has read one in this process."""

import sys
import threading

import django

django.setup()

from kliqs.bio.document import from_json  # noqa: E402 (Django comes first)

READERS = 24
KEPT = '{"profile":{"name":"Warung Ani"},"look":{},"options":{},"blocks":[]}'


def read(ready: threading.Barrier) -> None:
    ready.wait()
    from_json(KEPT)


if __name__ == "__main__":
    sys.setswitchinterval(1e-6)
    ready = threading.Barrier(READERS)
    readers = [threading.Thread(target=read, args=(ready,)) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
