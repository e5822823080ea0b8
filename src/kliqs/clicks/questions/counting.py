"""The SQL that questions share: which clicks, and how they are counted."""

from kliqs.clicks.engines import Query
from kliqs.clicks.questions.answers import Counts
from kliqs.clicks.questions.asking import Asking
from kliqs.clicks.questions.dimensions import DIMENSIONS
from kliqs.clicks.questions.links import link_ids, links_with
from kliqs.clicks.questions.scope import Filter, Scope

# Visitors are people; previews and bots have a hash too, which means nothing.
CLICKS = (
    "count(*) FILTER (WHERE kind = 'human'), count(*) FILTER (WHERE kind = 'preview'),"
    " count(*) FILTER (WHERE kind = 'bot')"
)
COUNTS = f"{CLICKS}, count(DISTINCT visitor) FILTER (WHERE kind = 'human')"
REDIRECTED = "r"  # the log's outcome of a click


def query_of(asked: Asking, scope: Scope) -> Query:
    """A query without text that looks at the scope's time."""
    return Query(asked.engine.dialect, scope.since_ms, scope.until_ms - 1)


def within(query: Query, scope: Scope) -> str:
    """The condition of the scope's time."""
    moment = query.dialect.moment
    return f"time >= {moment(scope.since_ms)} AND time < {moment(scope.until_ms)}"


def condition(asked: Asking, query: Query, scope: Scope) -> str:
    """The condition that a click of the scope meets; its values go into the query."""
    kinds = ", ".join(f"'{kind}'" for kind in sorted(scope.kinds))
    parts = [f"workspace = {scope.workspace_id:d}", within(query, scope), f"outcome = '{REDIRECTED}'"]
    parts.append(f"kind IN ({kinds})")
    for each in scope.filters:
        parts += _filter(asked, query, scope, each)
    return " AND ".join(parts)


def counts_from(row: tuple[int, ...]) -> Counts:
    """What COUNTS selected, or CLICKS."""
    return Counts(*(int(number) for number in row))


def _filter(asked: Asking, query: Query, scope: Scope, wanted: Filter) -> list[str]:
    dimension = DIMENSIONS[wanted.dimension]
    parts = []
    for values, word in ((wanted.include, "IN"), (wanted.exclude, "NOT IN")):
        if values:
            parts.append(_membership(asked, query, scope, wanted.dimension, values, word=word))
    if dimension.kind is not None and wanted.include:
        parts.append(f"kind = '{dimension.kind}'")
    return parts


def _membership(asked: Asking, query: Query, scope: Scope, name: str, values: tuple[str, ...], *, word: str) -> str:
    dimension = DIMENSIONS[name]
    if dimension.name == "link":
        return _links(link_ids(asked.db, scope.workspace_id, values), word)
    if dimension.link_attribute is not None:
        return _links(links_with(asked.db, scope.workspace_id, dimension.link_attribute, values), word)
    places = ", ".join(query.value(value) for value in values)
    return f"{dimension.sql} {word} ({places})"


def _links(ids: list[int], word: str) -> str:
    if not ids:
        return "1 = 0" if word == "IN" else "1 = 1"
    return f"link {word} ({', '.join(str(int(link)) for link in ids)})"
