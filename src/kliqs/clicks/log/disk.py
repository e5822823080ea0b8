"""The disk that the click log is on."""

import os
from pathlib import Path

LEAST_FREE_BYTES = 1024 * 1024


def can_log_clicks(folder: Path) -> bool:
    """Whether the click log in that folder can be written to, and its disk has room."""
    try:
        disk = os.statvfs(folder)
    except OSError:
        return False
    return folder.is_dir() and disk.f_bavail * disk.f_frsize > LEAST_FREE_BYTES and os.access(folder, os.W_OK)
