"""Cursors of `/api/v1/analytics`: where a page of a ranking begins, and what the first page was asked.

Clicks arrive while somebody turns pages. Pages stay one ranking because each is asked of the very period of the first.
"""

import base64
import hashlib
from dataclasses import replace

import msgspec

from kliqs.api.queries import Query
from kliqs.clicks.questions.scope import Scope, is_askable, moment
from kliqs.errors import KliqsError

FARTHEST = 100_000
TURNING = ("cursor", "limit")  # parameters that pages of one ranking may differ in


class Place(msgspec.Struct, frozen=True, array_like=True):
    """The number of a page's first row, the period (ms since 1970 UTC), and a mark of the other parameters."""

    start: int
    since_ms: int
    until_ms: int
    asked: str


PLACE = msgspec.json.Decoder(Place)  # made once, before there are threads; see `kliqs.bio.document`


def write_cursor(start: int, scope: Scope, query: Query) -> str:
    """The cursor of the page that begins with that row."""
    place = Place(start, scope.since_ms, scope.until_ms, _mark(query))
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def read_cursor(scope: Scope, query: Query) -> tuple[int, Scope]:
    """With which row the page begins that a query asks for, and the scope of the first page.

    Raises KliqsError INVALID_REQUEST for a cursor that is none of ours or came with other parameters."""
    cursor = query.text("cursor")
    if not cursor:
        return 0, scope
    strange = KliqsError("INVALID_REQUEST", "`cursor` is not one that this question was answered with.", "cursor")
    try:
        place = PLACE.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        since, until = moment(place.since_ms), moment(place.until_ms)
    except (ValueError, OverflowError) as problem:
        raise strange from problem
    fits = 0 <= place.start < FARTHEST and since < until and is_askable(since) and is_askable(until)
    if not fits or place.asked != _mark(query):
        raise strange
    return place.start, replace(scope, since=since, until=until)


def _mark(query: Query) -> str:
    """The same for the same parameters, in whatever order."""
    parts = sorted(query.sent(but=TURNING))
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:16]
