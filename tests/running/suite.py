"""`make test`: the whole suite on SQLite, then once more on PostgreSQL what depends on the engine.

When `KLIQS_DATABASE_URL` names a database server, the suite runs there and nowhere else.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence

from running.postgres import running_postgres

# Tests of a file share a server, so they stay on one worker. `conftest` has put the longest files first.
PARALLEL = ("-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder")
INTERRUPTED = 2
NO_TESTS = 5


def run_suite(arguments: Sequence[str]) -> int:
    """Run it; returns the exit code for the whole."""
    if url := os.environ.get("KLIQS_DATABASE_URL"):
        return _pytest(url, arguments)
    first = _pytest("", arguments)
    if first == INTERRUPTED:
        return first
    with running_postgres() as postgres:
        second = _pytest(postgres.url, ("--engine-only", *arguments))
    if arguments and NO_TESTS in (first, second):  # a selection may have nothing to do on one of them
        return min(first, second)
    return first or second


def _pytest(url: str, arguments: Sequence[str]) -> int:
    command = [sys.executable, "-m", "pytest", *PARALLEL, *arguments]
    with subprocess.Popen(command, env=os.environ | {"KLIQS_DATABASE_URL": url}) as run:
        # Ctrl-C reaches pytest too, which ends its servers; wait for that.
        before = signal.signal(signal.SIGINT, lambda *_: None)
        try:
            return run.wait()
        finally:
            signal.signal(signal.SIGINT, before)


if __name__ == "__main__":
    sys.exit(run_suite(sys.argv[1:]))
