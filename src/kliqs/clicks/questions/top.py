"""The values of a dimension with the most clicks."""

from collections.abc import Sequence
from dataclasses import replace

from kliqs.clicks.questions.answers import NONE, Counts, Ranked, Top
from kliqs.clicks.questions.asking import Asking
from kliqs.clicks.questions.counting import CLICKS, COUNTED, Grouping, counting, counts_from
from kliqs.clicks.questions.coverage import Sources, sources
from kliqs.clicks.questions.dimensions import DIMENSIONS, Dimension
from kliqs.clicks.questions.kept import can_tell, tell_exactly
from kliqs.clicks.questions.labels import labels
from kliqs.clicks.questions.scope import Scope
from kliqs.errors import KliqsError

LARGEST = 1_000
OF_LINKS = "COALESCE(of_links.value, '')"  # what is counted besides links, such as bio pages, has none

Values = dict[str, Counts]


def top(
    asked: Asking, scope: Scope, dimension: str, *, size: int = 10, compare: bool = False, visitors: bool = True
) -> Top:
    """The `size` (at most 1,000) values with the most clicks of the scope, and how many values there are. A click whose
    link has two tags counts for both. With `compare`, also what they had in the period before, where that can be told
    whole. Without `visitors` they are 0, and the answer comes in a third of the time: telling people apart is the most
    of it.

    Raises KliqsError INVALID_REQUEST for an unknown dimension.
    """
    if dimension not in DIMENSIONS:
        raise KliqsError("INVALID_REQUEST", f"There is no dimension {dimension!r}.")
    wanted = DIMENSIONS[dimension]
    if wanted.kind is not None:  # nobody else has one
        scope = replace(scope, kinds=frozenset({wanted.kind}))
    seen = _sources(asked, scope, wanted, visitors=visitors)
    found, values = _values(asked, seen, wanted, max(1, min(size, LARGEST)), visitors=visitors)
    before: Values | None = None
    if compare and found:
        earlier = _sources(asked, scope.before(), wanted, visitors=visitors)
        if earlier.coverage.is_whole:
            before, _ = _values(asked, earlier, wanted, LARGEST, list(found), visitors=visitors)
    names = labels(asked.db, scope.workspace_id, wanted, list(found))
    rows = [
        Ranked(*names[value], counts, None if before is None else before.get(value, NONE))
        for value, counts in found.items()
    ]
    return Top(rows, values, seen.coverage)


def _sources(asked: Asking, scope: Scope, dimension: Dimension, *, visitors: bool) -> Sources:
    has_visitors = visitors and "human" in scope.counted
    is_exact = tell_exactly(scope, dimension, has_visitors=has_visitors)
    return sources(asked, scope, has_totals=can_tell(scope, dimension), is_exact=is_exact, has_visitors=has_visitors)


def _values(
    asked: Asking, seen: Sources, dimension: Dimension, size: int, among: Sequence[str] = (), *, visitors: bool
) -> tuple[Values, int]:
    """The counts of the largest values, or of those `among`, and how many values there are."""
    value = (OF_LINKS, OF_LINKS) if dimension.link_attribute else (dimension.sql, "value")
    head = f"SELECT found, count(*) OVER (), {COUNTED}"
    query = counting(asked, seen, Grouping(*value, "VARCHAR", dimension), head, visitors=visitors)
    some = f"WHERE found IN ({', '.join(query.value(each) for each in among)}) " if among else ""
    query.tail += f"{some}GROUP BY found HAVING {CLICKS} > 0 ORDER BY {CLICKS} DESC, found LIMIT {size}"
    rows = asked.engine.rows(asked.db, query)
    return {row[0]: counts_from(row[2:]) for row in rows}, int(rows[0][1]) if rows else 0
