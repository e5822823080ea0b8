"""From lines to the rows `raw`. DuckDB reads them in bulk; Python looks at lines only when some are no records.

An agent that is known comes as its `shape` and `digest`, another one as its text: `agent`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb

from kliqs.clicks.loader.engine import NO_TEXT, hold, quoted, release
from kliqs.clicks.loader.segments import Reading
from kliqs.clicks.log.record import BETWEEN, LONGEST, PLAIN, VERSION

COLUMNS = (
    "version", "id", "ms", "outcome", "workspace", "link", "slug", "host", "method", "address", "agent", "referrer",
    "language", "query", "flags",
)  # fmt: skip
NUMBERS = ("ms", "workspace", "link")
TYPES = ", ".join(f"'{name}': '{'BIGINT' if name in NUMBERS else 'VARCHAR'}'" for name in COLUMNS)
OUTCOMES = ("r", "e", "u")
LATEST_MS = 4_102_444_800_000  # the year 2100
# A number is what DuckDB takes for one (it rounds 7.5, which the log never writes): to read it as text and compare
# would take 0.5 µs a line. A condition in a column is checked in less time than in WHERE.
READ = f"""
SELECT CASE WHEN version = '{VERSION.decode("ascii")}' AND outcome IN {OUTCOMES} AND ms BETWEEN 0 AND {LATEST_MS}
            THEN id ELSE error('no record') END AS id,
       ms, outcome, workspace, link, slug, host, address, referrer, language, query, flags,
       CASE WHEN agents.number IS NULL THEN agent END AS agent, agents.number AS shape, agents.digest
FROM read_csv([{{files}}], delim = '\t', quote = '', escape = '', comment = '', header = false, auto_detect = false,
              new_line = '\\n', null_padding = false, ignore_errors = false, nullstr = '{NO_TEXT}',
              columns = {{{{{TYPES}}}}})
LEFT JOIN agents ON agents.text = agent
"""
ESCAPED_PLAIN = PLAIN + b"\\"
# From so many bytes on, lines are more than the agents that are known. DuckDB takes any file for some 40 lines, and
# would rather look the agents up among them.
MANY_BYTES = 8 * 1024 * 1024
NUMBER = re.compile(rb"-?[0-9]{1,18}")


def parse(db: duckdb.DuckDBPyConnection, scratch: Path, reading: Reading) -> int:
    """The lines of a reading as rows of `raw`; returns how many, and notes down why others are none."""
    if not reading.files:
        return 0
    try:
        return _read(db, reading.files)
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        kept = scratch.with_suffix(".kept")
        _keep_records(kept, reading)
        rows = _read(db, [kept])
        kept.unlink()
        return rows


def _read(db: duckdb.DuckDBPyConnection, files: list[Path]) -> int:
    release(db, "raw")
    if sum(file.stat().st_size for file in files) >= MANY_BYTES:
        db.execute("SET disabled_optimizers = 'build_side_probe_side'")
    try:
        hold(db, "raw", READ.format(files=", ".join(quoted(file) for file in files)))
    finally:
        db.execute("RESET disabled_optimizers")
    rows: int = db.execute("SELECT count(*) FROM raw").fetchall()[0][0]
    return rows


def _keep_records(kept: Path, reading: Reading) -> None:
    """Write the lines that are records of this version to a file of their own. Empty lines say nothing and are passed
    over, here as by DuckDB."""
    with kept.open("wb") as out:
        for line in _lines(reading.files):
            if reason := _flaw(line):
                reading.reject(reason)
            elif line != b"\n":
                out.write(line)


def _lines(files: list[Path]) -> Iterator[bytes]:
    for file in files:
        with file.open("rb") as lines:
            yield from lines


def _flaw(line: bytes) -> str:
    """Why a line is no record; nothing when it is one, or is empty."""
    if line == b"\n":
        return ""
    if line.translate(None, ESCAPED_PLAIN) != BETWEEN or len(line) > LONGEST:
        return "malformed line"
    version, *fields = line[:-1].split(b"\t")
    if version != VERSION:
        return "unknown version"
    values = dict(zip(COLUMNS[1:], fields, strict=True))
    is_usable = (
        all(NUMBER.fullmatch(values[name]) for name in NUMBERS)
        and 0 <= int(values["ms"]) <= LATEST_MS
        and values["outcome"].decode("ascii") in OUTCOMES
    )
    return "" if is_usable else "unusable values"
