"""Which messages are answered, in SQLite: WhatsApp delivers a webhook again when it did not hear that it arrived."""

import sqlite3
from contextlib import closing


class Answered:
    """Remembers across restarts. Each call has a connection of its own, so any thread may make it."""

    def __init__(self, path: str) -> None:
        self._path = path
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("CREATE TABLE IF NOT EXISTS answered (message_id TEXT PRIMARY KEY)")

    def __contains__(self, message_id: str) -> bool:
        with closing(sqlite3.connect(self._path)) as database:
            row = database.execute("SELECT 1 FROM answered WHERE message_id = ?", (message_id,)).fetchone()
        return row is not None

    def add(self, message_id: str) -> None:
        with closing(sqlite3.connect(self._path)) as database, database:
            database.execute("INSERT OR IGNORE INTO answered VALUES (?)", (message_id,))
