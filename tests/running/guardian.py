"""Ends servers whose test run has died without ending them, be it by `kill -9`.

A small program beside the run: it is told of each process group that starts and ends, and when the pipe from the run
breaks, it ends those that are left.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

_guardian: "subprocess.Popen[str] | None" = None


def guard(group: int) -> None:
    """This process group must not outlive the run."""
    _tell(f"guard {group}")


def release(group: int) -> None:
    """This one has ended; its number may soon be somebody else's."""
    _tell(f"release {group}")


def _tell(line: str) -> None:
    global _guardian
    if _guardian is None:
        _guardian = subprocess.Popen(
            [sys.executable, Path(__file__)], stdin=subprocess.PIPE, text=True, start_new_session=True
        )
    assert _guardian.stdin is not None
    _guardian.stdin.write(f"{line}\n")
    _guardian.stdin.flush()


def _watch() -> None:
    groups = set()
    for line in sys.stdin:
        word, number = line.split()
        if word == "guard":
            groups.add(int(number))
        else:
            groups.discard(int(number))
    for group in groups:
        try:
            os.killpg(group, signal.SIGKILL)
        except ProcessLookupError:
            continue


if __name__ == "__main__":
    _watch()
