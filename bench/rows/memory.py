"""Memory: of an idle server that has done a little of everything, and what each cached link adds.

A cached link's share is the growth of the server's own memory while redirects of many links fill the cache, divided
by their number. The loader waits meanwhile: its clicks are not the cache's.
"""

import socket
import time

import httpx

from bench.cores import resident_kb
from bench.kliqs import Kliqs
from bench.load import Load
from bench.many_links import many_links, slug
from bench.places import WORK, Effort
from bench.report import Line, Report

CACHED = 400_000  # of the 500,000 that the cache holds by default
LINKS = 1_000_000
FIRST = 1_000  # redirects before the first look, so that what is allocated once is there
AT_ONCE = 8  # requests under way on the one connection
IDLE_AFTER_S = 5
IDLE_BUDGET_MB = 150
LINK_BUDGET_BYTES = 400
NEVER_MS = "86400000"


def measure(effort: Effort) -> Report:
    return Report([_idle(), _a_cached_link(effort)])


def _idle() -> Line:
    """After a create, a redirect, its click loaded and a page of each surface."""
    with Kliqs(WORK / "idle") as kliqs:
        kliqs.create("idle", "https://marketku.id/")
        for host, path in ((kliqs.domain, "/idle"), (f"home.{kliqs.domain}", "/"), (f"docs.{kliqs.domain}", "/")):
            httpx.get(f"{kliqs.base}{path}", headers={"Host": host}, timeout=30)
        kliqs.visited(Load(1, 1.0, 0, 0, 0))
        kliqs.count("idle")
        time.sleep(IDLE_AFTER_S)
        idle_mb = resident_kb(kliqs.server.pid) / 1024
        own_mb = resident_kb(kliqs.server.pid, "RssAnon") / 1024
    return Line(
        what="memory, idle (resident)",
        figure=f"{idle_mb:.0f} MB, {own_mb:.0f} MB its own",
        peer=f"{IDLE_BUDGET_MB} MB",
        ratio=idle_mb / IDLE_BUDGET_MB,
        budget=1.0,
        is_ceiling=True,
    )


def _a_cached_link(effort: Effort) -> Line:
    cached = CACHED // 4 if effort.is_quick else CACHED
    directory = many_links(LINKS)
    with Kliqs(directory, {"KLIQS_LOADER_INTERVAL_MS": NEVER_MS}, is_fresh=False) as kliqs:
        _visit(kliqs.port, 0, FIRST)
        before = resident_kb(kliqs.server.pid, "RssAnon")
        _visit(kliqs.port, FIRST, FIRST + cached)
        grown = (resident_kb(kliqs.server.pid, "RssAnon") - before) * 1024 / cached
    return Line(
        what=f"memory of a cached link, {cached:,} of them",
        figure=f"{grown:.0f} bytes",
        peer=f"{LINK_BUDGET_BYTES} bytes",
        ratio=grown / LINK_BUDGET_BYTES,
        budget=1.0,
        is_ceiling=True,
    )


def _visit(port: int, first: int, last: int) -> None:
    """Follow each of these links once, some requests at a time."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        for start in range(first, last, AT_ONCE):
            numbers = range(start, min(start + AT_ONCE, last))
            ask = "".join(f"GET /{slug(number)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" for number in numbers)
            connection.sendall(ask.encode("ascii"))
            answers = b""
            while answers.count(b"\r\n\r\n") < len(numbers):
                answers += connection.recv(65_536)
            assert answers.count(b"HTTP/1.1 302 ") == len(numbers), answers
