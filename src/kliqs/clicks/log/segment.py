"""One segment of the click log: a file that only grows, by whole lines."""

import fcntl
import os
import time
from pathlib import Path

from kliqs.clicks.log.record import SUFFIX

DRAFT_SUFFIX = ".new"


class Segment:
    """A segment of this process, locked for as long as it is open. `problem` is what last went wrong with it.

    A spoilt segment ends with a torn line that could not be taken back; nothing may follow it.
    """

    def __init__(self, directory: Path, name: str) -> None:
        """Make it, locked before it gets the name that the loader looks for. Raises OSError."""
        draft = directory / f"{name}{DRAFT_SUFFIX}"
        self._file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            draft.rename(directory / f"{name}{SUFFIX}")
        except OSError:
            os.close(self._file)
            raise
        self._is_dirty = False
        self.size = 0
        self.opened = time.monotonic()
        self.is_spoilt = False
        self.problem: OSError | None = None

    def append(self, data: bytes) -> int:
        """Write whole lines; returns how many bytes of them, in whole lines, the disk took."""
        done = 0
        try:
            while done < len(data):
                done += os.write(self._file, data[done:] if done else data)
        except OSError as problem:
            self.problem = problem
            done = self._take_back(data, done)
        self.size += done
        self._is_dirty = True
        return done

    def _take_back(self, data: bytes, done: int) -> int:
        """Cut off a torn line. The whole ones before it stay: the loader may have read them."""
        whole = data.rfind(b"\n", 0, done) + 1
        if whole < done:
            try:
                os.ftruncate(self._file, self.size + whole)
            except OSError as problem:
                self.problem = problem
                self.is_spoilt = True
        return whole

    def sync(self) -> None:
        """Force to disk what was written since. For another thread than the one that appends. Raises OSError."""
        if self._is_dirty:
            self._is_dirty = False  # first: what is appended meanwhile makes it dirty again
            os.fdatasync(self._file)

    def close(self) -> None:
        """Give up the lock: the loader may take the segment for finished."""
        os.close(self._file)
