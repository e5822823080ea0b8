"""The loader alone on one core: from lines of the click log to a committed Parquet file and counts.

The lines come from 300,000 people on 100,000 links, over the last hour. Beside it, in the same rounds, DuckDB copies
the same lines to Parquet and does nothing else: where a machine's speed wanders, that ratio says more than seconds do.
"""

import json
import shutil
import statistics
import subprocess
import time
from pathlib import Path

from bench.clicks_data import Traffic, lines
from bench.cores import SERVER_CORE, pinned
from bench.kliqs import run_kliqs
from bench.places import PYTHON, WORK, Effort, environment
from bench.processes import BenchFailed
from bench.report import Count, Line, Report
from kliqs.clicks.log import SUFFIX
from kliqs.clicks.log.segments import FULL_BYTES

CLICKS = 2_000_000
QUICK_CLICKS = 500_000
HOUR_MS = 3_600_000
BUDGET_A_SECOND = 200_000


def measure(effort: Effort) -> Report:
    clicks = QUICK_CLICKS if effort.is_quick else CLICKS
    segments = _segments(clicks)
    runs, copies = [], []
    for _ in range(effort.rounds):
        runs.append(_load(segments, clicks))
        copies.append(_copy(segments))
    loaded = min(int(run["rows"]) for run in runs)
    loader, copier = _per_second(runs), _per_second(copies)
    line = Line(
        what=f"loader, {clicks:,} clicks",
        figure=f"{loader:,.0f} clicks a CPU second",
        peer=f"{BUDGET_A_SECOND:,} clicks/s",
        ratio=loader / BUDGET_A_SECOND,
        budget=1.0,
    )
    shutil.rmtree(segments)
    note = f"DuckDB copies {copier:,.0f} lines a CPU second: the loader does {loader / copier:.2f} of that"
    return Report([line], [Count("clicks loaded", clicks, loaded, clicks)], [note])


def _per_second(runs: list[dict[str, float]]) -> float:
    return statistics.median(run["rows"] / run["cpu_s"] for run in runs)


def _segments(clicks: int) -> Path:
    """A folder with the click log of a process that has ended."""
    folder = WORK / "segments"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    start = time.time_ns() // 1_000_000 - HOUR_MS
    size = FULL_BYTES
    for chunk in lines(clicks, Traffic(start_ms=start, span_ms=HOUR_MS)):
        if size >= FULL_BYTES:
            path, size = folder / f"{start:013d}-{'0' * 16}-{len(list(folder.iterdir())):06d}{SUFFIX}", 0
        with path.open("ab") as segment:
            size += segment.write(chunk)
    return folder


def _load(segments: Path, clicks: int) -> dict[str, float]:
    """One run in a folder of its own; what `bench.load_clicks` prints."""
    directory = WORK / "loader"
    shutil.rmtree(directory, ignore_errors=True)
    shutil.copytree(segments, directory / "click-log")
    settings = {"KLIQS_DATA_DIR": str(directory)}
    run_kliqs(directory, settings, "migrate")
    return _run("the loader", directory, ["bench.load_clicks", str(clicks)], settings)


def _copy(segments: Path) -> dict[str, float]:
    """What `bench.peers.copying` prints."""
    directory = WORK / "loader"
    arguments = [str(segments / f"*{SUFFIX}"), str(directory / "copy.parquet")]
    return _run("the copy", directory, ["bench.peers.copying", *arguments], {})


def _run(what: str, directory: Path, program: list[str], settings: dict[str, str]) -> dict[str, float]:
    """Run a program of the bench on the server's core, and read the JSON it prints last."""
    done = subprocess.run(
        pinned(SERVER_CORE, [PYTHON, "-m", *program]),
        env=environment(settings),
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BenchFailed(f"{what} failed:\n{done.stdout}{done.stderr}")
    said: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return said
