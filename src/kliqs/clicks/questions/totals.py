"""How many clicks, and how many people."""

from kliqs.clicks.questions.answers import NONE, Counts, Totals
from kliqs.clicks.questions.asking import Asking
from kliqs.clicks.questions.counting import COUNTED, Grouping, counting, counts_from
from kliqs.clicks.questions.coverage import Sources, sources
from kliqs.clicks.questions.kept import can_tell, tell_exactly
from kliqs.clicks.questions.scope import Scope

ALL_TOGETHER = Grouping("workspace", "workspace")


def totals(asked: Asking, scope: Scope, *, compare: bool = False) -> Totals:
    """The scope's clicks; with `compare` also those of the period before, where it can be told whole."""
    seen = _sources(asked, scope)
    earlier = _sources(asked, scope.before()) if compare else None
    before = _count(asked, earlier) if earlier and earlier.coverage.is_whole else None
    return Totals(_count(asked, seen), before, seen.coverage)


def _sources(asked: Asking, scope: Scope) -> Sources:
    has_visitors = "human" in scope.counted
    is_exact = tell_exactly(scope, has_visitors=has_visitors)
    return sources(asked, scope, has_totals=can_tell(scope), is_exact=is_exact, has_visitors=has_visitors)


def _count(asked: Asking, seen: Sources) -> Counts:
    query = counting(asked, seen, ALL_TOGETHER, f"SELECT {COUNTED}", visitors=True)
    rows = asked.engine.rows(asked.db, query)
    return counts_from(rows[0]) if rows else NONE
