"""What tells of which part of a period: raw clicks, sums of whole days, totals of quarters of an hour."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, pairwise

from kliqs.accounts.plans import UNLIMITED, plan
from kliqs.clicks.engines import Table
from kliqs.clicks.questions.answers import Coverage
from kliqs.clicks.questions.asking import Asking
from kliqs.clicks.questions.scope import Scope, milliseconds, moment
from kliqs.clicks.totals.days import DAY_MS, as_date, day_ms, first_untotalled, last_unmoved, unsummed_between
from kliqs.clicks.totals.dropping import first_kept_day
from kliqs.clicks.totals.rules import QUARTER_MS
from kliqs.database import as_datetime

Scopes = tuple[Scope, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """The parts of `scope`, none overlapping: `days` are whole UTC days, `totals` quarters of an hour, `raw` others."""

    scope: Scope
    raw: Scopes
    days: Scopes
    totals: Scopes
    coverage: Coverage


def sources(asked: Asking, scope: Scope, *, has_totals: bool, is_exact: bool, has_visitors: bool) -> Sources:
    """Where an answer has to come from. `has_totals` when totals can tell what is asked, where nothing else can;
    `is_exact` when sums of days say the very same as raw clicks; `has_visitors` when people are told apart, whom only
    whole days tell exactly."""
    raw, coverage = raw_part(asked, scope)
    raw_from = scope.until_ms if raw is None else raw.since_ms
    if has_totals and raw_from > scope.since_ms:
        whole = Coverage(coverage.raw_from, scope.since, is_whole=True, uses_totals=True)
        coverage = _after_moving(asked, scope, whole)
    everything: list[tuple[Table, Scope]] = [("clicks", scope)]
    told = list(_told(asked, scope, has_visitors=has_visitors)) if is_exact else everything
    of_clicks = [part for table, part in told if table == "clicks"]
    old = [part.between(scope.since_ms, raw_from) for part in of_clicks] if has_totals else []
    return Sources(
        scope,
        raw=_there(part.between(raw_from, scope.until_ms) for part in of_clicks),
        days=_there(part for table, part in told if table == "days"),
        totals=_there([*old, *(part for table, part in told if table == "totals")]),
        coverage=coverage,
    )


def raw_part(asked: Asking, scope: Scope) -> tuple[Scope | None, Coverage]:
    """The part of a scope whose raw clicks are there, and what an answer out of these alone covers."""
    cut = raw_clicks_from(asked, scope.workspace_id)
    raw_from = None if cut is None else moment(cut)
    if cut is None or cut <= scope.since_ms:
        return scope, _after_moving(asked, scope, Coverage(raw_from, scope.since, is_whole=True, uses_totals=False))
    coverage = Coverage(raw_from, moment(cut), is_whole=False, uses_totals=False)
    return scope.between(cut, scope.until_ms), _after_moving(asked, scope, coverage)


def _after_moving(asked: Asking, scope: Scope, coverage: Coverage) -> Coverage:
    """The same, but for days that are still on their way to ClickHouse."""
    if asked.engine.place == "files":
        return coverage
    day = last_unmoved(asked.db, _day(scope.since_ms // DAY_MS), _day((scope.until_ms - 1) // DAY_MS))
    if day is None:
        return coverage
    moved_from = min(moment(day_ms(day) + DAY_MS), scope.until)
    return replace(coverage, told_from=max(coverage.told_from, moved_from), is_whole=False)


def raw_clicks_from(asked: Asking, workspace_id: int) -> int | None:
    """Since when the workspace's raw clicks are asked, the first ms of a UTC day; None when all of them are: its plan
    keeps them for good, or it is younger than what would be dropped."""
    row = asked.db.execute(
        "SELECT w.plan, w.created_at, k.since FROM accounts_workspace w"
        " LEFT JOIN clicks_rawkept k ON k.workspace_id = w.id WHERE w.id = ?",
        (workspace_id,),
    ).fetchone()
    if row is None:
        return None
    name, created_at, dropped = row
    cuts = [] if dropped is None else [day_ms(as_date(dropped))]
    days = plan(name).raw_days
    if days != UNLIMITED:  # what the plan no longer keeps is not shown, even where it is still there
        untotalled = first_untotalled(asked.db, asked.engine.place)
        kept = first_kept_day(asked.now, days)
        cuts.append(day_ms(min(kept, untotalled) if untotalled else kept))
    cut = max(cuts, default=None)
    return cut if cut is not None and cut > milliseconds(as_datetime(created_at)) else None


def _told(asked: Asking, scope: Scope, *, has_visitors: bool) -> Iterator[tuple[Table, Scope]]:
    """The parts of a scope in order, each with what tells it exactly."""
    since, until = scope.since_ms, scope.until_ms
    days = _day(since // DAY_MS), _day((until - 1) // DAY_MS)
    unsummed = {day_ms(day) for day in unsummed_between(asked.db, *days, asked.engine.place)}
    midnights = {-(-since // DAY_MS) * DAY_MS, until // DAY_MS * DAY_MS, *unsummed, *(day + DAY_MS for day in unsummed)}
    cuts = sorted({since, until, *(each for each in midnights if since < each < until)})

    def table_of(span: tuple[int, int]) -> Table:
        return _table(span, unsummed, has_visitors=has_visitors)

    for table, spans in groupby(pairwise(cuts), table_of):
        told = list(spans)
        if part := scope.between(told[0][0], told[-1][1]):
            yield table, part


def _table(span: tuple[int, int], unsummed: Set[int], *, has_visitors: bool) -> Table:
    """What tells whole UTC days, or a part of one, from one ms until just before another."""
    start, end = span
    if start // DAY_MS * DAY_MS in unsummed:
        return "clicks"
    if start % DAY_MS == 0 and end % DAY_MS == 0:
        return "days"
    return "clicks" if has_visitors or start % QUARTER_MS or end % QUARTER_MS else "totals"


def _there(scopes: Iterable[Scope | None]) -> Scopes:
    return tuple(scope for scope in scopes if scope is not None)


def _day(number: int) -> date:
    """A day by its number since 1970."""
    return date(1970, 1, 1) + timedelta(days=number)
