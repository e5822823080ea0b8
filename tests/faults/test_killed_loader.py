"""The loader killed after each of its steps, and inside its transaction: totals stay exact."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from clicks.world import Counts, random_lines, recount
from kliqs.clicks.loader import steps
from kliqs.database import Connection, Database
from running.commands import environment

# With the packages of an install and no more: DuckDB needs some others for a part of what it offers.
AS_INSTALLED = """
import runpy, sys
sys.modules.update(dict.fromkeys(("numpy", "pandas", "pyarrow")))
runpy.run_module("faults.dying_loader", run_name="__main__")
"""
PLACES = [*(step.__name__ for step in steps.STEPS), "in commit"]


def run_loader(where: str, settings: dict[str, str], directory: Path) -> int:
    done = subprocess.run(
        [sys.executable, "-c", AS_INSTALLED, where],
        env=environment(settings | {"PYTHONPATH": str(Path(__file__).parents[1])}),
        cwd=directory,
        timeout=120,
        check=False,
    )
    return done.returncode


def committed(url: str) -> tuple[Counts, set[str]]:
    """The counts, and the names of the files that are listed."""
    connection = Connection(Database(url))
    rows = connection.execute("SELECT link_id, day, human, preview, bot, visitors FROM clicks_linkday").fetchall()
    names = connection.execute("SELECT name FROM clicks_clickfile").fetchall()
    connection.close()
    return {(row[0], str(row[1])): tuple(row[2:]) for row in rows}, {row[0] for row in names}


@pytest.mark.parametrize("where", PLACES)
def test_every_click_counts_once_wherever_the_loader_died(where: str, database_url: str, tmp_path: Path) -> None:
    settings = {"KLIQS_DATA_DIR": str(tmp_path), "KLIQS_DATABASE_URL": database_url, "KLIQS_SECRET_KEY": "of a test"}
    log = tmp_path / "click-log"
    log.mkdir()
    first, second = (random_lines(random.Random(seed), 300, first=seed * 300) for seed in (0, 1))
    (log / "0000000000001-first-0000.log").write_bytes(first)
    assert run_loader(where, settings, tmp_path) == 9
    assert run_loader(where, settings, tmp_path) in (9, 0)  # nothing may be left to do, and then no step is reached
    (log / "0000000000002-second-0000.log").write_bytes(second)
    assert run_loader("never", settings, tmp_path) == 0
    counts, listed = committed(database_url)
    assert dict(sorted(counts.items())) == recount(first + second)
    on_disk = {path.name for path in (tmp_path / "clicks").glob("clicks-*")}
    assert listed == on_disk
