"""How fast a workspace may call: one limit for all processes of a machine, in a small shared file.

GCRA (ITU-T I.371): one number a workspace, the time at which its bucket is
full again. The file is a table of `SLOTS` slots of two 64-bit numbers, workspace and time in µs; a file lock held
for about a microsecond makes each step exact. Losing the file forgives at most one burst.
"""

import fcntl
import mmap
import os
import struct
import time
from dataclasses import dataclass
from pathlib import Path

import structlog

from kliqs.accounts.plans import UNLIMITED, Plan

SLOTS = 65_536
SLOT = struct.Struct("<qq")
PROBES = 8

log = structlog.get_logger("accounts")


@dataclass(frozen=True, slots=True)
class BurstState:
    """Whether the request may pass, how many more may come at once, and in how many seconds one more (or all) may."""

    allowed: bool
    left: int
    retry_after_s: float
    full_after_s: float


class BurstLimit:
    """The burst buckets of all workspaces on this machine."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._table = self._map(path)

    def _map(self, path: Path) -> mmap.mmap:
        """The table in memory. Every page is claimed from the disk first: writing to one that a full disk cannot give
        would end the process with SIGBUS. Without room the table is this process's alone."""
        size = SLOTS * SLOT.size
        try:
            os.posix_fallocate(self._file, 0, size)
        except OSError as problem:
            log.warning("burst.not_shared", file=str(path), problem=str(problem))
            return mmap.mmap(-1, size)
        return mmap.mmap(self._file, size)

    def take(self, workspace_id: int, plan: Plan) -> BurstState | None:
        """Spend one request of the workspace's burst; None where the plan has no burst limit."""
        if plan.burst == UNLIMITED:
            return None
        now = time.time_ns() // 1_000
        step = int(1_000_000 / plan.per_second)
        depth = step * plan.burst
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            offset, full_at = self._find(workspace_id, now)
            full_at = min(max(full_at, now), now + depth)  # a clock that stepped back must not lock anyone out
            allowed = full_at + step <= now + depth
            if allowed:
                full_at += step
                SLOT.pack_into(self._table, offset, workspace_id, full_at)
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        left = (now + depth - full_at) // step
        wait_us = 0 if left > 0 else full_at + step - now - depth
        return BurstState(allowed, left, wait_us / 1e6, (full_at - now) / 1e6)

    def close(self) -> None:
        self._table.close()
        os.close(self._file)

    def _find(self, workspace_id: int, now: int) -> tuple[int, int]:
        """The slot of a workspace: its own, else a free or refilled one, else the one nearest to full."""
        best_offset, best_full_at = -1, 0
        for probe in range(PROBES):
            offset = (workspace_id + probe) % SLOTS * SLOT.size
            owner, full_at = SLOT.unpack_from(self._table, offset)
            if owner == workspace_id:
                return offset, full_at
            if best_offset < 0 or full_at < best_full_at:
                best_offset, best_full_at = offset, full_at
        return best_offset, now
