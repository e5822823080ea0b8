"""From lines to the rows `raw`. DuckDB reads them in bulk; Python looks at lines only when some are no records.

An agent that is known comes as its `shape` and `digest`, another one as its text: `agent`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from kliqs.clicks.loader.engine import DISABLED, hold, release
from kliqs.clicks.loader.segments import Reading
from kliqs.clicks.log.record import BETWEEN, FIELDS, LONGEST, PLAIN, VERSION
from kliqs.clicks.store import quoted

COLUMNS = (
    "version", "id", "ms", "outcome", "workspace", "link", "slug", "host", "method", "address", "agent", "referrer",
    "language", "query", "flags",
)  # fmt: skip
NUMBERS = ("ms", "workspace", "link")
TYPES = ", ".join(f"'{name}': 'VARCHAR'" for name in COLUMNS)
OUTCOMES = ("r", "e", "u")
LATEST_MS = 4_102_444_800_000  # the year 2100
ONE_LETTER = ("version", "outcome")
# Beside its fields a line has 14 tabs and an end.
BYTES = " + ".join([*(f"strlen({name})" for name in COLUMNS if name not in ONE_LETTER), str(len(ONE_LETTER) + FIELDS)])
# A number that is not written as it would be written back is none: 7.5 would become 8. In a column the condition takes
# less time than in WHERE.
READ = f"""
SELECT CASE WHEN version = '{VERSION.decode("ascii")}' AND read_outcome IS NOT NULL
                 AND {" AND ".join(f"read_{name}::VARCHAR = {name}" for name in NUMBERS)}
                 AND read_ms BETWEEN 0 AND {LATEST_MS}
            THEN id ELSE error('no record') END AS id,
       {", ".join(f"read_{name} AS {name}" for name in NUMBERS)}, workspace AS workspace_text,
       read_outcome AS outcome, slug, host, address, referrer, language, query, flags,
       CASE WHEN agents.number IS NULL THEN agent END AS agent, agents.number AS shape, agents.digest, {BYTES} AS bytes
FROM (SELECT *, {", ".join(f"TRY_CAST({name} AS BIGINT) AS read_{name}" for name in NUMBERS)},
             TRY_CAST(outcome AS ENUM {OUTCOMES}) AS read_outcome
      FROM read_csv([{{files}}], delim = '\t', quote = '', escape = '', comment = '', header = false,
                    auto_detect = false, new_line = '\\n', null_padding = false, ignore_errors = false,
                    nullstr = '\\N', columns = {{{{{TYPES}}}}}))
LEFT JOIN agents ON agents.text = agent
"""
ESCAPED_PLAIN = PLAIN + b"\\"
# From so many bytes on, lines are more than the agents that are known. DuckDB takes any file for some 40 lines, and
# would rather look the agents up among them.
MANY_BYTES = 8 * 1024 * 1024
NUMBER = re.compile(rb"0|-?[1-9][0-9]{0,18}")  # as a BIGINT is written back, and perhaps too large for one
LEAST, LARGEST = -(2**63), 2**63 - 1


@dataclass(frozen=True, slots=True)
class Rows:
    """How many `raw` has, the bytes of their lines, and the first and last click among them, ms since 1970 UTC."""

    count: int = 0
    bytes: int = 0
    first_ms: int = 0
    last_ms: int = 0


def parse(db: duckdb.DuckDBPyConnection, scratch: Path, reading: Reading) -> Rows:
    """The lines of a reading as rows of `raw`; notes down why others are none. Raises OSError when a segment is shorter
    than it was."""
    if not reading.files:
        return Rows()
    try:
        rows = _read(db, reading.files)
    except duckdb.InvalidInputException:
        rows = None
    # What the rows lack of the files' bytes is empty lines, which DuckDB passes over, and rows with a field of `\N`,
    # which it reads as NULL: in a record an x follows a backslash.
    if rows is None or rows.bytes != reading.bytes:
        kept = scratch.with_suffix(".kept")
        _keep_records(kept, reading)
        rows = _read(db, [kept])
        kept.unlink()
    return rows


def _read(db: duckdb.DuckDBPyConnection, files: list[Path]) -> Rows:
    """Hold the lines of files as `raw`. Raises duckdb.InvalidInputException when one is no record."""
    release(db, "raw")
    if sum(file.stat().st_size for file in files) >= MANY_BYTES:
        db.execute(f"SET disabled_optimizers = '{DISABLED},build_side_probe_side'")
    try:
        hold(db, "raw", READ.format(files=", ".join(quoted(file) for file in files)))
    finally:
        db.execute(f"SET disabled_optimizers = '{DISABLED}'")
    found = db.execute("SELECT count(*), sum(bytes)::BIGINT, min(ms), max(ms) FROM raw").fetchall()[0]
    return Rows(*found) if found[0] else Rows()


def _keep_records(kept: Path, reading: Reading) -> None:
    """Write the lines that are records of this version to a file of their own."""
    size = 0
    with kept.open("wb") as out:
        for line in _lines(reading.files):
            size += len(line)
            if reason := _flaw(line):
                reading.reject(reason)
            else:
                out.write(line)
    if size != reading.bytes:
        raise OSError(f"the log has {size} bytes where it had {reading.bytes}")


def _lines(files: list[Path]) -> Iterator[bytes]:
    for file in files:
        with file.open("rb") as lines:
            yield from lines


def _flaw(line: bytes) -> str:
    """Why a line is no record; nothing when it is one."""
    if line.translate(None, ESCAPED_PLAIN) != BETWEEN or len(line) > LONGEST:
        return "malformed line"
    version, *fields = line[:-1].split(b"\t")
    if version != VERSION:
        return "unknown version"
    values = dict(zip(COLUMNS[1:], fields, strict=True))
    is_usable = (
        all(NUMBER.fullmatch(values[name]) and LEAST <= int(values[name]) <= LARGEST for name in NUMBERS)
        and 0 <= int(values["ms"]) <= LATEST_MS
        and values["outcome"].decode("ascii") in OUTCOMES
        and b"\\N" not in fields
    )
    return "" if is_usable else "unusable values"
