"""Writing the log of one process, from its event loop's thread alone."""

import secrets
import time

import structlog

from kliqs.clicks.log.lost import LostCount
from kliqs.clicks.log.record import BETWEEN, LONGEST_PLAIN, PLAIN, Head, bounded, redirect_template, template
from kliqs.clicks.log.segments import Segments
from kliqs.settings import Settings

COMPLAIN_EVERY_S = 1.0

log = structlog.get_logger("clicks")


class ClickLog:
    """`line` makes a record, `append` adds it to this tick's batch, `flush` hands the batch to the kernel.

    `written` and `lost` count lines of this process; `lost` are those that a full or broken disk refused.
    """

    def __init__(self, settings: Settings) -> None:
        self.process_id = secrets.token_hex(8)
        self.written = 0
        self.lost = 0
        self._template = template(self.process_id)
        self._redirect_template = redirect_template(self.process_id)
        self._count = 0
        self._batch: list[bytes] = []
        self._segments = Segments(settings.click_log_dir, self.process_id, settings.click_log_sync_ms / 1000)
        self._lost_count: LostCount | None = None
        self._complained_at = 0.0
        self._keep_lost()

    def line(  # noqa: PLR0917 (called a hundred thousand times a second: names would cost)
        self,
        now_ms: int,
        outcome: bytes,
        reference: bytes,
        slug: bytes,
        host: bytes,
        address: bytes,
        agent: bytes,
        referrer: bytes,
        language: bytes,
        query: bytes,
        flags: bytes,
    ) -> bytes:
        """One record; `reference` is `workspace TAB link`. A header field that is not plain or very long is escaped
        and cut."""
        self._count += 1
        line = self._template % (
            self._count, now_ms, outcome, reference, slug, host, address, agent, referrer, language, query, flags,
        )  # fmt: skip
        if line.translate(None, PLAIN) == BETWEEN and len(line) <= LONGEST_PLAIN:
            return line
        fields = bounded((slug, host, address, agent, referrer, language, query, flags))
        return self._template % (self._count, now_ms, outcome, reference, *fields)

    def add_redirect(self, now_ms: int, reference: bytes, slug: bytes, address: bytes, head: Head) -> None:
        """Add the record of a plain redirect, whose slug and header fields are known to be good."""
        self._count += 1
        self._batch.append(self._redirect_template % (self._count, now_ms, reference, slug, head[0], address, head[1]))

    def append(self, line: bytes) -> None:
        """Add a record to this tick's batch."""
        self._batch.append(line)

    def flush(self) -> bool:
        """Hand the batch to the kernel with one write; says whether all of it was taken. What the disk refuses is
        counted as lost; nothing is raised, since no visitor shall pay for it."""
        if not self._batch:
            return True
        data, lines = b"".join(self._batch), len(self._batch)
        self._batch.clear()
        taken = self._segments.append(data)
        if taken == len(data):
            self.written += lines
            return True
        lost = data.count(b"\n", taken)
        self.written += lines - lost
        self.lost += lost
        self._keep_lost()
        self._complain()
        return False

    def close(self) -> None:
        """Flush, force to disk, and let the loader have what there is."""
        self.flush()
        self._segments.close()
        if self._lost_count is not None:
            self._lost_count.close()
            self._lost_count = None

    def _keep_lost(self) -> None:
        try:
            if self._lost_count is None:
                self._lost_count = LostCount(self._segments.directory, self.process_id)
            self._lost_count.keep(self.lost)
        except OSError as problem:
            log.error("clicks.lost_count_not_kept", problem=str(problem))

    def _complain(self) -> None:
        if time.monotonic() - self._complained_at > COMPLAIN_EVERY_S:
            self._complained_at = time.monotonic()
            log.error("clicks.lost", lost=self.lost, problem=str(self._segments.problem))
