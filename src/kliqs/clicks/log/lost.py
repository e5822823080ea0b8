"""How many clicks a process could not log: kept in a file that was made while there was room."""

import fcntl
import os
from pathlib import Path

SUFFIX = ".lost"
WIDTH = 20


class LostCount:
    """The count of this process. The file is locked while it is open, as segments are."""

    def __init__(self, directory: Path, process_id: str) -> None:
        """Raises OSError."""
        path = directory / f"{process_id}{SUFFIX}"
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self.keep(0)

    def keep(self, count: int) -> None:
        """Write the count over the last one, which takes no new room. Raises OSError."""
        os.pwrite(self._file, b"%0*d\n" % (WIDTH, count), 0)

    def close(self) -> None:
        os.close(self._file)


def read_lost(path: Path) -> int:
    """The count in a file. 0 for one that is just being made, or that a power cut left empty or zeroed."""
    data = path.read_bytes().strip()
    return int(data) if data.isdigit() else 0
