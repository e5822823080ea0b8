"""What the controllers work with, put together once a process by `process`."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from kliqs.accounts.authentication import Authenticator
from kliqs.accounts.burst import BurstLimit
from kliqs.database import Reader
from kliqs.links.writer import LinkWriter
from kliqs.settings import Settings


@dataclass(frozen=True, slots=True)
class Services:
    """`committed` lets this process's caches know of a commit before it is answered; `threads` run Django's models;
    `stopping` is set when the server is told to stop: what goes on for long ends then."""

    settings: Settings
    reader: Reader
    authenticator: Authenticator
    burst: BurstLimit
    writer: LinkWriter
    threads: ThreadPoolExecutor
    committed: Callable[[], None]
    stopping: asyncio.Event
