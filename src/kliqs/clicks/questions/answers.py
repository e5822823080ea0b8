"""What questions are answered with."""

from dataclasses import dataclass
from datetime import datetime
from operator import add


@dataclass(frozen=True, slots=True)
class Counts:
    """Clicks by kind, and `visitors`: people of a UTC day, added up over days."""

    human: int = 0
    preview: int = 0
    bot: int = 0
    visitors: int = 0

    @property
    def clicks(self) -> int:
        """Of all the kinds that were asked for: others were not counted."""
        return self.human + self.preview + self.bot

    def __add__(self, other: "Counts") -> "Counts":
        mine, theirs = ((each.human, each.preview, each.bot, each.visitors) for each in (self, other))
        return Counts(*map(add, mine, theirs))


NONE = Counts()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the answer rests on. `raw_from` is since when the workspace's raw clicks are kept, None when none was ever
    dropped. `told_from` is from when this answer tells everything; `is_whole` when that is the whole period asked for.
    `uses_totals` when its older part comes from totals, which know quarters of an hour, and one dimension at a time."""

    raw_from: datetime | None
    told_from: datetime
    is_whole: bool
    uses_totals: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """`before` are the counts of the period before, when they were asked for and it can be told whole: what is left of
    one whose clicks were dropped would be held against a whole one."""

    counts: Counts
    before: Counts | None
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Point:
    """A bucket of a series. `start` is in the scope's zone; the first one may begin before the period does."""

    start: datetime
    counts: Counts


@dataclass(frozen=True, slots=True)
class Series:
    """Every bucket of the period, also the empty ones. `before` has as many: what the period before has in the same
    place of its time; None as with `Totals`."""

    points: list[Point]
    before: list[Point] | None
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Ranked:
    """One value of a dimension: `value` as filters take it, `label` for people; `before` as with `Totals`."""

    value: str
    label: str
    counts: Counts
    before: Counts | None = None


@dataclass(frozen=True, slots=True)
class Top:
    """The values with the most clicks, most first. `values` is how many there are."""

    rows: list[Ranked]
    values: int
    coverage: Coverage
