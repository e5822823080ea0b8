"""Databases of many links, made by bulk SQL once and kept under `build/` between runs.

Only Routes are made, which is all a redirect reads. Slugs are as random slugs are, seven characters in no order, yet
each follows from its number, so that `scripts/walk.lua` can ask for any of them.
"""

import shutil
import sqlite3
from pathlib import Path

from bench.kliqs import Kliqs, forget_clicks
from bench.places import WORK

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz-"  # 32 characters: five bits each
MULTIPLIER = 398_764_591  # odd, so that numbers and slugs of 35 bits are one to one; small enough for Lua's numbers
STRIDE = 7_368_787  # prime, so that a walk meets every link once, and none beside the last
DONE = "links-are-made"

INSERT = f"""
WITH RECURSIVE number(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM number WHERE i + 1 < :links),
     scattered(i, x) AS (SELECT i, (i * {MULTIPLIER}) % 34359738368 FROM number)
INSERT INTO routes_route (domain_id, slug, target, workspace_id, destination)
SELECT 1,
       {" || ".join(f"substr('{ALPHABET}', 1 + ((x >> {bits}) & 31), 1)" for bits in range(30, -1, -5))},
       i + 1, :workspace, 'https://marketku.id/products/' || i
FROM scattered
"""


def slug(number: int) -> str:
    """The slug of a link, by its number from 0."""
    scattered = number * MULTIPLIER % 2**35
    return "".join(ALPHABET[scattered >> bits & 31] for bits in range(30, -1, -5))


def walk(links: int, start: int) -> tuple[str, ...]:
    """The arguments of `scripts/walk.lua`."""
    return (str(links), str(MULTIPLIER), str(STRIDE), str(start))


def many_links(links: int) -> Path:
    """The data folder with a database of that many links and no clicks; a few minutes for ten million."""
    directory = WORK / f"links-{links}"
    if (directory / DONE).exists():
        forget_clicks(directory)
        return directory
    shutil.rmtree(directory, ignore_errors=True)
    with Kliqs(directory):
        pass  # makes the tables and a workspace
    connection = sqlite3.connect(directory / "kliqs.sqlite3", isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -2000000")
    workspace = connection.execute("SELECT MIN(id) FROM accounts_workspace").fetchone()[0]
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute(INSERT, {"links": links, "workspace": workspace})
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    (directory / DONE).touch()
    return directory


def read_through(directory: Path) -> None:
    """Read the database once, so that its pages are in the system's cache, as those of a server that runs are."""
    with (directory / "kliqs.sqlite3").open("rb", buffering=0) as file:
        buffer = bytearray(16 * 1024 * 1024)
        while file.readinto(buffer):
            pass
