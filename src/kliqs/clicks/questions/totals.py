"""How many clicks, and how many people."""

from kliqs.clicks.questions.answers import NONE, Counts, Totals
from kliqs.clicks.questions.asking import Asking
from kliqs.clicks.questions.counting import COUNTS, condition, counts_from, query_of
from kliqs.clicks.questions.coverage import Sources, sources
from kliqs.clicks.questions.scope import Scope


def totals(asked: Asking, scope: Scope, *, compare: bool = False) -> Totals:
    """The scope's clicks; with `compare` also those of the period before."""
    seen = sources(asked, scope)
    before = _count(asked, sources(asked, scope.before())) if compare else None
    return Totals(_count(asked, seen), before, seen.coverage)


def _count(asked: Asking, seen: Sources) -> Counts:
    return _raw(asked, seen.raw) if seen.raw else NONE


def _raw(asked: Asking, scope: Scope) -> Counts:
    query = query_of(asked, scope)
    query.text = f"SELECT {COUNTS} FROM clicks WHERE {condition(asked, query, scope)}"
    rows = asked.engine.rows(asked.db, query)
    return counts_from(rows[0]) if rows else NONE
