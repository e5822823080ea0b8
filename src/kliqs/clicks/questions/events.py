"""Raw clicks one by one: a page at a time, newest first, or those behind a moment, for a live view."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from kliqs.clicks.engines import Query
from kliqs.clicks.questions.answers import Coverage
from kliqs.clicks.questions.asking import Asking
from kliqs.clicks.questions.counting import condition
from kliqs.clicks.questions.coverage import raw_part
from kliqs.clicks.questions.links import names_of, public_name
from kliqs.clicks.questions.places import Place, cursor_of, place_at
from kliqs.clicks.questions.scope import Scope, moment
from kliqs.clicks.questions.trail import Trail

LARGEST_PAGE = 1_000
FIELDS = (
    "kind", "app", "device", "os", "browser", "country", "region", "city", "referrer", "referrer_host", "language",
    "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "qr", "host",
)  # fmt: skip
DAYS_MS = [day * 86_400_000 for day in (1, 7, 31)]


@dataclass(frozen=True, slots=True)
class Event:
    """One click. `id` is its own for good; `time` is UTC; `link` is the public id, for bio pages what grouping by it
    has, "" when the link's row is gone; `slug` is what the visitor asked for; `app` names the preview's app or the bot;
    texts are "" where nothing is known.
    """

    id: str
    time: datetime
    link: str
    slug: str
    kind: str
    app: str
    device: str
    os: str
    browser: str
    country: str
    region: str
    city: str
    referrer: str
    referrer_host: str
    language: str
    utm_source: str
    utm_medium: str
    utm_campaign: str
    utm_term: str
    utm_content: str
    qr: bool
    host: str


@dataclass(frozen=True, slots=True)
class EventPage:
    """`cursor` leads on from the last event; of `events`, it is None on the last page."""

    events: list[Event]
    cursor: str | None
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class News:
    """`late` are clicks from before the watcher's place, `ahead` those behind it, both oldest first. `is_full` when
    there may be more right away."""

    late: list[Event]
    ahead: list[Event]
    is_full: bool


def events(asked: Asking, scope: Scope, *, cursor: str = "", size: int = 50) -> EventPage:
    """Clicks of the scope, newest first, at most 1,000 a page. What is loaded while pages are turned is not repeated
    and moves nothing. Raises KliqsError INVALID_REQUEST for a cursor that is none of ours."""
    raw, coverage = raw_part(asked, scope)
    size = max(1, min(size, LARGEST_PAGE))
    rows: list[tuple[Any, ...]] = []
    if raw is not None:
        place = place_at(cursor, "cursor") if cursor else None
        until = raw if place is None else raw.between(raw.since_ms, place.ms + 1)
        rows = _newest(asked, until, place, size + 1) if until else []
    following = _cursor(rows[size - 1]) if len(rows) > size else None
    return EventPage(_events(asked, scope, rows[:size]), following, coverage)


def newer(asked: Asking, scope: Scope, *, after: str = "", size: int = 100) -> EventPage:
    """Clicks of the scope behind a cursor, oldest first. The cursor stays where it is when there are none; without one
    it begins with the scope."""
    raw, coverage = raw_part(asked, scope)
    place = place_at(after) if after else None
    part = raw if place is None or raw is None else raw.between(place.ms, raw.until_ms)
    rows = _select(asked, part, place, order="ASC", size=max(1, min(size, LARGEST_PAGE))) if part else []
    return EventPage(_events(asked, scope, rows), _cursor(rows[-1]) if rows else after or None, coverage)


def news(asked: Asking, scope: Scope, trail: Trail) -> News:
    """What the trail's watcher was not told yet. Where nothing is new, which is most of the time, a count says so."""
    raw, _ = raw_part(asked, scope)
    part = None if raw is None else raw.between(trail.floor_ms, raw.until_ms)
    until_place, behind = (0, 0) if part is None else _counted(asked, part, trail.place)
    late: list[tuple[Any, ...]] = []
    if part is not None and until_place != trail.remembered:
        late = _late(asked, part, trail)
    ahead = newer(asked, scope, after=cursor_of(trail.place), size=LARGEST_PAGE).events if behind else []
    return News(_events(asked, scope, late), ahead, is_full=len(ahead) == LARGEST_PAGE)


def _counted(asked: Asking, scope: Scope, place: Place) -> tuple[int, int]:
    """How many clicks of the scope stand until the place, and how many behind it."""
    query = Query(asked.engine.dialect)
    part = query.part("clicks", [(scope.since_ms, scope.until_ms - 1)])
    at = query.dialect.moment(place.ms)
    behind = f"time > {at} OR (time = {at} AND id > {part.value(place.id)})"
    part.text = (
        f"SELECT count(*), count(*) FILTER (WHERE {behind}) FROM clicks WHERE {condition(asked, part, scope, (scope,))}"
    )
    rows = asked.engine.rows(asked.db, query)
    both, ahead = (int(rows[0][0]), int(rows[0][1])) if rows else (0, 0)
    return both - ahead, ahead


def _late(asked: Asking, scope: Scope, trail: Trail) -> list[tuple[Any, ...]]:
    """The clicks until the trail's place that it does not remember."""
    part = scope.between(scope.since_ms, trail.place.ms + 1)
    end = (trail.place.ms, trail.place.id)
    found: list[tuple[Any, ...]] = []
    place: Place | None = None
    while part is not None:
        rows = _select(asked, part, place, order="ASC", size=LARGEST_PAGE)
        found += [row for row in rows if (int(row[1]), row[0]) <= end and not trail.has_told(row[0])]
        if len(rows) < LARGEST_PAGE:
            break
        place = _place(rows[-1])
    return found


def _newest(asked: Asking, scope: Scope, place: Place | None, size: int) -> list[tuple[Any, ...]]:
    """Looks at the last day first, then further back: most pages are found in few files."""
    for span in DAYS_MS:
        part = scope.between(scope.until_ms - span, scope.until_ms)
        if part is None or part == scope:
            break
        rows = _select(asked, part, place, order="DESC", size=size)
        if len(rows) == size:
            return rows
    return _select(asked, scope, place, order="DESC", size=size)


def _select(
    asked: Asking, scope: Scope, place: Place | None, *, order: Literal["ASC", "DESC"], size: int
) -> list[tuple[Any, ...]]:
    sign = "<" if order == "DESC" else ">"
    query = Query(asked.engine.dialect)
    part = query.part("clicks", [(scope.since_ms, scope.until_ms - 1)])
    where = condition(asked, part, scope, (scope,))
    if place is not None:
        at = query.dialect.moment(place.ms)
        where += f" AND (time {sign} {at} OR (time = {at} AND id {sign} {part.value(place.id)}))"
    time = query.dialect.milliseconds("time")
    part.text = (
        f"SELECT id, {time}, link, slug, {', '.join(FIELDS)} FROM clicks WHERE {where}"
        f" ORDER BY time {order}, id {order} LIMIT {size}"
    )
    return asked.engine.rows(asked.db, query)


def _events(asked: Asking, scope: Scope, rows: Sequence[tuple[Any, ...]]) -> list[Event]:
    names = names_of(asked.db, scope.workspace_id, sorted({int(row[2]) for row in rows}))
    return [Event(row[0], moment(int(row[1])), public_name(names, int(row[2]))[0], *row[3:]) for row in rows]


def _cursor(row: tuple[Any, ...]) -> str:
    return cursor_of(_place(row))


def _place(row: tuple[Any, ...]) -> Place:
    return Place(int(row[1]), row[0])
