"""Hot redirect: Kliqs on one core, every click logged, against nginx's `return 302` with its access log, on the same
core in turn.

Three shapes of request, since nginx and Kliqs pay differently for header fields: *bare* (Host only, as wrk sends),
*browser* (one browser's fields, the same every time) and *visitors* (20,000 visits of all kinds: header blocks rarely
repeat).
"""

import dataclasses
from dataclasses import dataclass
from pathlib import Path

from bench.kliqs import Kliqs
from bench.load import Load, load
from bench.peers.nginx import nginx
from bench.places import SCRIPTS, WORK, Effort
from bench.processes import Process
from bench.report import Line, Report
from bench.rounds import Contender, Rounds, alternate
from bench.visitors import BROWSER, write_requests

SLUG = "hot"
DESTINATION = "https://marketku.id/products/8f3f4f3f-1231-1231-1231"
VISITS = 20_000
BUDGET = 1.0


@dataclass(frozen=True, slots=True)
class Shape:
    """What requests look like: a wrk script and its arguments."""

    name: str
    script: Path | None = None
    arguments: tuple[str, ...] = ()

    def run(self, port: int, effort: Effort) -> Load:
        url = f"http://127.0.0.1:{port}/{SLUG}"
        return load(url, effort.seconds, effort.connections, self.script, self.arguments)


def measure(effort: Effort) -> Report:
    report = Report()
    with Kliqs(WORK / "hot") as kliqs, nginx(WORK / "nginx", DESTINATION) as peer:
        link_id = kliqs.create(SLUG, DESTINATION)
        for shape in _shapes():
            report.lines.append(_line(shape, _compare(kliqs, peer, shape, effort)))
        counted = kliqs.counted()
        report.notes.append(f"when the load ended, {counted:,} of {kliqs.answered:,} hot redirects had been counted")
        count = kliqs.count("hot redirects")
        report.counts.append(dataclasses.replace(count, counted=kliqs.clicks_of(link_id)))
    return report


def _shapes() -> tuple[Shape, ...]:
    browser = tuple(part for field in BROWSER.items() for part in field)
    visits = write_requests(WORK / "visitors.txt", VISITS)
    return (
        Shape("bare"),
        Shape("browser", SCRIPTS / "browser.lua", browser),
        Shape("visitors", SCRIPTS / "visitors.lua", (str(visits),)),
    )


def _compare(kliqs: Kliqs, peer: Process, shape: Shape, effort: Effort) -> Rounds:
    def visit() -> Load:
        return kliqs.visited(shape.run(kliqs.port, effort))

    visit()  # the first seconds of a server are not its usual ones
    shape.run(peer.port, effort)
    contenders = [
        Contender("kliqs", kliqs.server, visit),
        Contender("nginx", peer, lambda: shape.run(peer.port, effort)),
    ]
    return alternate(contenders, effort.rounds)


def _line(shape: Shape, seen: Rounds) -> Line:
    return Line(
        what=f"hot redirect, {shape.name}",
        figure=seen.figure("kliqs"),
        peer=f"nginx 302 {seen.figure('nginx')}",
        ratio=seen.ratio("kliqs", "nginx"),
        budget=BUDGET,
        details={
            "kliqs_cpu_us": seen.cpu_us("kliqs"),
            "nginx_cpu_us": seen.cpu_us("nginx"),
            "others": seen.others,
        },
    )
