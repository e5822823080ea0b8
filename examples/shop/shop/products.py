"""Products, in SQLite."""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

TABLE = """
CREATE TABLE IF NOT EXISTS product (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    image TEXT NOT NULL,
    short_url TEXT
)
"""


@dataclass(frozen=True)
class Product:
    """`short_url` is None until Kliqs has given one."""

    id: str
    name: str
    description: str
    image: str
    short_url: str | None = None


class Products:
    """The table. Each call has a connection of its own, so any thread may make it."""

    def __init__(self, path: str) -> None:
        self._path = path
        with self._connected() as database:
            database.execute(TABLE)

    def add(self, name: str, description: str, image: str) -> Product:
        product = Product(str(uuid.uuid4()), name, description, image)
        with self._connected() as database:
            database.execute(
                "INSERT INTO product (id, name, description, image) VALUES (?, ?, ?, ?)",
                (product.id, name, description, image),
            )
        return product

    def find(self, product_id: str) -> Product | None:
        with self._connected() as database:
            row = database.execute(
                "SELECT id, name, description, image, short_url FROM product WHERE id = ?", (product_id,)
            ).fetchone()
        return None if row is None else Product(*row)

    def store_link(self, product_id: str, short_url: str) -> None:
        with self._connected() as database:
            database.execute("UPDATE product SET short_url = ? WHERE id = ?", (short_url, product_id))

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path)) as database, database:
            yield database
