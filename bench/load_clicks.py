"""Loads the clicks that wait in a data folder, and says how fast: `python -m bench.load_clicks CLICKS` prints JSON.

A program of its own, so that it can be held on one core. Times are CPU seconds, which are a core's seconds whoever
else is on that core. Settings as for any Kliqs, in `KLIQS_*`.
"""

import gc
import json
import sys
import time

from bench.processes import wait_until
from kliqs.clicks.loader import Loader
from kliqs.settings import load

LOADED_WITHIN_S = 3_600


def main(clicks: int) -> None:
    """Start the server's own loader, and stop it once that many clicks are loaded."""
    loader = Loader(load())
    gc.collect()
    gc.freeze()  # as the server does when it has started
    started = time.process_time()
    loader.start()
    wait_until(lambda: loader.rows >= clicks, LOADED_WITHIN_S, f"{clicks:,} clicks to be loaded")
    loader.stop()
    print(json.dumps({"rows": loader.rows, "cpu_s": time.process_time() - started}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
