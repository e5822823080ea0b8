"""The SQL that questions share: which clicks, and how they are counted, by whichever table tells of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kliqs.clicks.engines import Part, Query, Span, Table
from kliqs.clicks.questions.answers import Counts
from kliqs.clicks.questions.asking import Asking
from kliqs.clicks.questions.coverage import Scopes, Sources
from kliqs.clicks.questions.dimensions import DIMENSIONS, Dimension
from kliqs.clicks.questions.kept import kept_condition
from kliqs.clicks.questions.links import attributes, link_ids, links_matching
from kliqs.clicks.questions.scope import KINDS, Filter, Scope

REDIRECTED = "r"  # the log's outcome of a click
COUNTED = ", ".join(f"CAST(sum({each}) AS BIGINT)" for each in ("humans", "previews", "bots", "people"))
NO_LINK = [(0, "")]  # an empty list would not say of what type its values are
Membership = Literal["IN", "NOT IN"]
CLICKS = "sum(humans + previews + bots)"


@dataclass(frozen=True, slots=True)
class Grouping:
    """What clicks are put together by: SQL over a raw click, and over a row of totals or sums, and its type.
    `dimension` when it is the values of one."""

    raw: str
    kept: str
    type: Literal["BIGINT", "VARCHAR"] = "BIGINT"
    dimension: Dimension | None = None


def counting(asked: Asking, seen: Sources, grouping: Grouping, head: str, tail: str = "", *, visitors: bool) -> Query:
    """A query over rows of `found`, the group; `first`, the ms since 1970 of its first click or of the quarter or day
    of that; `humans`, `previews`, `bots` and `people`, its visitors, which are 0 unless asked for. A group has a row
    from each table. `head` and `tail` stand around them."""
    query = Query(asked.engine.dialect, head=f"{head} FROM (", tail=f") AS counted {tail}")
    if seen.raw:
        part = query.part("clicks", _spans(seen.raw))
        kinds = [f"CAST(count(*) FILTER (WHERE kind = '{kind}') AS BIGINT)" for kind in KINDS]
        # Visitors are people; previews and bots have a hash too, which means nothing.
        people = "CAST(count(DISTINCT visitor) FILTER (WHERE kind = 'human') AS BIGINT)" if visitors else "0"
        part.text = (
            f"{_selected(grouping.raw, grouping.type, part.dialect.milliseconds('time'), *kinds, people)}"
            f" FROM clicks {_beside(asked, part, seen.scope, grouping)}"
            f" WHERE {condition(asked, part, seen.scope, seen.raw)}{_only(grouping)} GROUP BY {grouping.raw}"
        )
    kept: tuple[tuple[Table, Scopes], ...] = (("days", seen.days), ("totals", seen.totals))
    for table, scopes in kept:
        if scopes:
            part = query.part(table, _spans(scopes))
            kinds = [f"sum({kind})" if kind in seen.scope.counted else "0" for kind in KINDS]
            people = "sum(visitors)" if visitors and "human" in seen.scope.counted else "0"
            part.text = (
                f"{_selected(grouping.kept, grouping.type, 'ms', *kinds, people)}"
                f" FROM {table} {_beside(asked, part, seen.scope, grouping)}"
                f" WHERE {kept_condition(asked, part, seen.scope, scopes, grouping.dimension)} GROUP BY {grouping.kept}"
            )
    return query


def _selected(group: str, kind: str, time: str, *counts: str) -> str:
    humans, previews, bots, people = counts
    return (
        f"SELECT CAST({group} AS {kind}) AS found, min({time}) AS first, {humans} AS humans, {previews} AS previews,"
        f" {bots} AS bots, {people} AS people"
    )


def counts_from(row: Sequence[Any]) -> Counts:
    """What COUNTED selected."""
    return Counts(*(int(number or 0) for number in row))


def within(part: Part, scopes: Sequence[Scope]) -> str:
    """The condition of the scopes' times. Before 1970, where a period before may begin, engines know no times."""
    spans = [
        f"time >= {part.dialect.moment(max(0, each.since_ms))} AND time < {part.dialect.moment(max(0, each.until_ms))}"
        for each in scopes
    ]
    return f"({' OR '.join(spans)})"


def condition(asked: Asking, part: Part, scope: Scope, scopes: Sequence[Scope]) -> str:
    """The condition that a raw click of the scope meets, in those parts of its time; its values go into the part."""
    kinds = ", ".join(f"'{kind}'" for kind in sorted(scope.counted))
    parts = [f"workspace = {scope.workspace_id:d}", within(part, scopes), f"outcome = '{REDIRECTED}'"]
    parts.append(f"kind IN ({kinds})")
    for each in scope.filters:
        parts += _filter(asked, part, scope, each)
    return " AND ".join(parts)


def _spans(scopes: Sequence[Scope]) -> list[Span]:
    return [(each.since_ms, each.until_ms - 1) for each in scopes]


def _beside(asked: Asking, part: Part, scope: Scope, grouping: Grouping) -> str:
    """What belongs to links, beside clicks or totals of these."""
    if grouping.dimension is None or grouping.dimension.link_attribute is None:
        return ""
    pairs = attributes(asked.db, scope.workspace_id, grouping.dimension.link_attribute) or NO_LINK
    links, values = part.value([link for link, _ in pairs]), part.value([value for _, value in pairs])
    on = "USING (link)" if part.table == "clicks" else f"ON of_links.link = CAST({part.table}.value AS BIGINT)"
    return f"LEFT JOIN {part.dialect.pairs(links, values)} AS of_links {on}"


def _filter(asked: Asking, part: Part, scope: Scope, wanted: Filter) -> list[str]:
    dimension = DIMENSIONS[wanted.dimension]
    parts = []
    if wanted.include:
        parts.append(_membership(asked, part, scope, dimension, wanted.include, word="IN"))
        parts += _of_kind(dimension)
    if wanted.exclude and dimension.kind is not None:  # others have no such value, which is no reason to lose them
        excluded = [*_of_kind(dimension), _membership(asked, part, scope, dimension, wanted.exclude, word="IN")]
        parts.append(f"NOT ({' AND '.join(excluded)})")
    elif wanted.exclude:
        parts.append(_membership(asked, part, scope, dimension, wanted.exclude, word="NOT IN"))
    return parts


def _only(grouping: Grouping) -> str:
    """Values that one kind has are told of that kind."""
    return "".join(f" AND {each}" for each in _of_kind(grouping.dimension)) if grouping.dimension else ""


def _of_kind(dimension: Dimension) -> list[str]:
    return [] if dimension.kind is None else [f"kind = '{dimension.kind}'"]


def _membership(
    asked: Asking, part: Part, scope: Scope, dimension: Dimension, values: tuple[str, ...], *, word: Membership
) -> str:
    if dimension.name == "link":
        return _links(link_ids(asked.db, scope.workspace_id, values), word)
    if dimension.link_attribute is not None:
        ids, is_others = links_matching(asked.db, scope.workspace_id, dimension.link_attribute, values)
        return _links(ids, _other(word) if is_others else word)
    places = ", ".join(part.value(value) for value in values)
    return f"{dimension.sql} {word} ({places})"


def _other(word: Membership) -> Membership:
    return "IN" if word == "NOT IN" else "NOT IN"


def _links(ids: list[int], word: Membership) -> str:
    if not ids:
        return "1 = 0" if word == "IN" else "1 = 1"
    return f"link {word} ({', '.join(str(int(link)) for link in ids)})"
