"""What a watcher was told, so that a click that is loaded late is told as well, and none is told twice.

Machines load their clicks by themselves: a click may appear behind one that happened after it. So a look goes back
some seconds, and what was told of these is remembered. Of more clicks than can be remembered the look goes back less.
"""

import zlib
from bisect import bisect_left, insort
from collections.abc import Iterable

from kliqs.clicks.questions.places import Place, Position, cursor_of, position_at

LOOK_BACK_MS = 10_000
MOST_REMEMBERED = 20_000
MOST_IN_CURSOR = 32  # clicks whose marks travel with a cursor
MARK_BYTES = 4


class Trail:
    """A watcher's `place`, and the clicks that it was told of the seconds before. Everything later is news; so is
    what is not remembered of the time from `floor_ms` on."""

    def __init__(self, place: Place, floor_ms: int, told: Iterable[Place] = (), marks: Iterable[bytes] = ()) -> None:
        self.place = place
        self._complete_from = floor_ms
        self._told = sorted((each.ms, each.id) for each in told)
        self._ids = {click for _, click in self._told}
        self._marks = set(marks)

    @classmethod
    def resumed(cls, cursor: str) -> "Trail":
        """The trail of an earlier watcher. Raises KliqsError INVALID_REQUEST for a cursor that is none of ours."""
        at = position_at(cursor)
        marks = (at.told[start : start + MARK_BYTES] for start in range(0, len(at.told), MARK_BYTES))
        return cls(Place(at.ms, at.id), at.ms - max(-1, min(at.back_ms, LOOK_BACK_MS)), marks=marks)

    @property
    def floor_ms(self) -> int:
        """From when on clicks before the place are looked for again."""
        return max(self._complete_from, self.place.ms - LOOK_BACK_MS)

    @property
    def remembered(self) -> int:
        """How many clicks from `floor_ms` until the place were told."""
        return len(self._told)

    def has_told(self, click: str) -> bool:
        return click in self._ids

    def tell(self, ms: int, click: str) -> bool:
        """Whether it is to be told; from now on it was."""
        if click in self._ids:
            return False
        is_news = not self._marks or _mark(click) not in self._marks
        insort(self._told, (ms, click))
        self._ids.add(click)
        if (ms, click) > (self.place.ms, self.place.id):
            self.place = Place(ms, click)
        return is_news

    @property
    def cursor(self) -> str:
        """Leads back to all that is known here, as long as little is told: of the newest clicks alone where not."""
        newest, since_ms = self._told[-MOST_IN_CURSOR:], self.floor_ms
        if len(self._told) > len(newest):
            since_ms = self._told[-MOST_IN_CURSOR - 1][0] + 1
        marks = b"".join(_mark(click) for ms, click in newest if ms >= since_ms)
        return cursor_of(Position(self.place.ms, self.place.id, max(-1, self.place.ms - since_ms), marks))

    def forget(self) -> None:
        """Drop what is too old to be looked for, and the oldest of too many: before each look."""
        if len(self._told) > MOST_REMEMBERED:
            self._complete_from = self._told[-MOST_REMEMBERED - 1][0] + 1
        old = bisect_left(self._told, (self.floor_ms, ""))
        self._ids.difference_update(click for _, click in self._told[:old])
        del self._told[:old]


def _mark(click: str) -> bytes:
    return zlib.crc32(click.encode()).to_bytes(MARK_BYTES, "big")
