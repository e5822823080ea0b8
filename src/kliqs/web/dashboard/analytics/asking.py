"""What a person asks of the board: a period, filters, kinds of clicks; read from the query string and written back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import get_args
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kliqs.clicks.questions.calendar import Interval
from kliqs.clicks.questions.dimensions import DIMENSIONS
from kliqs.clicks.questions.scope import KINDS, PEOPLE, Filter, Kind, Scope, is_askable, zone_of

DAYS: dict[str, int] = {"1": 1, "7": 7, "30": 30, "90": 90, "365": 365}
PERIODS: dict[str, Promise] = {
    "1": gettext_lazy("Today"),
    "7": gettext_lazy("7 days"),
    "30": gettext_lazy("30 days"),
    "90": gettext_lazy("90 days"),
    "365": gettext_lazy("12 months"),
}
USUAL_PERIOD = "30"
CUSTOM = "custom"
MINUTE = "%Y-%m-%dT%H:%M"
LONGEST_VALUE = 2_048  # a referrer's
MOST_FILTERS = 50
MOST_DAYS = 20 * 366
REVERSED = gettext_lazy("The first day is after the last one, so these are the last 30 days. Choose the dates again.")
TOO_LONG = gettext_lazy("A period lasts at most 20 years, so these are the last 30 days. Choose the dates again.")


@dataclass(frozen=True, slots=True)
class Asked:
    """`since` (included) and `until` (not) are in the reader's zone, `zone` its IANA name. `now`: when it is asked.
    `problem` says why it is not about the dates that were typed, where it is not."""

    zone: str
    since: datetime
    until: datetime
    period: str = USUAL_PERIOD
    compares: bool = False
    kinds: frozenset[Kind] = PEOPLE
    filters: tuple[Filter, ...] = ()
    problem: Promise | str = ""
    now: datetime | None = None

    @property
    def interval(self) -> Interval:
        """Buckets that give a chart of some 25 to 100 points."""
        days = (self.until - self.since) / timedelta(days=1)
        if days <= 3:
            return "hour"
        if days <= 100:
            return "day"
        return "week" if days <= 750 else "month"

    @property
    def query(self) -> str:
        """The query string of the same board; empty for the plain one."""
        parts: list[tuple[str, str]] = []
        if self.period == CUSTOM:
            parts += [("since", self.since.strftime(MINUTE)), ("until", self.until.strftime(MINUTE))]
        elif self.period != USUAL_PERIOD:
            parts.append(("period", self.period))
        return urlencode(parts + self.besides)

    @property
    def besides(self) -> list[tuple[str, str]]:
        """What the query string says beside the period: names and values."""
        parts: list[tuple[str, str]] = []
        if self.compares:
            parts.append(("compare", "yes"))
        if self.kinds != PEOPLE:
            parts += [("kind", kind) for kind in KINDS if kind in self.kinds]
        for each in self.filters:
            parts += [("f", f"{each.dimension}:{value}") for value in each.include]
            parts += [("x", f"{each.dimension}:{value}") for value in each.exclude]
        return parts

    def scope(self, workspace_id: int, *always: Filter) -> Scope:
        """The question's scope. `always` are filters that hold whatever was asked."""
        filters = (*always, *self.filters)
        return Scope(workspace_id, self.since, self.until, self.zone, filters, self.kinds, so_far=self.now)

    def only(self, dimension: str, value: str) -> "Asked":
        """The same with clicks of this value alone."""
        return self._with(dimension, lambda old: replace(old, include=_once((*old.include, value))))

    def but(self, dimension: str, value: str) -> "Asked":
        """The same without clicks of this value."""
        return self._with(dimension, lambda old: replace(old, exclude=_once((*old.exclude, value))))

    def freed(self, dimension: str, value: str) -> "Asked":
        """The same with no word about this value."""

        def free(old: Filter) -> Filter:
            include, exclude = (
                tuple(each for each in values if each != value) for values in (old.include, old.exclude)
            )
            return replace(old, include=include, exclude=exclude)

        return self._with(dimension, free)

    def any_of(self, dimension: str) -> "Asked":
        """The same with every value of a dimension but those that are left out."""
        return self._with(dimension, lambda old: replace(old, include=()))

    def chooses(self, dimension: str, value: str) -> bool:
        """Whether it is asked for clicks of this value."""
        return any(each.dimension == dimension and value in each.include for each in self.filters)

    def without(self, dimensions: frozenset[str]) -> "Asked":
        """The same with no word about these dimensions."""
        return replace(self, filters=tuple(each for each in self.filters if each.dimension not in dimensions))

    def unfiltered(self) -> "Asked":
        """The same of all clicks of the period."""
        return replace(self, filters=())

    def during(self, period: str, now: datetime) -> "Asked":
        """The same for one of PERIODS, whose last day is today."""
        since, until = _last_days(DAYS[period], self.zone, now)
        return replace(self, period=period, since=since, until=until)

    def of_kinds(self, kinds: Iterable[Kind]) -> "Asked":
        """The same for clicks of these kinds; of people when there are none."""
        return replace(self, kinds=frozenset(kinds) or PEOPLE)

    def comparing(self, *, compares: bool) -> "Asked":
        return replace(self, compares=compares)

    def _with(self, dimension: str, change: Callable[[Filter], Filter]) -> "Asked":
        found = {each.dimension: each for each in self.filters}
        found[dimension] = change(found.get(dimension, Filter(dimension)))
        kept = tuple(each for each in found.values() if each.include or each.exclude)
        return replace(self, filters=kept)


