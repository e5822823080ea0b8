"""From the click log to the store: one loader a machine, its steps, and the merging of small files.

Started by each process; the one that holds the lock file loads. A file is visible when its row in the manifest is,
and that row, the log's position and the counts are committed together: so every click is there exactly once,
whatever is killed when.
"""

from kliqs.clicks.loader.running import Loader

__all__ = ["Loader"]
