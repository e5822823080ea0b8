"""What a question is about: whose clicks, of which time, which of them."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from kliqs.clicks.questions.dimensions import DIMENSIONS
from kliqs.errors import KliqsError

Kind = Literal["human", "preview", "bot"]
KINDS: tuple[Kind, ...] = get_args(Kind)
PEOPLE: frozenset[Kind] = frozenset({"human"})
EVERYBODY: frozenset[Kind] = frozenset(KINDS)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST = datetime(2101, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
MOST_VALUES = 200  # of all filters together
# Files beside the zones of the IANA: the machine's own, and the same zones under other clocks.
NO_ZONES = frozenset({"localtime", "posixrules"})
NO_ZONES_BELOW = ("posix/", "right/")


@dataclass(frozen=True, slots=True)
class Filter:
    """Clicks whose dimension has one of the values `include` (when there are any) and none of `exclude`."""

    dimension: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Clicks of a workspace from `since` until just before `until` (aware datetimes), as seen in `zone`, an IANA name.

    All filters hold at once. `so_far` is how far a period that runs has come, where the one before shall be no longer.
    Raises KliqsError INVALID_REQUEST when it cannot be.
    """

    workspace_id: int
    since: datetime
    until: datetime
    zone: str = "UTC"
    filters: tuple[Filter, ...] = ()
    kinds: frozenset[Kind] = field(default=PEOPLE)
    so_far: datetime | None = None

    def __post_init__(self) -> None:
        if self.since.tzinfo is None or self.until.tzinfo is None:
            raise ValueError("A scope's moments carry their zone.")
        if self.since >= self.until:
            raise KliqsError("INVALID_REQUEST", "The period ends before it begins.")
        if not self.kinds or self.kinds - EVERYBODY:
            raise KliqsError("INVALID_REQUEST", f"A click is one of {', '.join(KINDS)}.")
        for each in self.filters:
            if each.dimension not in DIMENSIONS:
                raise KliqsError("INVALID_REQUEST", f"There is no dimension {each.dimension!r}.")
        if sum(len(each.include) + len(each.exclude) for each in self.filters) > MOST_VALUES:
            raise KliqsError("INVALID_REQUEST", f"Filters name at most {MOST_VALUES} values.")
        zone_of(self.zone)

    @property
    def counted(self) -> frozenset[Kind]:
        """The kinds that count: `kinds`, unless a filter asks for values that only one kind has. Who asks for a bot by
        its name means that bot, not people."""
        own = (DIMENSIONS[each.dimension].kind for each in self.filters if each.include)
        return frozenset(kind for kind in own if kind is not None) or self.kinds

    @property
    def since_ms(self) -> int:
        """ms since 1970 UTC."""
        return milliseconds(self.since)

    @property
    def until_ms(self) -> int:
        """ms since 1970 UTC; the first moment that is outside."""
        return milliseconds(self.until)

    def before(self) -> "Scope":
        """The period of the same length that ends where this one begins; of one that runs as much as there is."""
        since = moment(2 * self.since_ms - self.until_ms)
        if self.so_far is None or not self.since < self.so_far < self.until:
            return replace(self, since=since, until=self.since, so_far=None)
        until = moment(milliseconds(self.so_far) - (self.until_ms - self.since_ms))
        return replace(self, since=since, until=until, so_far=None)

    def between(self, since_ms: int, until_ms: int) -> "Scope | None":
        """The part of it from one moment to another, None when there is none."""
        since, until = max(self.since_ms, since_ms), min(self.until_ms, until_ms)
        return replace(self, since=moment(since), until=moment(until)) if since < until else None


def zone_of(name: str) -> ZoneInfo:
    """Raises KliqsError INVALID_REQUEST for a name that is no IANA zone."""
    unknown = KliqsError("INVALID_REQUEST", f"There is no time zone {name[:64]!r}.", "zone")
    if name in NO_ZONES or name.startswith(NO_ZONES_BELOW):
        raise unknown
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as problem:
        raise unknown from problem


def is_askable(when: datetime) -> bool:
    """Whether a period may begin or end then: in the years from 1970 to 2100. Whoever reads a period asks this; further
    out calendars and engines overflow."""
    return EPOCH <= when <= LAST


def milliseconds(when: datetime) -> int:
    """ms since 1970 UTC of an aware datetime, rounded up: a click's time is whole milliseconds, and none before
    `when` may pass for one from `when` on."""
    return -((EPOCH - when) // MILLISECOND)


def moment(ms: int) -> datetime:
    """The UTC datetime of ms since 1970."""
    return EPOCH + ms * MILLISECOND
