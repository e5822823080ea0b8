"""Redirect p99 while people's pages are being loaded, against the same without: both planes share one process.

A signed-in person's dashboard, the docs and the home page are loaded in turn, as fast as two connections get them,
while redirects come at a steady, modest rate.
"""

import json
import statistics
import subprocess

import httpx

from bench.cores import LOAD_CORE, pinned
from bench.kliqs import Kliqs
from bench.load import Load, load
from bench.person import sign_in
from bench.places import PYTHON, SCRIPTS, WORK, Effort, environment
from bench.probe import Latency
from bench.processes import BenchFailed
from bench.report import Line, Report

RATE = 1_000  # redirects a second
SECONDS_A_ROUND = 10
READERS = 2
LINKS = 200
BUDGET = 3.0


def measure(effort: Effort) -> Report:
    seconds = 3 if effort.is_quick else SECONDS_A_ROUND
    alone: list[Latency] = []
    beside: list[Latency] = []
    pages: list[float] = []
    with Kliqs(WORK / "dashboards") as kliqs:
        for number in range(LINKS):
            kliqs.create(f"link-{number}", f"https://marketku.id/products/{number}")
        page_arguments = _pages(kliqs)
        _load_pages(kliqs, page_arguments, 2)
        _probe(kliqs, 1)
        for _ in range(effort.rounds):
            alone.append(_probe(kliqs, seconds))
            latency, loaded = _probe_beside_pages(kliqs, page_arguments, seconds)
            beside.append(latency)
            pages.append(loaded.per_second)
        count = kliqs.count("redirects beside dashboards")
    return Report([_line(alone, beside, statistics.median(pages))], [count])


def _probe_beside_pages(kliqs: Kliqs, pages: tuple[str, ...], seconds: int) -> tuple[Latency, Load]:
    probing = _start_probe(kliqs, seconds)
    loaded = _load_pages(kliqs, pages, seconds)
    return _end_probe(kliqs, probing), loaded


def _probe(kliqs: Kliqs, seconds: int) -> Latency:
    return _end_probe(kliqs, _start_probe(kliqs, seconds))


def _start_probe(kliqs: Kliqs, seconds: int) -> "subprocess.Popen[str]":
    command = [PYTHON, "-m", "bench.probe", str(kliqs.port), "link-0", str(RATE), str(seconds)]
    return subprocess.Popen(pinned(LOAD_CORE, command), env=environment({}), stdout=subprocess.PIPE, text=True)


def _end_probe(kliqs: Kliqs, probing: "subprocess.Popen[str]") -> Latency:
    said, _ = probing.communicate()
    if probing.returncode != 0:
        raise BenchFailed("the probe of redirects failed; its error is above")
    latency = Latency(**json.loads(said))
    kliqs.visited(Load(latency.answered, 1.0, 0, latency.sent - latency.answered, 0))
    return latency


def _load_pages(kliqs: Kliqs, pages: tuple[str, ...], seconds: int) -> Load:
    seen = load(kliqs.base, seconds, READERS, SCRIPTS / "pages.lua", pages)
    if seen.refused:
        raise BenchFailed(f"{seen.refused} of {seen.answered} pages were answered with 400 or more")
    return seen


def _pages(kliqs: Kliqs) -> tuple[str, ...]:
    """The arguments of `scripts/pages.lua`: a signed-in person's cookie, then host and path of each page."""
    hosts = {name: f"{name}.{kliqs.domain}" for name in ("dash", "docs", "home")}
    pages = [(hosts["dash"], "/"), (hosts["dash"], "/settings/api-keys"), (hosts["docs"], "/"), (hosts["home"], "/")]
    cookie = sign_in(kliqs, hosts["dash"])
    for host, path in pages:
        answer = httpx.get(f"{kliqs.base}{path}", headers={"Host": host, "Cookie": cookie}, timeout=30)
        if answer.status_code != 200:
            raise BenchFailed(f"{host}{path} answered {answer.status_code}")
    return (cookie, *(part for page in pages for part in page))


def _line(alone: list[Latency], beside: list[Latency], pages: float) -> Line:
    without = statistics.median(each.p99 for each in alone)
    with_pages = statistics.median(each.p99 for each in beside)
    return Line(
        what=f"redirect p99 while {pages:,.0f} pages/s are loaded",
        figure=f"{with_pages:.2f} ms",
        peer=f"without pages {without:.2f} ms",
        ratio=with_pages / without,
        budget=BUDGET,
        is_ceiling=True,
        details={
            "p50_alone_ms": statistics.median(each.p50 for each in alone),
            "p50_beside_ms": statistics.median(each.p50 for each in beside),
            "longest_beside_ms": max(each.longest for each in beside),
        },
    )
