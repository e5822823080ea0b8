"""wrk, Debian's load generator: keep-alive connections from one thread on a core of its own."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench.cores import LOAD_CORE, pinned
from bench.processes import BenchFailed

DONE = re.compile(r"(\d+) requests in ([\d.]+)(ms|s|m)\b")
REFUSED = re.compile(r"Non-2xx or 3xx responses: (\d+)")
ERRORS = re.compile(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")
SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0}


@dataclass(frozen=True, slots=True)
class Load:
    """What one run of wrk saw. `refused` are answers of 400 and up; `broken` connections that failed."""

    answered: int
    seconds: float
    refused: int
    broken: int
    connections: int

    @property
    def per_second(self) -> float:
        return self.answered / self.seconds

    @property
    def most_sent(self) -> int:
        """Each connection may have had one request under way at the end, or when it broke."""
        return self.answered + self.connections + self.broken


def load(url: str, seconds: int, connections: int, script: Path | None = None, arguments: tuple[str, ...] = ()) -> Load:
    """Run wrk on the load's core. Raises BenchFailed when it is missing or says nothing."""
    if shutil.which("wrk") is None:
        raise BenchFailed("wrk is missing: apt-get install -y wrk")
    command = ["wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s"]
    if script is not None:
        command += ["--script", str(script)]
    command += [url, *(("--", *arguments) if arguments else ())]
    said = subprocess.run(pinned(LOAD_CORE, command), capture_output=True, text=True, check=False)
    done = DONE.search(said.stdout)
    if done is None:
        raise BenchFailed(f"{' '.join(command)} said:\n{said.stdout}{said.stderr}")
    refused, errors = REFUSED.search(said.stdout), ERRORS.search(said.stdout)
    return Load(
        answered=int(done[1]),
        seconds=float(done[2]) * SECONDS[done[3]],
        refused=int(refused[1]) if refused else 0,
        broken=sum(map(int, errors.groups())) if errors else 0,
        connections=connections,
    )
