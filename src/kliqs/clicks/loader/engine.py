"""DuckDB as the loader uses it: in memory, with bounds, since it shares the machine with the redirects."""

import shutil
from pathlib import Path

import duckdb

from kliqs.settings import Settings

MEMORY_LIMIT = "512MB"
DISABLED = "type_pushdown"  # it makes TRY_CAST of a CSV file's column an error


def open_duckdb(scratch: Path) -> duckdb.DuckDBPyConnection:
    """One thread, and what does not fit into memory goes to the scratch folder, made when missing. Nothing is ever
    downloaded."""
    scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
    db = duckdb.connect(
        ":memory:",
        config={
            "threads": 1,
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(scratch / "spilled"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": False,
        },
    )
    db.execute("SET enable_progress_bar = false")  # it would draw on the server's standard error
    db.execute(f"SET disabled_optimizers = '{DISABLED}'")
    return db


def hold(db: duckdb.DuckDBPyConnection, name: str, query: str) -> None:
    """Keep the rows of a query under a name until `release`, as they came: a table would work out statistics of all its
    columns, for 0.5 µs a line of the log. Only what is executed by name has a result that other statements may read."""
    db.execute(f"PREPARE held AS {query}")
    db.register(name, db.sql("EXECUTE held"))


def release(db: duckdb.DuckDBPyConnection, name: str) -> None:
    """Let go of rows and their memory, if there are any."""
    db.unregister(name)


def scratch_folder(settings: Settings) -> Path:
    """Beside the log's segments, since it holds addresses as they do and is no part of a backup either."""
    return settings.click_log_dir / "scratch"


def clear_scratch(settings: Settings) -> None:
    """Remove what a killed loader left."""
    folder = scratch_folder(settings)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
