"""`/api/v1/analytics` and `/clicks`: what happened to the workspace's links."""

from dataclasses import fields as fields_of
from datetime import UTC, datetime, timedelta
from typing import cast

from litestar import Controller, Response, get

from kliqs.api.admission import admit
from kliqs.api.analytics_cursor import read_cursor, write_cursor
from kliqs.api.answers import success_list
from kliqs.api.click_schemas import AnalyticsOut, AnalyticsRowOut, ClickCountsOut, ClickOut, ListedFromOut
from kliqs.api.operations import CURSOR, Operation, Parameter
from kliqs.api.queries import Query
from kliqs.api.requests import AnyRequest
from kliqs.api.resources import rfc3339
from kliqs.api.services import Services
from kliqs.api.writing import ask_models
from kliqs.bio.naming import labelled
from kliqs.clicks.questions.answers import Counts, Coverage
from kliqs.clicks.questions.asking import click_reader
from kliqs.clicks.questions.calendar import INTERVALS
from kliqs.clicks.questions.dimensions import DIMENSIONS
from kliqs.clicks.questions.events import Event, events
from kliqs.clicks.questions.scope import EPOCH, KINDS, PEOPLE, Filter, Kind, Scope
from kliqs.clicks.questions.series import series
from kliqs.clicks.questions.top import top
from kliqs.clicks.questions.totals import totals
from kliqs.errors import KliqsError

USUAL_DAYS = 30
MOST_RANKED = 1_000
LONGEST_VALUE = 2_048
LOCAL_TIME = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?$"
FILTER = f"^({'|'.join(DIMENSIONS)}):"

MOMENT = {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}, {"pattern": LOCAL_TIME}]}
PERIOD = (
    Parameter(
        "since",
        "From when on, a date or a date and time as in ISO 8601, in the years from 1970 to 2100; without an offset in"
        " `zone`. Without it, thirty days before `until`.",
        MOMENT,
        example="2026-06-01T00:00:00Z",
    ),
    Parameter(
        "until",
        "Until just before when, as `since`; now without it.",
        MOMENT,
        example="2026-07-01T00:00:00Z",
    ),
    Parameter(
        "zone", "Whose days and hours, an IANA name.", {"type": "string", "default": "UTC"}, example="Asia/Jakarta"
    ),
)
WHICH = (
    Parameter(
        "kind",
        "Which clicks, repeated for several: of people alone without it. Asked by or for `bot` or `preview_app`, it is"
        " those that count.",
        {"type": "array", "items": {"type": "string", "enum": list(KINDS)}},
    ),
    Parameter(
        "filter",
        "`dimension:value`, repeated for several: values of one dimension are alternatives, dimensions all hold.",
        {"type": "array", "items": {"type": "string", "pattern": FILTER}, "maxItems": 50},
    ),
    Parameter(
        "exclude",
        "The same for what shall be left out.",
        {"type": "array", "items": {"type": "string", "pattern": FILTER}, "maxItems": 50},
    ),
)
GROUPING = (
    Parameter(
        "group_by",
        "A unit of time or a dimension; everything in one row without it.",
        {"type": "string", "enum": [*INTERVALS, *DIMENSIONS]},
        example="country",
    ),
    Parameter(
        "compare",
        "Tell in `before` what the period before, of the same length, had; each bucket of time what lies just that much"
        " earlier. Null where single clicks of that period are gone.",
        {"type": "string", "enum": ["true", "false"], "default": "false"},
    ),
)
SIZE = Parameter("limit", "How many at most.", {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100})
ANALYTICS = (*PERIOD, *WHICH, *GROUPING, SIZE, CURSOR)
CLICKS = (*PERIOD, *WHICH, SIZE, CURSOR)


