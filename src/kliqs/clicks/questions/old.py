"""What totals can tell of times whose raw clicks are gone: one dimension at a time, by quarters of an hour.

Tags, destinations and keys are told by the totals of links; a person who followed two links of a tag is then two
visitors. The quarter that a period begins or ends in counts whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kliqs.clicks.engines import Query
from kliqs.clicks.questions.answers import Counts
from kliqs.clicks.questions.asking import Asking
from kliqs.clicks.questions.dimensions import DIMENSIONS, Dimension
from kliqs.clicks.questions.links import attributes, link_ids, links_with
from kliqs.clicks.questions.scope import Filter, Scope
from kliqs.clicks.totals.rules import ALL, QUARTER_MS

LINK = "link"
SUMS = "sum(human), sum(preview), sum(bot), sum(visitors)"


@dataclass(frozen=True, slots=True)
class OldCounts:
    """Counts of one value in one quarter (or of all quarters, `ms` of the first)."""

    value: str
    ms: int
    counts: Counts


def can_tell(scope: Scope, dimension: Dimension | None = None) -> bool:
    """Whether totals answer it: filters and the dimension that is asked for must all be of one kind."""
    return len({_kept_as(each) for each in _wanted(scope, dimension)}) <= 1


def old_series(asked: Asking, scope: Scope) -> list[OldCounts]:
    """The scope's counts by quarter."""
    query = _query(asked, scope)
    query.text = f"SELECT '', ms, {SUMS} FROM totals WHERE {_where(asked, query, scope, None)} GROUP BY ms"
    return _counts(asked, query, scope)


def old_totals(asked: Asking, scope: Scope) -> list[OldCounts]:
    """The scope's counts, in at most one row."""
    query = _query(asked, scope)
    query.text = f"SELECT '', min(ms), {SUMS} FROM totals WHERE {_where(asked, query, scope, None)}"
    return _counts(asked, query, scope)


def old_values(asked: Asking, scope: Scope, dimension: Dimension) -> list[OldCounts]:
    """The scope's counts of every value, links as the numbers of their rows."""
    query = _query(asked, scope)
    where = _where(asked, query, scope, dimension)
    if dimension.link_attribute is None:
        query.text = f"SELECT value, min(ms), {SUMS} FROM totals WHERE {where} GROUP BY value"
    else:
        pairs = attributes(asked.db, scope.workspace_id, dimension.link_attribute)
        links, values = query.value([link for link, _ in pairs]), query.value([value for _, value in pairs])
        query.text = (
            f"SELECT of_links.value, min(ms), {SUMS} FROM (SELECT CAST(value AS BIGINT) AS link, ms, human, preview,"
            f" bot, visitors FROM totals WHERE {where}) AS by_link"
            f" JOIN {query.dialect.pairs(links, values)} AS of_links ON of_links.link = by_link.link"
            " GROUP BY of_links.value"
        )
    return _counts(asked, query, scope)


def _wanted(scope: Scope, dimension: Dimension | None) -> list[Dimension]:
    wanted = [DIMENSIONS[each.dimension] for each in scope.filters if each.include or each.exclude]
    return wanted if dimension is None else [*wanted, dimension]


def _kept_as(dimension: Dimension) -> str:
    return LINK if dimension.link_attribute else dimension.name


def _query(asked: Asking, scope: Scope) -> Query:
    return Query(asked.engine.dialect, scope.since_ms, scope.until_ms - 1, is_over_totals=True)


def _where(asked: Asking, query: Query, scope: Scope, dimension: Dimension | None) -> str:
    wanted = _wanted(scope, dimension)
    kept = _kept_as(wanted[0]) if wanted else ALL
    first = scope.since_ms // QUARTER_MS * QUARTER_MS
    parts = [f"workspace = {scope.workspace_id:d} AND dimension = '{kept}' AND ms >= {first} AND ms < {scope.until_ms}"]
    for each in scope.filters:
        parts += _filter(asked, query, scope, each)
    return " AND ".join(parts)


def _filter(asked: Asking, query: Query, scope: Scope, wanted: Filter) -> list[str]:
    dimension = DIMENSIONS[wanted.dimension]
    parts = []
    for values, word in ((wanted.include, "IN"), (wanted.exclude, "NOT IN")):
        if not values:
            continue
        places = ", ".join(query.value(value) for value in _kept_values(asked, scope, dimension, values))
        parts.append(f"value {word} ({places})" if places else "1 = 0" if word == "IN" else "1 = 1")
    return parts


def _kept_values(asked: Asking, scope: Scope, dimension: Dimension, values: Sequence[str]) -> list[str]:
    """A filter's values as totals have them."""
    if dimension.name == LINK:
        return [str(link) for link in link_ids(asked.db, scope.workspace_id, values)]
    if dimension.link_attribute is not None:
        return [str(link) for link in links_with(asked.db, scope.workspace_id, dimension.link_attribute, values)]
    return list(values)


def _counts(asked: Asking, query: Query, scope: Scope) -> list[OldCounts]:
    """Of the scope's kinds alone; rows that have none of these are left out."""
    found = [_row(row, scope) for row in asked.engine.rows(asked.db, query) if row[1] is not None]
    return [each for each in found if each.counts.clicks or each.counts.visitors]


def _row(row: tuple[Any, ...], scope: Scope) -> OldCounts:
    human, preview, bot, visitors = (int(number or 0) for number in row[2:])
    return OldCounts(
        str(row[0]),
        int(row[1]),
        Counts(
            human * ("human" in scope.kinds),
            preview * ("preview" in scope.kinds),
            bot * ("bot" in scope.kinds),
            visitors * ("human" in scope.kinds),
        ),
    )
