"""What totals and sums can tell: one dimension at a time, by quarters of an hour or whole UTC days.

Tags, destinations and keys are told by the totals of links; a person who followed two links of a tag is then two
visitors. The quarter that a period begins or ends in counts whole.
"""

from collections.abc import Sequence

from kliqs.clicks.engines import Part
from kliqs.clicks.questions.asking import Asking
from kliqs.clicks.questions.dimensions import DIMENSIONS, Dimension
from kliqs.clicks.questions.links import link_ids, links_matching
from kliqs.clicks.questions.scope import Filter, Scope
from kliqs.clicks.totals.rules import ALL, QUARTER_MS

LINK = "link"


def can_tell(scope: Scope, dimension: Dimension | None = None) -> bool:
    """Whether totals answer it: filters and the dimension that is asked for must all be of one kind. Those of bots tell
    of bots alone: who else is left when some bots are not, they do not know."""
    if any(_leaves_others(scope, each) for each in scope.filters):
        return False
    return len({_kept_as(each) for each in _wanted(scope, dimension)}) <= 1


def tell_exactly(scope: Scope, dimension: Dimension | None = None, *, has_visitors: bool) -> bool:
    """Whether sums of whole days say the very same as raw clicks: where visitors are asked for, only what counts each
    of them once, which is every value by itself."""
    filters = [each for each in scope.filters if _says_something(scope, each)]
    if not can_tell(scope, dimension):
        return False
    if not has_visitors:
        return True
    if any(each.link_attribute for each in _wanted(scope, dimension)):
        return False
    return not filters or dimension is not None or (len(filters) == 1 and _is_one_value(filters[0]))


def tell_quarters(scope: Scope) -> bool:
    """Whether sums of days tell the clicks of each quarter of an hour: of all of them they do."""
    return not _wanted(scope, None)


def kept_condition(
    asked: Asking, part: Part, scope: Scope, scopes: Sequence[Scope], dimension: Dimension | None
) -> str:
    """The condition that a row of totals or sums meets, in those parts of the scope's time; its values go into the
    part."""
    wanted = _wanted(scope, dimension)
    kept = _kept_as(wanted[0]) if wanted else ALL
    times = " OR ".join(f"ms >= {each.since_ms // QUARTER_MS * QUARTER_MS} AND ms < {each.until_ms}" for each in scopes)
    parts = [f"workspace = {scope.workspace_id:d} AND dimension = '{kept}' AND ({times})"]
    for each in scope.filters:
        if _says_something(scope, each):
            parts += _filter(asked, part, scope, each)
    return " AND ".join(parts)


def _wanted(scope: Scope, dimension: Dimension | None) -> list[Dimension]:
    wanted = [DIMENSIONS[each.dimension] for each in scope.filters if _says_something(scope, each)]
    return wanted if dimension is None else [*wanted, dimension]


def _kept_as(dimension: Dimension) -> str:
    return LINK if dimension.link_attribute else dimension.name


def _says_something(scope: Scope, wanted: Filter) -> bool:
    """Leaving out some bots where no bots count says nothing."""
    kind = DIMENSIONS[wanted.dimension].kind
    return bool(wanted.include) or (bool(wanted.exclude) and (kind is None or kind in scope.counted))


def _leaves_others(scope: Scope, wanted: Filter) -> bool:
    kind = DIMENSIONS[wanted.dimension].kind
    return kind is not None and _says_something(scope, wanted) and scope.counted != {kind}


def _is_one_value(wanted: Filter) -> bool:
    return len(wanted.include) == 1 and not wanted.exclude


def _filter(asked: Asking, part: Part, scope: Scope, wanted: Filter) -> list[str]:
    dimension = DIMENSIONS[wanted.dimension]
    parts = []
    for values, is_inside in ((wanted.include, True), (wanted.exclude, False)):
        if not values:
            continue
        kept, is_others = _kept_values(asked, scope, dimension, values)
        word = "IN" if is_inside != is_others else "NOT IN"
        places = ", ".join(part.value(value) for value in kept)
        parts.append(f"{part.table}.value {word} ({places})" if places else "1 = 0" if word == "IN" else "1 = 1")
    return parts


def _kept_values(asked: Asking, scope: Scope, dimension: Dimension, values: Sequence[str]) -> tuple[list[str], bool]:
    """A filter's values as totals have them; when True, all others are meant."""
    if dimension.name == LINK:
        return [str(link) for link in link_ids(asked.db, scope.workspace_id, values)], False
    if dimension.link_attribute is not None:
        ids, is_others = links_matching(asked.db, scope.workspace_id, dimension.link_attribute, values)
        return [str(link) for link in ids], is_others
    return list(values), False
