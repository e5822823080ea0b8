"""How the processes of one server tell each other their readings: a file each, replaced once a second."""

import os
import time
from pathlib import Path

import msgspec

from kliqs.metrics.readings import Readings

SUFFIX = ".json"
STALE_S = 10.0


def publish(folder: Path, readings: Readings) -> None:
    """Put this process's readings where the others find them, whole."""
    path = folder / f"{os.getpid()}{SUFFIX}"
    draft = path.with_suffix(".tmp")
    draft.write_bytes(msgspec.json.encode(readings))
    draft.replace(path)


def of_others(folder: Path) -> dict[int, Readings]:
    """The readings of the other processes by process id. What a dead process left is removed."""
    found = {}
    for path in folder.glob(f"*{SUFFIX}"):
        pid = int(path.stem)
        if pid == os.getpid():
            continue
        try:
            if not _is_alive(pid) or time.time() - path.stat().st_mtime > STALE_S:
                path.unlink(missing_ok=True)
                continue
            found[pid] = msgspec.json.decode(path.read_bytes(), type=Readings)
        except FileNotFoundError:
            continue  # it ended just now
    return found


def withdraw(folder: Path) -> None:
    """This process ends."""
    (folder / f"{os.getpid()}{SUFFIX}").unlink(missing_ok=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
