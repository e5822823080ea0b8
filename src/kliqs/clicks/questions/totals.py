"""How many clicks, and how many people."""

from kliqs.clicks.questions.answers import NONE, Counts, Totals
from kliqs.clicks.questions.asking import Asking
from kliqs.clicks.questions.counting import COUNTS, condition, counts_from, query_of
from kliqs.clicks.questions.coverage import Sources, sources
from kliqs.clicks.questions.old import can_tell, old_totals
from kliqs.clicks.questions.scope import Scope


def totals(asked: Asking, scope: Scope, *, compare: bool = False) -> Totals:
    """The scope's clicks; with `compare` also those of the period before."""
    seen = sources(asked, scope, has_totals=can_tell(scope))
    before = scope.before()
    earlier = _count(asked, sources(asked, before, has_totals=can_tell(before))) if compare else None
    return Totals(_count(asked, seen), earlier, seen.coverage)


def _count(asked: Asking, seen: Sources) -> Counts:
    counts = _raw(asked, seen.raw) if seen.raw else NONE
    for each in old_totals(asked, seen.old) if seen.old else ():
        counts += each.counts
    return counts


def _raw(asked: Asking, scope: Scope) -> Counts:
    query = query_of(asked, scope)
    query.text = f"SELECT {COUNTS} FROM clicks WHERE {condition(asked, query, scope)}"
    rows = asked.engine.rows(asked.db, query)
    return counts_from(rows[0]) if rows else NONE
