"""Loads every click that waits in a data folder, and says how fast: `python -m bench.load_clicks` prints JSON.

A program of its own, so that it can be held on one core. Settings as for any Kliqs, in `KLIQS_*`.
"""

import json
import time

from kliqs.clicks.loader.running import keep_house, load_once, new_batch, open_duckdb
from kliqs.database import Connection, Database
from kliqs.settings import load


def main() -> None:
    """Load all, then merge files and clean up as the loader does between batches; each with its own time."""
    settings = load()
    settings.clicks_dir.mkdir(parents=True, exist_ok=True)
    connection, db = Connection(Database(settings.database_url)), open_duckdb(settings)
    batch = new_batch(settings, connection, db)
    rows = 0
    started = time.perf_counter()
    while True:
        load_once(batch)
        rows += batch.rows
        if batch.reading.is_empty:
            break
    loaded = time.perf_counter()
    keep_house(batch)
    merged = time.perf_counter()
    print(json.dumps({"rows": rows, "loading_s": loaded - started, "merging_s": merged - loaded}))


if __name__ == "__main__":
    main()
