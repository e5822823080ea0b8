"""Letting redirects go first."""

import os
import sys
import threading


def be_nice(niceness: int) -> None:
    """Lower this thread's claim on a full core. Linux alone schedules threads by a niceness of their own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)
