"""Alternating rounds: each contender runs once a round while the others sleep, so that a slow minute hits all alike."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.cores import busy_seconds, ended_children_seconds, family_seconds
from bench.load import Load
from bench.processes import BenchFailed, Process

QUIET = 0.10  # of one core: more CPU than that taken by others makes a round worth repeating
LAST_ANSWERS_S = 0.3  # what was under way when the load ended may finish before the server is put to sleep
MOST_TRIES = 3  # rounds run for each round kept


@dataclass(frozen=True, slots=True)
class Contender:
    """A name, the server that answers (asleep when it is not its turn), one run of load on it, and what the server
    leans on besides (a database server), which stays awake."""

    name: str
    server: Process
    run: Callable[[], Load]
    beside: tuple[Process, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """One contender in one round. `server_s` is the server's CPU time; `others` the share of a core others took."""

    load: Load
    server_s: float
    others: float

    @property
    def cpu_us(self) -> float:
        """The server's CPU time for one request, in µs: steadier than requests a second on a shared machine."""
        return self.server_s / self.load.answered * 1e6


@dataclass(frozen=True, slots=True)
class Rounds:
    """What all contenders did, in the rounds that others disturbed least."""

    kept: list[dict[str, Seen]]

    def per_second(self, name: str) -> float:
        """The median of requests a second."""
        return statistics.median(one[name].load.per_second for one in self.kept)

    def cpu_us(self, name: str) -> float:
        return statistics.median(one[name].cpu_us for one in self.kept)

    def figure(self, name: str, unit: str = "") -> str:
        """Requests a second and the server's CPU time for one, for the table."""
        return f"{self.per_second(name):,.0f}{unit}/s, {self.cpu_us(name):.1f} µs"

    def ratio(self, name: str, peer: str) -> float:
        """The median of the ratios within each round."""
        return statistics.median(one[name].load.per_second / one[peer].load.per_second for one in self.kept)

    @property
    def others(self) -> float:
        """The share of a core that others took, in the most disturbed of the rounds that were kept."""
        return max(seen.others for one in self.kept for seen in one.values())


def alternate(contenders: Sequence[Contender], rounds: int) -> Rounds:
    """Run rounds until enough were quiet, at most three times as many; keep the quietest. All servers end up awake."""
    servers = {id(each.server): each.server for each in contenders}.values()
    seen: list[dict[str, Seen]] = []
    try:
        for server in servers:
            server.sleep()
        for number in range(rounds * MOST_TRIES):
            order = contenders if number % 2 == 0 else contenders[::-1]
            seen.append({each.name: _run(each) for each in order})
            if sum(_disturbance(one) < QUIET for one in seen) >= rounds:
                break
    finally:
        for server in servers:
            server.wake()
    return Rounds(sorted(seen, key=_disturbance)[:rounds])


def _run(contender: Contender) -> Seen:
    contender.server.wake()
    try:
        server, own, busy = _server_seconds(contender), ended_children_seconds(), busy_seconds()
        load = contender.run()
        server = _server_seconds(contender) - server
        own = ended_children_seconds() - own
        others = busy_seconds() - busy - own - server
    finally:
        time.sleep(LAST_ANSWERS_S)
        contender.server.sleep()
    if not load.answered:
        raise BenchFailed(f"{contender.name} answered nothing; see {contender.server.log}")
    if load.refused:
        raise BenchFailed(f"{contender.name}: {load.refused} of {load.answered} answers were 400 or more")
    return Seen(load, server, max(0.0, others / load.seconds))


def _server_seconds(contender: Contender) -> float:
    return sum(family_seconds(each.pid) for each in (contender.server, *contender.beside))


def _disturbance(one: dict[str, Seen]) -> float:
    return max(seen.others for seen in one.values())
