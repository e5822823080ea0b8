"""One batch, step by step. A fault test can kill the process after any of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from kliqs.clicks.loader.committing import commit_batch
from kliqs.clicks.loader.engine import hold, release
from kliqs.clicks.loader.enriching import Enricher, days_of, enriched
from kliqs.clicks.loader.memory import batch_bytes, memory_bytes
from kliqs.clicks.loader.parsing import Rows
from kliqs.clicks.loader.parsing import parse as parse_lines
from kliqs.clicks.loader.segments import Reading, read_batch
from kliqs.clicks.loader.visitors import Salts, SeenVisitors
from kliqs.clicks.manifest import NewFile
from kliqs.clicks.niceness import PromptThread
from kliqs.clicks.privacy import honouring
from kliqs.clicks.store import PASSING, ClickStore, quoted
from kliqs.database import Connection

BATCH_BYTES = batch_bytes(memory_bytes())
CLICKS = "SELECT link, workspace, day, kind, visitor FROM read_parquet({file}) WHERE outcome = 'r'"


@dataclass(slots=True)
class Batch:
    """What the steps work with, and what they hand on to each other. `committer`: where to commit, if not here."""

    log_directory: Path
    scratch: Path
    store: ClickStore
    connection: Connection
    db: duckdb.DuckDBPyConnection
    enricher: Enricher
    salts: Salts
    seen: SeenVisitors
    committer: PromptThread | None = None
    reading: Reading = field(default_factory=Reading)
    name: str = ""
    rows: Rows = field(default_factory=Rows)
    days: list[date] = field(default_factory=list)
    file: NewFile | None = None

    @property
    def lines(self) -> Path:
        return self.scratch / "lines.tsv"


def read(batch: Batch) -> None:
    """Find whole new lines of every segment."""
    batch.reading = read_batch(batch.log_directory, batch.connection, batch.lines, BATCH_BYTES)


def parse(batch: Batch) -> None:
    """Lines to rows."""
    batch.enricher.make_room()
    batch.rows = parse_lines(batch.db, batch.lines, batch.reading)
    batch.lines.unlink(missing_ok=True)


def prepare(batch: Batch) -> None:
    """Look up what agents and addresses say."""
    if batch.rows.count:
        batch.enricher.prepare(batch.rows.count)


def write(batch: Batch) -> None:
    """One immutable Parquet file, complete on disk before anything names it."""
    if not batch.rows.count:
        return
    rows = batch.rows
    batch.days = days_of(batch.db, rows)
    query = enriched(batch.salts.of(batch.days), honouring(batch.connection))
    written = batch.store.write(batch.db, batch.name, query, PASSING)
    assert written == rows.count, f"{rows.count} records became {written} rows"
    batch.file = batch.store.described(batch.name, rows.count, (rows.first_ms, rows.last_ms))
    release(batch.db, "raw")


def count(batch: Batch) -> None:
    """The clicks, and the people among them that are new today."""
    if not batch.rows.count:
        return
    hold(batch.db, "clicks", CLICKS.format(file=quoted(batch.store.path(batch.name))))
    batch.seen.hold(batch.connection, batch.days)
    batch.seen.find_new()


def commit(batch: Batch) -> None:
    """The file's row, the log's positions and the counts, in one transaction of the main database."""
    if batch.committer is None:
        commit_batch(batch.connection, batch.db, batch.reading, batch.file)
    else:
        batch.committer.do(commit_batch, batch.connection, batch.db, batch.reading, batch.file)


def remember(batch: Batch) -> None:
    """Only now have these visitors been seen."""
    if batch.rows.count:
        batch.seen.remember()
        release(batch.db, "clicks")


STEPS: tuple[Callable[[Batch], None], ...] = (read, parse, prepare, write, count, commit, remember)


def load_once(batch: Batch) -> None:
    """One batch, if there is anything new."""
    batch.rows, batch.file = Rows(), None
    with batch.store.new_name() as batch.name:
        for step in STEPS:
            step(batch)
            if batch.reading.is_empty:
                return
