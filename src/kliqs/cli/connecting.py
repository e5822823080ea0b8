"""A plain connection to the main database for one command."""

from collections.abc import Iterator
from contextlib import contextmanager

from kliqs.database import Connection, Database
from kliqs.settings import load


@contextmanager
def connection() -> Iterator[Connection]:
    opened = Connection(Database(load().database_url))
    try:
        yield opened
    finally:
        opened.close()
