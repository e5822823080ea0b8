"""The bounded cache of Routes, and of slugs that lead nowhere."""

from collections.abc import Callable

from kliqs.edge.entries import Entry
from kliqs.edge.pages import CachedPage

UNKNOWN_FOR_MS = 5_000
UNKNOWN_AT_MOST = 100_000


class RouteCache:
    """At most `size` entries in two generations: what is asked for moves to the young one; when that is full the old
    one goes and the young one becomes old. A hit costs one dict look-up and writes nothing. A page counts as many
    links as it takes the room of.

    Used from the event loop's thread alone. `epoch` moves with every invalidation: an entry read from the database
    before one is not put in after it.
    """

    def __init__(self, size: int) -> None:
        self._half = max(1, size // 2)
        self.young: dict[bytes, Entry] = {}
        self._old: dict[bytes, Entry] = {}
        self._unknown: dict[bytes, int] = {}
        self._extra = 0  # what the young generation's pages weigh, beyond one each
        self.epoch = 0
        self.lookups = 0  # answers of the database that were brought here

    def __len__(self) -> int:
        return len(self.young) + len(self._old)

    def get(self, key: bytes) -> Entry | None:
        entry = self.young.get(key)
        if entry is None and (entry := self._old.pop(key, None)) is not None:
            self._put(key, entry)
        return entry

    def is_unknown(self, key: bytes, now_ms: int) -> bool:
        """Whether the database said, within the last seconds, that this leads nowhere."""
        until = self._unknown.get(key)
        if until is None:
            return False
        if until > now_ms >= until - UNKNOWN_FOR_MS:
            return True
        del self._unknown[key]
        return False

    def keep(self, key: bytes, entry: Entry | None, epoch: int, now_ms: int) -> None:
        """Remember what the database said at `epoch`; None means nothing is published there."""
        self.lookups += 1
        if epoch != self.epoch:
            return
        if entry is not None:
            self._put(key, entry)
            return
        if len(self._unknown) >= UNKNOWN_AT_MOST:
            self._unknown.clear()
        self._unknown[key] = now_ms + UNKNOWN_FOR_MS

    def drop(self, key: bytes) -> None:
        self.epoch += 1
        self.young.pop(key, None)
        self._old.pop(key, None)
        self._unknown.pop(key, None)

    def drop_where(self, is_stale: Callable[[Entry], bool]) -> None:
        """Drop by what the entries say: looks at each, tens of ms for a full cache, so for rare news alone."""
        self.epoch += 1
        for generation in (self.young, self._old):
            for key in [key for key, entry in generation.items() if is_stale(entry)]:
                del generation[key]

    def clear(self) -> None:
        self.epoch += 1
        self.young.clear()
        self._old.clear()
        self._unknown.clear()
        self._extra = 0

    def _put(self, key: bytes, entry: Entry) -> None:
        if len(self.young) + self._extra >= self._half:
            self._old = self.young
            self.young = {}
            self._extra = 0
        self.young[key] = entry
        if isinstance(entry[3], CachedPage):
            self._extra += entry[3].weight - 1
