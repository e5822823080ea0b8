"""Where the bench keeps its things, and how hard it tries."""

import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
BUILD = REPOSITORY / "build"
WORK = BUILD / "bench"  # on a real disk: durability is part of what is measured
SCRIPTS = Path(__file__).parent / "scripts"
PYTHON = sys.executable
KLIQS = str(Path(sys.executable).with_name("kliqs"))


@dataclass(frozen=True, slots=True)
class Effort:
    """`rounds` of `seconds` each for every contender; `many_links` is the size of the large database."""

    rounds: int = 5
    seconds: int = 4
    connections: int = 64
    many_links: int = 10_000_000
    is_quick: bool = False


QUICK = Effort(rounds=3, seconds=1, many_links=1_000_000, is_quick=True)


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def environment(settings: dict[str, str]) -> dict[str, str]:
    """This shell's environment with these settings and no other of Kliqs; the bench's own programs can be imported."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KLIQS_")}
    paths = [str(REPOSITORY), *filter(None, [kept.get("PYTHONPATH")])]
    return kept | {"PYTHONPATH": os.pathsep.join(paths)} | settings
