"""A series as the chart draws it, and the figures above it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kliqs.clicks.questions.answers import Counts, Series, Totals
from kliqs.clicks.questions.scope import KINDS, Kind

KIND_NAMES: dict[Kind, Promise] = {
    "human": gettext_lazy("People"),
    "preview": gettext_lazy("Previews"),
    "bot": gettext_lazy("Bots"),
}


@dataclass(frozen=True, slots=True)
class Stat:
    """A figure, and the one of the period before where it was asked for and can be told."""

    name: Promise
    value: int
    before: int | None = None

    @property
    def change(self) -> int | None:
        """In per cent; None where there is nothing to compare with."""
        return round((self.value - self.before) * 100 / self.before) if self.before else None


@dataclass(frozen=True, slots=True)
class Row:
    """A bucket of the table that says the same as the chart: the kinds' names with their clicks."""

    start: datetime
    counts: list[tuple[Promise, int]]
    before: int | None


def stats_of(totals: Totals) -> list[Stat]:
    """Clicks of people, people, previews, bots."""
    now, before = totals.counts, totals.before

    def stat(name: Promise, field: str) -> Stat:
        return Stat(name, getattr(now, field), None if before is None else getattr(before, field))

    return [
        stat(gettext_lazy("Clicks"), "human"),
        stat(gettext_lazy("Unique visitors"), "visitors"),
        stat(gettext_lazy("Previews"), "preview"),
        stat(gettext_lazy("Bots"), "bot"),
    ]


def data_of(series: Series, kinds: frozenset[Kind], since: datetime, until: datetime) -> dict[str, object]:
    """For the script: `starts` in s since 1970 UTC, and a list as long for each kind, and for the period before;
    `edges` are where the buckets begin and end within the period, one more than there are buckets."""
    shown = [kind for kind in KINDS if kind in kinds]
    starts = [int(point.start.timestamp()) for point in series.points]
    return {
        "starts": starts,
        "edges": [int(since.timestamp()), *starts[1:], int(until.timestamp())],
        "kinds": shown,
        "counts": [[getattr(point.counts, kind) for point in series.points] for kind in shown],
        "before": _before(series),
    }


def rows_of(series: Series, kinds: frozenset[Kind]) -> list[Row]:
    """The buckets in which anything happened, the latest first, with the kinds that were counted."""
    before: Sequence[int | None] = _before(series) or [None] * len(series.points)
    return [
        Row(point.start, _named(point.counts, kinds), earlier)
        for point, earlier in reversed(list(zip(series.points, before, strict=True)))
        if point.counts.clicks or earlier
    ]


def _named(counts: Counts, kinds: frozenset[Kind]) -> list[tuple[Promise, int]]:
    return [(KIND_NAMES[kind], getattr(counts, kind)) for kind in KINDS if kind in kinds]


def _before(series: Series) -> list[int] | None:
    """What the period before has, bucket by bucket beside this one."""
    return None if series.before is None else [point.counts.clicks for point in series.before]
