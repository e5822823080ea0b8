"""A click log and a store of a test's own, with a loader that runs when the test says so."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import hypothesis
import msgspec
import pytest

from clicks.world import Counts
from kliqs.clicks.loader.engine import open_duckdb, scratch_folder
from kliqs.clicks.loader.running import new_batch
from kliqs.clicks.loader.steps import Batch, load_once
from kliqs.clicks.log import SUFFIX
from kliqs.clicks.manifest import live_files
from kliqs.clicks.store import ClickStore
from kliqs.database import Connection, Database
from kliqs.settings import Settings, load

hypothesis.settings.register_profile("kliqs", deadline=None)  # no test fails on a clock
hypothesis.settings.load_profile("kliqs")


@dataclass(frozen=True, slots=True)
class Store:
    """A log, a store and their database."""

    settings: Settings
    db: Connection
    files: ClickStore
    open_things: ExitStack

    def segment(self, name: str, data: bytes) -> Path:
        """What a process that is gone has left; more of it when it is there already."""
        path = self.settings.click_log_dir / f"{name}{SUFFIX}"
        with path.open("ab") as file:
            file.write(data)
        return path

    def started(self) -> Batch:
        """A loader just started."""
        db = self.open_things.enter_context(open_duckdb(scratch_folder(self.settings)))
        return new_batch(self.settings, self.db, db, self.files)

    def load(self, batch: Batch | None = None) -> Batch:
        """Load until nothing is new, in a loader just started unless one is given."""
        batch = batch or self.started()
        while True:
            load_once(batch)
            if batch.reading.is_empty:
                return batch

    def counts(self) -> Counts:
        """`(link, day) -> (human, preview, bot, visitors)` as committed."""
        rows = self.db.execute(
            "SELECT link_id, day, human, preview, bot, visitors FROM clicks_linkday ORDER BY link_id, day"
        ).fetchall()
        return {(row[0], str(row[1])): tuple(row[2:]) for row in rows}

    def rejected(self) -> dict[str, int]:
        return dict(self.db.execute("SELECT reason, count FROM clicks_loadercount").fetchall())

    def rows(self, columns: str = "*") -> list[tuple[Any, ...]]:
        """What the listed files hold, by id."""
        paths = [str(self.files.path(file.name)) for file in live_files(self.db)]
        if not paths:
            return []
        return duckdb.execute(f"SELECT {columns} FROM read_parquet(?) ORDER BY id", [paths]).fetchall()

    def file_names(self) -> set[str]:
        """What lies in the store's folder."""
        return {path.name for path in self.settings.clicks_dir.iterdir()}


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    with open_store(database_url, tmp_path) as opened:
        yield opened


@contextmanager
def open_store(database_url: str, folder: Path) -> Iterator[Store]:
    """With its log and its files in a folder that is there."""
    settings = msgspec.structs.replace(
        load(), data_dir=folder, database_url=database_url, clicks_url=f"parquet://{folder / 'clicks'}"
    )
    settings.click_log_dir.mkdir()
    settings.clicks_dir.mkdir()
    with ExitStack() as open_things:
        connection = Connection(Database(database_url))
        open_things.callback(connection.close)
        yield Store(settings, connection, ClickStore(settings.clicks_dir), open_things)
