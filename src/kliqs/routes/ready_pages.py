"""A page as the edge sends it: finished bytes for a stretch of time, and what its buttons answer. No Django.

`bio` makes it, `edge` sends it; both see this record alone. It is kept as MessagePack in `routes_body`.
"""

import msgspec

FOREVER = 2**62  # ms since 1970: a body that no schedule ends
ENCODINGS = ("br", "gzip")


class Found(msgspec.Struct, frozen=True, array_like=True):
    """A finished answer: status, header fields (lower-case), body."""

    status: int
    fields: list[tuple[str, str]]
    body: bytes


class Press(msgspec.Struct, frozen=True, array_like=True):
    """What a button's path answers, and the number its presses are counted under; 0 is not counted."""

    found: Found
    target: int = 0


class Html(msgspec.Struct, frozen=True, array_like=True):
    """A document compressed in advance: `br` and `gzip`; `etag` is a hash of it. `fields` are its other fields."""

    br: bytes
    gzip: bytes
    etag: str
    fields: list[tuple[str, str]]


class ReadyPage(msgspec.Struct, frozen=True, array_like=True):
    """What a page answers: `gate` first, where there is one, to those who have not passed it."""

    html: Html
    gate: Html | None
    presses: dict[str, Press]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(ReadyPage)


def pack(page: ReadyPage) -> bytes:
    return _encoder.encode(page)


def unpack(content: bytes) -> ReadyPage:
    """Raises msgspec.ValidationError for what no version of ours wrote."""
    return _decoder.decode(content)
