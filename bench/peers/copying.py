"""The loader's peer: DuckDB alone copies the same log lines to one Parquet file, and nothing is found, counted or
committed. `python -m bench.peers.copying LOGS PARQUET` prints JSON, as `bench.load_clicks` does.
"""

import json
import sys
import time
from pathlib import Path

from kliqs.clicks.loader.engine import open_duckdb
from kliqs.clicks.loader.parsing import COLUMNS


def main(logs: str, parquet: Path) -> None:
    """Copy the files of a pattern with the loader's own bounds: one thread, 512 MB."""
    started = time.process_time()
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in COLUMNS)
    lines = (
        f"read_csv('{logs}', delim = '\t', quote = '', escape = '', header = false, auto_detect = false,"
        f" columns = {{{columns}}})"
    )
    with open_duckdb(parquet.parent / "scratch") as db:
        copied = db.execute(f"COPY (FROM {lines}) TO '{parquet}' (FORMAT parquet, COMPRESSION zstd)").fetchall()
    print(json.dumps({"rows": copied[0][0], "cpu_s": time.process_time() - started}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
