"""What tells of which part of a period: raw clicks, sums of whole days, totals of quarters of an hour."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from kliqs.accounts.plans import UNLIMITED, plan
from kliqs.clicks.questions.answers import Coverage
from kliqs.clicks.questions.asking import Asking
from kliqs.clicks.questions.scope import Scope, milliseconds, moment
from kliqs.clicks.totals.days import DAY_MS, as_date, day_ms, first_untotalled, unsummed_between
from kliqs.clicks.totals.dropping import first_kept_day
from kliqs.database import as_datetime

Scopes = tuple[Scope, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """The parts of `scope`, none overlapping: `days` are whole UTC days whose sums are made, `totals` is what lies
    before raw clicks, `raw` the rest."""

    scope: Scope
    raw: Scopes
    days: Scopes
    totals: Scopes
    coverage: Coverage


def sources(asked: Asking, scope: Scope, *, has_totals: bool, has_days: bool) -> Sources:
    """Where an answer has to come from; `has_totals` when totals can tell what is asked, where nothing else can;
    `has_days` when sums of days say the very same as raw clicks."""
    raw, coverage = raw_part(asked, scope)
    raw_from = scope.until_ms if raw is None else raw.since_ms
    days = tuple(_summed(asked, scope)) if has_days else ()
    rest = tuple(_without(scope, days))
    if has_totals and raw_from > scope.since_ms:
        coverage = Coverage(coverage.raw_from, scope.since, is_whole=True, uses_totals=True)
    return Sources(
        scope=scope,
        raw=tuple(_parts(rest, raw_from, scope.until_ms)),
        days=days,
        totals=tuple(_parts(rest, scope.since_ms, raw_from)) if has_totals else (),
        coverage=coverage,
    )


def raw_part(asked: Asking, scope: Scope) -> tuple[Scope | None, Coverage]:
    """The part of a scope whose raw clicks are there, and what an answer out of these alone covers."""
    cut = raw_clicks_from(asked, scope.workspace_id)
    raw_from = None if cut is None else moment(cut)
    if cut is None or cut <= scope.since_ms:
        return scope, Coverage(raw_from, scope.since, is_whole=True, uses_totals=False)
    return scope.between(cut, scope.until_ms), Coverage(raw_from, moment(cut), is_whole=False, uses_totals=False)


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
        untotalled = first_untotalled(asked.db)
        kept = first_kept_day(asked.now, days)
        cuts.append(day_ms(min(kept, untotalled) if untotalled else kept))
    cut = max(cuts, default=None)
    return cut if cut is not None and cut > milliseconds(as_datetime(created_at)) else None


def _summed(asked: Asking, scope: Scope) -> Iterator[Scope]:
    """The whole UTC days of a scope whose sums are made, those that follow each other as one."""
    first, end = -(-scope.since_ms // DAY_MS), scope.until_ms // DAY_MS
    if first >= end:
        return
    unsummed = unsummed_between(asked.db, _day(first), _day(end - 1))
    edges = [first - 1, *(day_ms(day) // DAY_MS for day in unsummed), end]
    for before, after in pairwise(edges):
        if part := scope.between((before + 1) * DAY_MS, after * DAY_MS):
            yield part


def _without(scope: Scope, parts: Scopes) -> Iterator[Scope]:
    """What is left of a scope without some parts of it, which come in order."""
    at = scope.since_ms
    for each in parts:
        if rest := scope.between(at, each.since_ms):
            yield rest
        at = each.until_ms
    if rest := scope.between(at, scope.until_ms):
        yield rest


def _parts(scopes: Scopes, since_ms: int, until_ms: int) -> Iterator[Scope]:
    for each in scopes:
        if part := each.between(since_ms, until_ms):
            yield part


def _day(number: int) -> date:
    """A day by its number since 1970."""
    return date(1970, 1, 1) + timedelta(days=number)
