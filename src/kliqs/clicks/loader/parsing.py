"""From lines to the table `raw`. DuckDB reads them in bulk; Python looks at lines only when some are no records."""

from pathlib import Path

import duckdb

from kliqs.clicks.loader.segments import Reading
from kliqs.clicks.log.record import BETWEEN, PLAIN, VERSION

COLUMNS = (
    "version", "id", "ms", "outcome", "workspace", "link", "slug", "host", "method", "address", "agent", "referrer",
    "language", "query", "flags",
)  # fmt: skip
TEXTS = ("id", "slug", "host", "address", "agent", "referrer", "language", "query", "flags")
LATEST_MS = 4_102_444_800_000  # the year 2100
# `\N` cannot stand in a record, where an x follows a backslash: no field of one is NULL. A number that is not written
# as it would be written back is none: 7.5 would become 8.
READ = f"""
CREATE OR REPLACE TEMP TABLE raw AS
SELECT id, TRY_CAST(ms AS BIGINT) AS ms, outcome, TRY_CAST(workspace AS BIGINT) AS workspace,
       TRY_CAST(link AS BIGINT) AS link, slug, host, address, agent, referrer, language, query, flags,
       coalesce(version = '{VERSION.decode("ascii")}' AND outcome IN ('r', 'e', 'u')
                AND TRY_CAST(ms AS BIGINT)::VARCHAR = ms AND TRY_CAST(ms AS BIGINT) BETWEEN 0 AND {LATEST_MS}
                AND TRY_CAST(workspace AS BIGINT)::VARCHAR = workspace AND TRY_CAST(link AS BIGINT)::VARCHAR = link
                AND {" AND ".join(f"{name} IS NOT NULL" for name in TEXTS)}, false) AS is_usable
FROM read_csv(?, delim = '\t', quote = '', escape = '', comment = '', header = false, auto_detect = false,
              new_line = '\\n', null_padding = false, ignore_errors = false, nullstr = '\\N',
              columns = {{{", ".join(f"'{name}': 'VARCHAR'" for name in COLUMNS)}}})
"""
ESCAPED_PLAIN = PLAIN + b"\\"


def parse(db: duckdb.DuckDBPyConnection, scratch: Path, reading: Reading) -> int:
    """The scratch file's lines as rows of `raw`; returns how many are usable, and notes down why others are not."""
    if not reading.lines:
        return 0
    if not _read(db, scratch, reading.lines):
        _keep_records(scratch, reading)
        _read(db, scratch, reading.lines)
    unusable = db.execute("DELETE FROM raw WHERE NOT is_usable").fetchall()[0][0]
    reading.reject("unusable values", unusable)
    return reading.lines - int(unusable)


def _read(db: duckdb.DuckDBPyConnection, scratch: Path, lines: int) -> bool:
    """Whether every line was a record."""
    try:
        rows = db.execute(READ, [str(scratch)]).fetchall()[0][0]
    except duckdb.InvalidInputException:
        return False
    return bool(rows == lines)


def _keep_records(scratch: Path, reading: Reading) -> None:
    """Rewrite the scratch file without the lines that are no records of this version."""
    kept = scratch.with_suffix(".kept")
    lines = 0
    with scratch.open("rb") as source, kept.open("wb") as out:
        for line in source:
            if line.translate(None, ESCAPED_PLAIN) != BETWEEN:
                reading.reject("malformed line")
            elif not line.startswith(VERSION + b"\t"):
                reading.reject("unknown version")
            else:
                out.write(line)
                lines += 1
    kept.replace(scratch)
    reading.lines = lines
