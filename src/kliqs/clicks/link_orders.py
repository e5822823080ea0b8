"""The orders a list of links comes in: how each is read from the database, and the cursors that follow it."""

import base64
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, get_args

import msgspec

from kliqs.errors import KliqsError

Sort = Literal["newest", "oldest", "clicks", "slug", "expiry"]
SORTS: tuple[Sort, ...] = get_args(Sort)
TOTALS = "LEFT JOIN clicks_linktotal t ON t.link_id = l.id"
Number = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]  # what both databases can compare
PLACE = msgspec.json.Decoder(tuple[str, str | Number, Number])
# What a cursor's text may be: both databases would stumble over other things that somebody wrote themselves.
PLACES: dict[Sort, re.Pattern[str]] = {
    "slug": re.compile(r"[a-z0-9_-]{1,64}"),
    "expiry": re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,6})?(\+00:00)?"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where the links of an order are found, in that order: `place` is what it compares, `tie` the link's id, which
    decides between equals and goes the same way. In SQL; the first `?` of `condition` is the workspace's id."""

    place: str
    direction: Literal["DESC", "ASC"]
    tables: str = "links_link l"
    tie: str = "l.id"
    condition: str = "l.workspace_id = ?"

    def chosen(self, conditions: list[str], *, follows: bool) -> str:
        """The `id` and `place` of its first links of those conditions. It takes the workspace's id, the conditions'
        values, place and id of the link that it `follows`, and how many."""
        after = [f"({self.place}, {self.tie}) {'<' if self.direction == 'DESC' else '>'} (?, ?)"] if follows else []
        return (
            f"SELECT l.id AS id, {self.place} AS place FROM {self.tables}"
            f" WHERE {' AND '.join([self.condition, *conditions, *after])}"
            f" ORDER BY place {self.direction}, {self.tie} {self.direction} LIMIT ?"
        )


SOURCES: dict[Sort, tuple[Source, ...]] = {
    "newest": (Source("l.id", "DESC"),),
    "oldest": (Source("l.id", "ASC"),),
    "slug": (Source("l.slug", "ASC"),),
    "expiry": (Source("l.expires_at", "ASC", condition="l.workspace_id = ? AND l.expires_at IS NOT NULL"),),
    # By an index of the counts, then those without: 1 ms where counting and sorting 100,000 links costs 110.
    "clicks": (
        Source(
            "t.human",
            "DESC",
            tables="clicks_linktotal t JOIN links_link l ON l.id = t.link_id",
            tie="t.link_id",
            condition="t.workspace_id = ? AND t.human > 0",
        ),
        Source(
            "0",
            "DESC",
            condition="l.workspace_id = ?"
            " AND NOT EXISTS (SELECT 1 FROM clicks_linktotal t WHERE t.link_id = l.id AND t.human > 0)",
        ),
    ),
}
# A search looks at every link whatever the order, so it does it once.
CLICKS_OF_FOUND = (Source("COALESCE(t.human, 0)", "DESC", tables=f"links_link l {TOTALS}"),)


def sources_of(sort: Sort, *, is_search: bool) -> tuple[Source, ...]:
    """What an order is read from, one after the other."""
    return CLICKS_OF_FOUND if sort == "clicks" and is_search else SOURCES[sort]


def write_cursor(sort: Sort, place: str | int | datetime, link_id: int) -> str:
    """The cursor of what follows the link at that place of the order."""
    if isinstance(place, datetime):
        place = place.isoformat()
    return base64.urlsafe_b64encode(msgspec.json.encode([sort, place, link_id])).decode().rstrip("=")


def read_cursor(cursor: str, sort: Sort) -> tuple[str | int, int]:
    """Place and link of a cursor. Raises KliqsError INVALID_REQUEST when it is none of ours or of another order."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        of_sort, place, last_id = PLACE.decode(text)
        if sort == "expiry":
            datetime.fromisoformat(str(place))
    except ValueError:
        raise _bad_cursor() from None
    pattern = PLACES.get(sort)
    if of_sort != sort or isinstance(place, str) != (pattern is not None):
        raise _bad_cursor()
    if pattern is not None and not pattern.fullmatch(str(place)):
        raise _bad_cursor()
    return place, last_id


def _bad_cursor() -> KliqsError:
    return KliqsError("INVALID_REQUEST", "`cursor` is not one that this list gave, in this order.", "cursor")
