"""Places in the order of clicks, and the cursors that carry them."""

import base64
from typing import TypeVar

import msgspec

from kliqs.clicks.questions.scope import LAST, milliseconds
from kliqs.errors import KliqsError


class Place(msgspec.Struct, frozen=True, array_like=True):
    """An event's place in time; its id decides between those of the same ms."""

    ms: int
    id: str


class Position(msgspec.Struct, frozen=True, array_like=True):
    """Where a stream stands. A cursor of a single place reads as one too.

    `told` are the marks of the clicks that were told of the last `back_ms` before it, four bytes each: all there are,
    so a click of that time without a mark is news. With -1 of no time before it anything is known.
    """

    ms: int
    id: str
    back_ms: int = -1
    told: bytes = b""


Kept = TypeVar("Kept", Place, Position)

PLACE = msgspec.json.Decoder(Place)  # made once, before there are threads; see `kliqs.bio.document`
POSITION = msgspec.json.Decoder(Position)


def cursor_of(kept: Place | Position) -> str:
    """A text that leads back here."""
    return base64.urlsafe_b64encode(msgspec.json.encode(kept)).decode().rstrip("=")


def place_at(cursor: str, field: str | None = None) -> Place:
    """Raises KliqsError INVALID_REQUEST for a cursor that is none of ours; `field` names where it was given."""
    return _read(cursor, PLACE, field)


def position_at(cursor: str) -> Position:
    """Raises KliqsError INVALID_REQUEST for a cursor that is none of ours."""
    return _read(cursor, POSITION)


def _read(cursor: str, decoder: msgspec.json.Decoder[Kept], field: str | None = None) -> Kept:
    strange = KliqsError("INVALID_REQUEST", "The cursor is none that an answer gave.", field)
    try:
        kept = decoder.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, msgspec.DecodeError) as problem:
        raise strange from problem
    if not 0 <= kept.ms <= milliseconds(LAST) or "\0" in kept.id:
        raise strange
    return kept
