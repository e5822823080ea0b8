"""A click log and a store of a test's own, and the lines to fill them with."""

from dataclasses import dataclass
from pathlib import Path

import hypothesis
import msgspec
import pytest

from kliqs.clicks.loader.running import load_once, new_batch, open_duckdb
from kliqs.clicks.loader.steps import Batch
from kliqs.clicks.log import SUFFIX
from kliqs.database import Connection, Database
from kliqs.settings import Settings, load

hypothesis.settings.register_profile("kliqs", deadline=None)  # no test fails on a clock
hypothesis.settings.load_profile("kliqs")

PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"
)


def line(
    number: int,
    ms: int,
    *,
    link: int = 7,
    workspace: int = 3,
    address: str = "114.124.1.1",
    agent: str = PHONE,
    outcome: str = "r",
    flags: str = "",
) -> bytes:
    """One record as the edge writes it."""
    return (
        f"1\t{'ab' * 8}-{number}\t{ms}\t{outcome}\t{workspace}\t{link}\ts{link}\tkliqs.me\tGET\t{address}\t{agent}"
        f"\thttps://www.instagram.com/p/1\tid-ID,id;q=0.9\tutm_source=wa\t{flags}\n"
    ).encode()


@dataclass(frozen=True, slots=True)
class Store:
    """A log and a store, with a loader that is not running: a test says when it loads."""

    settings: Settings

    def segment(self, name: str, data: bytes) -> Path:
        """What a process that is gone has left."""
        path = self.settings.click_log_dir / f"{name}{SUFFIX}"
        with path.open("ab") as file:
            file.write(data)
        return path

    def connection(self) -> Connection:
        return Connection(Database(self.settings.database_url))

    def batch(self) -> Batch:
        """A loader just started."""
        return new_batch(self.settings, self.connection(), open_duckdb(self.settings))

    def load(self, batch: Batch | None = None) -> Batch:
        """Load until nothing is new, in a loader just started unless one is given."""
        batch = batch or self.batch()
        while True:
            load_once(batch)
            if batch.reading.is_empty:
                return batch

    def counts(self) -> dict[tuple[int, str], tuple[int, int, int, int]]:
        """`(link, day) -> (human, preview, bot, visitors)` as committed."""
        connection = self.connection()
        rows = connection.execute("SELECT link_id, day, human, preview, bot, visitors FROM clicks_linkday").fetchall()
        connection.close()
        return {(row[0], str(row[1])): tuple(row[2:]) for row in rows}

    def rejected(self) -> dict[str, int]:
        connection = self.connection()
        rows = connection.execute("SELECT reason, count FROM clicks_loadercount").fetchall()
        connection.close()
        return dict(rows)


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Store:
    settings = msgspec.structs.replace(
        load(), data_dir=tmp_path, database_url=database_url, clicks_url=f"parquet://{tmp_path / 'clicks'}"
    )
    settings.click_log_dir.mkdir()
    settings.clicks_dir.mkdir()
    return Store(settings)
