"""Running the installed `kliqs` command with settings of a test's own, and nothing inherited from the shell."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

KLIQS = Path(sys.executable).with_name("kliqs")
REPOSITORY = Path(__file__).parents[2]


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without any `KLIQS_*` of its own, plus the settings given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KLIQS_")}
    return kept | dict(settings)


def run_kliqs(
    *arguments: str, settings: Mapping[str, str], directory: Path, stdin: str = "", check: bool = True
) -> "subprocess.CompletedProcess[str]":
    """Run `kliqs ARGUMENTS` in a directory that has no `.env`.

    With `check`, a failing command is an AssertionError that shows what it said.
    """
    done = subprocess.run(
        [KLIQS, *arguments],
        env=environment(settings),
        cwd=directory,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if check:
        said = f"kliqs {' '.join(arguments)} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert done.returncode == 0, said
    return done
