"""What was found on a page or in an export, before it is known whether a page of ours can have it."""

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Why = Literal["kind", "address", "picture", "text", "room"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that could not be taken over: what stood there, and a word for why: `kind` for a kind of block that we
    do not have, `address`, `picture`, `text`, or `room` when the page is full."""

    what: str
    why: Why


@dataclass(slots=True)
class Found:
    """`picture` is an address, `picture_bytes` an uploaded file; `blocks` are as `check_block` takes them, with the
    address of a thumbnail in `thumbnail`; `socials` are addresses of profiles."""

    name: str = ""
    about: str = ""
    picture: str = ""
    picture_bytes: bytes = b""
    blocks: list[Json] = field(default_factory=list)
    socials: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def leave_out(self, what: object, why: Why) -> None:
        self.left_out.append(LeftOut(str(what or "")[:200], why))


def text_of(value: Any) -> str:
    """A value as one line of text; empty for what is none."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def entries(value: Any) -> list[Json]:
    """The objects of a list; nothing for what is none."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
