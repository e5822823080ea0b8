"""Every panel of analytics, over 20 million clicks of 60 days, for a workspace that owns a tenth of them.

The store is loaded by the server's own loader, merging included, and kept in `build/bench` for the next run.
"""

import html
import os
import re
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec

from bench.clicks_data import DAY_MS, LARGE_WORKSPACE, Traffic, lines
from bench.kliqs import Kliqs, run_kliqs
from bench.person import sign_in
from bench.places import PYTHON, WORK, Effort, environment
from bench.processes import BenchFailed
from bench.report import Count, Line, Report
from kliqs.clicks.manifest import NewFile, live_files
from kliqs.clicks.questions.asking import Asking, ClickReader
from kliqs.clicks.questions.events import events
from kliqs.clicks.questions.orphans import orphans
from kliqs.clicks.questions.scope import Scope, moment
from kliqs.clicks.questions.series import series
from kliqs.clicks.questions.top import top
from kliqs.clicks.questions.totals import totals
from kliqs.settings import load
from kliqs.web.dashboard.analytics.panels import PANELS

CLICKS, QUICK_CLICKS = 20_000_000, 2_000_000
DAYS = 60
JAKARTA_MIDNIGHT_MS = 17 * 3_600_000  # into a UTC day
BUDGET_MS = 150
OVERVIEW_BUDGET_MS, OVERVIEW_PERIOD, CONNECTIONS_OF_A_BROWSER = 500, "90", 6
PANEL = re.compile(r'hx-get="(/analytics/(?:panels/|orphans)[^"]+)"')
SEGMENT_BYTES = 64 * 1024 * 1024
LISTS = ("link", "country", "city", "device", "browser", "referrer_host", "referrer", "utm_source")

Panel = tuple[str, Callable[[ClickReader], object]]


def measure(effort: Effort) -> Report:
    clicks = QUICK_CLICKS if effort.is_quick else CLICKS
    directory = _store(clicks)
    settings = msgspec.structs.replace(
        load(),
        data_dir=directory,
        database_url=f"sqlite:///{directory / 'kliqs.sqlite3'}",
        clicks_url=f"parquet://{directory / 'clicks'}",
    )
    with closing(ClickReader(settings)) as reader:
        files: list[NewFile] = reader.now(_files)
        last = max(file.last_ms for file in files)
        # Days as they are in Jakarta: the first and the last are parts of UTC days, as today is for its owner.
        until = moment((last // DAY_MS * DAY_MS) + JAKARTA_MIDNIGHT_MS)
        scope = Scope(LARGE_WORKSPACE, until - timedelta(days=DAYS), until, "Asia/Jakarta")
        seen = {name: _times(ask, reader, effort.rounds) for name, ask in _panels(scope)}
    slowest = max(seen, key=lambda name: seen[name][0])
    details: dict[str, float | str] = {
        name: f"{wall:.0f} ms, {cpu:.0f} ms of CPU" for name, (wall, cpu) in seen.items()
    }
    line = Line(
        what=f"slowest panel ({slowest}), {clicks:,} clicks",
        figure=f"{seen[slowest][0]:.0f} ms",
        peer=f"{BUDGET_MS} ms",
        ratio=seen[slowest][0] / BUDGET_MS,
        budget=1.0,
        is_ceiling=True,
        details=details,
    )
    count = Count("clicks in the store", clicks, sum(file.rows for file in files), clicks)
    return Report([line, _overview(directory, clicks, effort)], [count])


def _overview(directory: Path, clicks: int, effort: Effort) -> Line:
    """The board as its owner's browser loads it: the page with figures and chart, then all its lists at once."""
    with Kliqs(directory, is_fresh=False) as kliqs:
        host = f"dash.{kliqs.domain}"
        headers = {"Host": host, "Cookie": sign_in(kliqs, host)}
        with (
            httpx.Client(base_url=kliqs.base, headers=headers, timeout=60) as owner,
            ThreadPoolExecutor(CONNECTIONS_OF_A_BROWSER) as pool,
        ):

            def load_all() -> None:
                page = owner.get(f"/analytics?period={OVERVIEW_PERIOD}").text
                panels = [html.unescape(path) for path in PANEL.findall(page)]
                if len(panels) < len(PANELS):
                    raise BenchFailed(f"the overview loads {len(panels)} lists")
                for answer in pool.map(owner.get, panels):
                    if answer.status_code != 200:
                        raise BenchFailed(f"{answer.url} answered {answer.status_code}")

            load_all()
            took = []
            for _ in range(effort.rounds):
                began = time.perf_counter()
                load_all()
                took.append((time.perf_counter() - began) * 1000)
    seen = statistics.median(took)
    return Line(
        what=f"overview page complete, {clicks:,} clicks",
        figure=f"{seen:.0f} ms",
        peer=f"{OVERVIEW_BUDGET_MS} ms",
        ratio=seen / OVERVIEW_BUDGET_MS,
        budget=1.0,
        is_ceiling=True,
        details={"slowest of its rounds": f"{max(took):.0f} ms"},
    )


def _panels(scope: Scope) -> Iterator[Panel]:
    yield "totals", lambda reader: reader.now(totals, scope)
    yield "by day", lambda reader: reader.now(series, scope, "day", visitors=False)
    yield "by hour", lambda reader: reader.now(series, scope, "hour", visitors=False)
    for name in LISTS:
        yield f"by {name}", lambda reader, name=name: reader.now(top, scope, name, visitors=False)  # type: ignore[misc]
    yield "events", lambda reader: reader.now(events, scope)
    yield "orphans", lambda reader: reader.now(orphans, scope)


def _times(ask: Callable[[ClickReader], object], reader: ClickReader, rounds: int) -> tuple[float, float]:
    """Median ms, by the clock and of CPU, after a first time that nobody measures."""
    ask(reader)
    walls, cpus = [], []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        ask(reader)
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    return statistics.median(walls), statistics.median(cpus)


def _files(asked: Asking) -> list[NewFile]:
    return live_files(asked.db)


def _store(clicks: int) -> Path:
    """A data folder with so many loaded clicks."""
    directory = WORK / f"panels-{clicks}"
    if (directory / "loaded").exists():
        return directory
    shutil.rmtree(directory, ignore_errors=True)  # one that was broken off would be loaded on top of
    log = directory / "click-log"
    log.mkdir(parents=True)
    start = time.time_ns() // 1_000_000 // DAY_MS * DAY_MS - DAYS * DAY_MS
    _write_segments(log, lines(clicks, Traffic(start_ms=start, span_ms=DAYS * DAY_MS)))
    settings: dict[str, Any] = {"KLIQS_DATA_DIR": str(directory)}
    run_kliqs(directory, settings, "migrate")
    command = [PYTHON, "-m", "bench.load_clicks", str(clicks)]
    done = subprocess.run(command, env=environment(settings), cwd=directory, check=False, stdout=subprocess.DEVNULL)
    if done.returncode != 0:
        raise BenchFailed("the clicks could not be loaded")
    run_kliqs(directory, settings, "clicks", "rebuild")
    (directory / "loaded").touch()
    return directory


def _write_segments(log: Path, chunks: Iterator[bytes]) -> None:
    number, file = 0, None
    for chunk in chunks:
        if file is None or os.fstat(file.fileno()).st_size > SEGMENT_BYTES:
            if file is not None:
                file.close()
            file = (log / f"{number:013d}-{'0' * 16}-0000.log").open("wb", buffering=0)
            number += 1
        file.write(chunk)
    if file is not None:
        file.close()
