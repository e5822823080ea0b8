"""A loader that dies where it is told: `python -m faults.dying_loader STEP`, with the settings in the environment.

STEP is the name of a step, after which the process is gone; `in commit` dies inside the transaction; `never` loads
all there is and stops.
"""

import os
import sys
from collections.abc import Callable
from typing import Any

from kliqs.clicks.loader import Loader, committing, steps
from kliqs.settings import load
from running.waiting import eventually


def dying(step: Callable[..., Any]) -> Callable[..., Any]:
    def run_and_die(*arguments: Any) -> None:
        step(*arguments)
        os._exit(9)

    return run_and_die


def main(where: str) -> None:
    if where == "in commit":
        committing.add_file = dying(committing.add_file)  # type: ignore[attr-defined]
    steps.STEPS = tuple(dying(step) if step.__name__ == where else step for step in steps.STEPS)
    loader = Loader(load())
    began = loader.idle_at
    loader.start()
    eventually(lambda: loader.idle_at > began, within_s=60)  # everything is loaded
    loader.stop()


if __name__ == "__main__":
    main(sys.argv[1])