class AnalyticsController(Controller):
    path = "/analytics"

    @get(api=Operation("analytics:read", {200: AnalyticsOut}, ("INVALID_REQUEST",), parameters=ANALYTICS, is_list=True))
    async def read(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """Ask about clicks

        Counts of people, previews, bots and visitors: in all, over time, or by what they have in common. A visitor is
        one person of one UTC day; longer periods add days up. Of a dimension the first 1,000 values are listed;
        `values` says how many there are."""
        exchange = request.state.exchange
        workspace_id = (await admit(request, services, writes=False)).workspace_id
        query = Query(exchange, ANALYTICS)
        start, scope = read_cursor(scope_of(query, workspace_id), query)
        compares = query.one_of("compare", "false") == "true"
        size = query.number("limit", 100)
        grouping = query.one_of("group_by", "") if "group_by" in query else ""
        rows, values, coverage = await _ask(services, scope, grouping, start + size + 1, compares=compares)
        following = write_cursor(start + size, scope, query) if len(rows) > start + size else None
        data = AnalyticsOut(
            grouping or None,
            rfc3339(scope.since),
            rfc3339(scope.until),
            rfc3339(coverage.told_from),
            coverage.is_whole,
            values,
            rows[start : start + size],
        )
        return success_list(exchange, data, following).as_response()


class ClicksController(Controller):
    path = "/clicks"

    @get(
        api=Operation(
            "analytics:read",
            {200: list[ClickOut]},
            ("INVALID_REQUEST",),
            parameters=CLICKS,
            is_list=True,
            beside=ListedFromOut,
        )
    )
    async def list(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """List clicks

        One by one, newest first, as long as your plan keeps them: `told_from` says since when there are any. None
        carries an address of a visitor."""
        exchange = request.state.exchange
        workspace_id = (await admit(request, services, writes=False)).workspace_id
        query = Query(exchange, CLICKS)
        page = await click_reader().ask(
            events, scope_of(query, workspace_id), cursor=query.text("cursor"), size=query.number("limit", 100)
        )
        beside = ListedFromOut(rfc3339(page.coverage.told_from), page.coverage.is_whole)
        return success_list(exchange, [click_out(event) for event in page.events], page.cursor, beside).as_response()


def scope_of(query: Query, workspace_id: int) -> Scope:
    """The scope that PERIOD and WHICH ask for. Raises INVALID_REQUEST."""
    zone = query.text("zone") or "UTC"
    now = datetime.now(UTC)
    since, until = query.moment("since", zone), query.moment("until", zone) or now
    since = since or max(EPOCH, until - timedelta(days=USUAL_DAYS))
    return scope_within(query, workspace_id, since, until, zone)


def scope_within(query: Query, workspace_id: int, since: datetime, until: datetime, zone: str) -> Scope:
    """The scope of that time that WHICH asks for. Raises INVALID_REQUEST."""
    kinds = query.all("kind")
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise KliqsError("INVALID_REQUEST", f"`kind` is one of {', '.join(KINDS)}, not {unknown[0][:64]!r}.", "kind")
    found: dict[str, tuple[list[str], list[str]]] = {}
    for number, name in enumerate(("filter", "exclude")):
        for text in query.all(name):
            dimension, colon, value = text.partition(":")
            if not colon or dimension not in DIMENSIONS or len(value) > LONGEST_VALUE or "\x00" in value:
                message = f"`{name}` is `dimension:value`; dimensions are {', '.join(DIMENSIONS)}."
                raise KliqsError("INVALID_REQUEST", message, name)
            found.setdefault(dimension, ([], []))[number].append(value)
    filters = tuple(Filter(name, tuple(include), tuple(exclude)) for name, (include, exclude) in found.items())
    return Scope(workspace_id, since, until, zone, filters, cast(frozenset[Kind], frozenset(kinds)) or PEOPLE)


async def _ask(
    services: Services, scope: Scope, grouping: str, size: int, *, compares: bool
) -> tuple[list[AnalyticsRowOut], int | None, Coverage]:
    """The rows, how many values there are besides where they are of a dimension, and what the answer rests on."""
    reader = click_reader()
    if not grouping:
        whole = await reader.ask(totals, scope, compare=compares)
        return [AnalyticsRowOut("", "", None, *_counts(whole.counts), _before(whole.before))], None, whole.coverage
    if grouping in INTERVALS:
        course = await reader.ask(series, scope, grouping, compare=compares)
        points = course.points
        before = [None] * len(points) if course.before is None else [point.counts for point in course.before]
        return (
            [
                AnalyticsRowOut("", "", point.start.isoformat(), *_counts(point.counts), _before(earlier))
                for point, earlier in zip(points, before, strict=True)
            ],
            None,
            course.coverage,
        )
    ranked = await reader.ask(top, scope, grouping, size=min(size, MOST_RANKED), compare=compares)
    rows = ranked.rows
    if grouping == "link":
        rows = await ask_models(services, lambda: labelled(scope.workspace_id, ranked.rows))
    return (
        [AnalyticsRowOut(row.value, row.label, None, *_counts(row.counts), _before(row.before)) for row in rows],
        ranked.values,
        ranked.coverage,
    )


def click_out(event: Event) -> ClickOut:
    """A click as the API tells of it."""
    values = {each.name: getattr(event, each.name) for each in fields_of(event)}
    return ClickOut(**values | {"time": event.time.isoformat(timespec="milliseconds").replace("+00:00", "Z")})


def _counts(counts: Counts) -> tuple[int, int, int, int]:
    return counts.human, counts.preview, counts.bot, counts.visitors


def _before(counts: Counts | None) -> ClickCountsOut | None:
    return None if counts is None else ClickCountsOut(*_counts(counts))
