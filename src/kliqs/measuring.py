"""Counting how values spread, cheaply enough for the paths where it matters."""

from bisect import bisect_left
from collections.abc import Sequence

import msgspec


class Distribution(msgspec.Struct):
    """How many values fell below each bound. Written by one thread; read by any.

    `counts` has one place more than `bounds`, for what is above them all.
    """

    bounds: list[float]
    counts: list[int]
    total: float = 0.0

    @classmethod
    def over(cls, bounds: Sequence[float]) -> "Distribution":
        return cls([*bounds], [0] * (len(bounds) + 1))

    def add(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value