def read_asked(query: QueryDict, zone: str, now: datetime) -> Asked:
    """Unknown and broken values mean the same as none: an address somebody shortened by hand still shows a board."""
    since, until = _last_days(DAYS[USUAL_PERIOD], zone, now)
    asked = Asked(zone, since, until, now=now)
    period = query.get("period", "")
    if period in DAYS:
        asked = asked.during(period, now)
    elif (custom := _custom(query.get("since", ""), query.get("until", ""), zone)) is not None:
        asked = _in_time(asked, *custom)
    asked = asked.of_kinds(kind for kind in get_args(Kind) if kind in query.getlist("kind"))
    asked = replace(asked, compares=query.get("compare") == "yes")
    for name, value in _values(query.getlist("f")):
        asked = asked.only(name, value)
    for name, value in _values(query.getlist("x")):
        asked = asked.but(name, value)
    return asked


def _values(texts: list[str]) -> Iterable[tuple[str, str]]:
    for text in texts[:MOST_FILTERS]:
        name, colon, value = text.partition(":")
        if colon and name in DIMENSIONS and "\x00" not in value:
            yield name, value[:LONGEST_VALUE]


def _last_days(days: int, zone: str, now: datetime) -> tuple[datetime, datetime]:
    """From a midnight to the next midnight to come, so many days later, in the zone."""
    here = zone_of(zone)
    tomorrow = now.astimezone(here).date() + timedelta(days=1)
    start = tomorrow - timedelta(days=days)
    return (datetime.combine(start, time(), here), datetime.combine(tomorrow, time(), here))


def _custom(since: str, until: str, zone: str) -> tuple[datetime, datetime] | None:
    """What somebody chose: local dates, of which the last is included, or local times."""
    here = zone_of(zone)
    try:
        start, end = datetime.fromisoformat(since), datetime.fromisoformat(until)
        if len(until) == len("2026-11-25"):
            end += timedelta(days=1)
        start, end = start.replace(tzinfo=here), end.replace(tzinfo=here)
        start.astimezone(UTC), end.astimezone(UTC)  # the ends of time have none
    except (ValueError, OverflowError):
        return None
    return (start, end) if is_askable(start) and is_askable(end) else None


def _in_time(asked: Asked, start: datetime, end: datetime) -> Asked:
    """Asked of that period; as it was, with a problem, where there is no such period or it is too long."""
    since, until = start.astimezone(UTC), end.astimezone(UTC)
    if since >= until:
        return replace(asked, problem=REVERSED)
    if until - since > timedelta(days=MOST_DAYS):
        return replace(asked, problem=TOO_LONG)
    return replace(asked, period=CUSTOM, since=start, until=end)


def _once(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
