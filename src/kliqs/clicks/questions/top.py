"""The values of a dimension with the most clicks."""

from collections.abc import Sequence
from dataclasses import replace

from kliqs.clicks.engines import Query
from kliqs.clicks.questions.answers import NONE, Counts, Ranked, Top
from kliqs.clicks.questions.asking import Asking
from kliqs.clicks.questions.counting import CLICKS, COUNTS, condition, counts_from, query_of
from kliqs.clicks.questions.coverage import Sources, sources
from kliqs.clicks.questions.dimensions import DIMENSIONS, Dimension
from kliqs.clicks.questions.labels import labels
from kliqs.clicks.questions.links import attributes
from kliqs.clicks.questions.old import can_tell, old_values
from kliqs.clicks.questions.scope import Scope
from kliqs.errors import KliqsError

LARGEST = 1_000
MOST = 1_000_000  # values that are merged with those of totals

Values = dict[str, Counts]


def top(
    asked: Asking, scope: Scope, dimension: str, *, size: int = 10, compare: bool = False, visitors: bool = True
) -> Top:
    """The `size` (at most 1,000) values with the most clicks of the scope, and how many values there are. A click whose
    link has two tags counts for both. With `compare`, also what they had in the period before. Without `visitors` they
    are 0, and the answer comes in a third of the time: telling people apart is the most of it.

    Raises KliqsError INVALID_REQUEST for an unknown dimension.
    """
    if dimension not in DIMENSIONS:
        raise KliqsError("INVALID_REQUEST", f"There is no dimension {dimension!r}.")
    wanted = DIMENSIONS[dimension]
    if wanted.kind is not None:  # nobody else has one
        scope = replace(scope, kinds=frozenset({wanted.kind}))
    seen = sources(asked, scope, has_totals=can_tell(scope, wanted))
    found, values = _values(asked, seen, wanted, max(1, min(size, LARGEST)), visitors=visitors)
    before: Values = {}
    if compare and found:
        earlier = sources(asked, scope.before(), has_totals=can_tell(scope, wanted))
        before, _ = _values(asked, earlier, wanted, LARGEST, list(found), visitors=visitors)
    names = labels(asked.db, scope.workspace_id, wanted, list(found))
    rows = [
        Ranked(*names[value], counts, before.get(value, NONE) if compare else None) for value, counts in found.items()
    ]
    return Top(rows, values, seen.coverage)


def _values(
    asked: Asking, seen: Sources, dimension: Dimension, size: int, among: Sequence[str] = (), *, visitors: bool
) -> tuple[Values, int]:
    """The counts of the largest values, or of those `among`, and how many values there are."""
    if seen.old is None:
        return _raw(asked, seen.raw, dimension, size, among, visitors=visitors) if seen.raw else ({}, 0)
    found = {each.value: each.counts for each in old_values(asked, seen.old, dimension)}
    raw, _ = _raw(asked, seen.raw, dimension, MOST, (), visitors=visitors) if seen.raw else ({}, 0)
    for value, counts in raw.items():
        found[value] = found.get(value, NONE) + counts
    if not visitors:
        found = {value: replace(counts, visitors=0) for value, counts in found.items()}
    ranked = sorted(found.items(), key=lambda each: (-each[1].clicks, each[0]))
    wanted = set(among)
    return dict([each for each in ranked if not wanted or each[0] in wanted][:size]), len(found)


def _raw(
    asked: Asking, scope: Scope, dimension: Dimension, size: int, among: Sequence[str], *, visitors: bool
) -> tuple[Values, int]:
    query = query_of(asked, scope)
    expression, table = _source(asked, query, scope, dimension)
    where = condition(asked, query, scope)
    if among:
        places = ", ".join(query.value(int(value) if dimension.name == "link" else value) for value in among)
        where += f" AND {expression} IN ({places})"
    query.text = (
        f"SELECT {expression} AS found, count(*) OVER (), {COUNTS if visitors else CLICKS} FROM {table} WHERE {where}"
        f" GROUP BY found ORDER BY count(*) DESC, found LIMIT {size}"
    )
    rows = asked.engine.rows(asked.db, query)
    return {str(row[0]): counts_from(row[2:]) for row in rows}, int(rows[0][1]) if rows else 0


def _source(asked: Asking, query: Query, scope: Scope, dimension: Dimension) -> tuple[str, str]:
    """The expression of the value, and the table to find it in: clicks, or clicks beside what belongs to their link."""
    if dimension.link_attribute is None:
        return dimension.sql, "clicks"
    pairs = attributes(asked.db, scope.workspace_id, dimension.link_attribute)
    links, values = query.value([link for link, _ in pairs]), query.value([value for _, value in pairs])
    return "value", f"clicks JOIN {query.dialect.pairs(links, values)} AS of_links USING (link)"
