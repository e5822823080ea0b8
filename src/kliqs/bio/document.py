"""A whole page as one document: who it is of, how it looks, its blocks, and what others may do with it."""

import re
import secrets
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import msgspec

from kliqs.bio.blocks import KINDS, AnyBlock, Block, Contact, Socials, WhatsApp
from kliqs.bio.nesting import Many, Part
from kliqs.bio.rules import (
    Flag,
    Json,
    Matching,
    OneOf,
    Picture,
    Refer,
    Text,
    Whole,
    Zone,
    check_struct,
    checks_of,
    refused,
)
from kliqs.bio.themes import AVATARS, BUTTONS, FONTS, LOWEST_CONTRAST, THEMES, Palette, weakest_pair
from kliqs.checking import Check, check_object, within
from kliqs.errors import InvalidBody, KliqsError, Problem
from kliqs.links.whatsapp import whatsapp_address
from kliqs.settings import Settings

MOST_BLOCKS = 60
ENTER = "enter"  # the path of the gate's own button; no block can be called so
CARD = "card-"  # nor like the page's picture for social previews
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")

Colour = Annotated[str, Matching(COLOUR, "a colour such as #0a7c66")]


class Profile(msgspec.Struct, frozen=True):
    """Who the page is of."""

    name: Annotated[str, Text(80, is_needed=True)] = ""
    about: Annotated[str, Text(500)] = ""
    picture: Annotated[str, Picture()] = ""


class Look(msgspec.Struct, frozen=True):
    """The theme, and what the owner chose to have otherwise; empty is as the theme has it.

    `background_end` makes the background a gradient; `picture` lies behind everything.
    """

    theme: Annotated[str, OneOf(tuple(THEMES))] = next(iter(THEMES))
    font: Annotated[str, OneOf(("", *FONTS))] = ""
    buttons: Annotated[str, OneOf(("", *BUTTONS))] = ""
    avatar: Annotated[str, OneOf(("", *AVATARS))] = ""
    background: Colour = ""
    background_end: Colour = ""
    text: Colour = ""
    button: Colour = ""
    button_text: Colour = ""
    picture: Annotated[str, Picture()] = ""

    @property
    def palette(self) -> Palette:
        return Palette(self.background, self.background_end, self.text, self.button, self.button_text)


class Options(msgspec.Struct, frozen=True):
    """`title`, `description` and `picture` are what search engines and chats show; empty ones follow the profile.

    `gate` stands before the page: a warning of sensitive content, or a question of `age`.
    """

    language: Annotated[str, OneOf(("id", "en"))] = "id"
    time_zone: Annotated[str, Zone()] = "Asia/Jakarta"
    title: Annotated[str, Text(120)] = ""
    description: Annotated[str, Text(300)] = ""
    picture: Annotated[str, Picture()] = ""
    noindex: Annotated[bool, Flag()] = False
    gate: Annotated[str, OneOf(("", "sensitive", "age"))] = ""
    age: Annotated[int, Whole(13, 21, otherwise=18)] = 18


AnyPart = Profile | Look | Options
PARTS: dict[str, type[AnyPart]] = {"profile": Profile, "look": Look, "options": Options}


def check_block(values: Any, settings: Settings, now: datetime) -> Block:
    """One block, by the rules of its `type`. Raises InvalidBody with all its problems."""
    if not isinstance(values, dict):
        raise refused("", "must be an object.")
    kind = KINDS.get(values["type"]) if isinstance(values.get("type"), str) else None
    if kind is None:
        message = f"`type` must be one of: {', '.join(KINDS)}."
        raise InvalidBody([Problem("type", "INVALID_REQUEST", message)])
    block = check_struct(kind, {name: value for name, value in values.items() if name != "type"}, settings, now)
    if problems := list(_block_problems(block)):
        raise InvalidBody(problems)
    return block


class AnyKind:
    """A block of whichever kind."""

    def __call__(self, _: str) -> Check:
        return check_block

    def schema(self, refer: Refer) -> Json:
        return refer(Block)


class Document(msgspec.Struct, frozen=True):
    """What is drafted, published and kept. `format` moves when the meaning of a field changes."""

    profile: Annotated[Profile, Part(Profile)] = Profile()
    look: Annotated[Look, Part(Look)] = Look()
    options: Annotated[Options, Part(Options)] = Options()
    blocks: Annotated[tuple[AnyBlock, ...], Many(AnyKind(), most=MOST_BLOCKS)] = ()


def check_document(values: Any, settings: Settings, now: datetime) -> Document:
    """A document from decoded JSON; blocks without an id get one. Raises InvalidBody with every problem at once."""
    document = check_struct(Document, values, settings, now)
    if problems := _whole_problems(document):
        raise InvalidBody(problems)
    return msgspec.structs.replace(document, blocks=named(document.blocks))


def check_changes(document: Document, values: Mapping[str, Any], settings: Settings, now: datetime) -> Document:
    """The document with what decoded JSON says of it: `profile`, `look` and `options` field by field, `blocks` as a
    whole; null is as at first. What is not named is not checked again. Raises InvalidBody with every problem."""
    sent = {name: _merged(getattr(document, name, None), value) for name, value in values.items()}
    changed = msgspec.structs.replace(
        document, **check_object(sent, checks_of(Document), settings, now, only_sent=True)
    )
    if problems := _whole_problems(changed):
        raise InvalidBody(problems)
    return msgspec.structs.replace(changed, blocks=named(changed.blocks))


def _merged(part: Any, value: Any) -> Any:
    """A part's fields with those that were sent; whatever is no object is left for its check."""
    if not isinstance(value, dict) or not isinstance(part, msgspec.Struct):
        return value
    return msgspec.structs.asdict(part) | value


def check_part(name: str, values: Any, settings: Settings, now: datetime) -> AnyPart:
    """One of PARTS from decoded values. Raises InvalidBody with all its problems."""
    part: AnyPart = check_struct(PARTS[name], values, settings, now)
    if isinstance(part, Look) and (problems := _weak_colours(part)):
        raise InvalidBody(problems)
    return part


# Made once, before there are threads: two that are the first to decode a type at the same moment crash the process
# (msgspec 0.22 on Python 3.11; `tests/bio/first_readers.py`).
DECODER = msgspec.json.Decoder(Document)


def to_json(document: Document) -> str:
    return msgspec.json.encode(document).decode()


def from_json(text: str) -> Document:
    """A document that was checked when it was kept."""
    return DECODER.decode(text)


def _block_problems(block: Block) -> list[Problem]:
    if block.starts_at and block.ends_at and block.ends_at <= block.starts_at:
        return [Problem("ends_at", "INVALID_REQUEST", "`ends_at` must be later than `starts_at`.")]
    if block.id == ENTER or block.id.startswith(CARD):
        return [Problem("id", "INVALID_REQUEST", f"No block can be called {ENTER!r}.")]
    if isinstance(block, Socials):
        counts = Counter(account.network for account in block.accounts)
        twice = [network for network, count in counts.items() if count > 1]
        return [Problem("accounts", "INVALID_REQUEST", f"{twice[0]} is there twice.")] if twice else []
    if isinstance(block, WhatsApp):
        try:
            whatsapp_address(block.phone, block.message)
        except KliqsError as refusal:
            return [Problem(refusal.field or "message", refusal.code, refusal.message)]
    if isinstance(block, Contact) and not (block.phone or block.email or block.website or block.address):
        return [Problem("phone", "INVALID_REQUEST", "Give a telephone number, an e-mail or another address.")]
    return []


def _whole_problems(document: Document) -> list[Problem]:
    return [*_repeated_ids(document), *(within("look", problem) for problem in _weak_colours(document.look))]


def _repeated_ids(document: Document) -> list[Problem]:
    seen: set[str] = set()
    problems = []
    for place, block in enumerate(document.blocks):
        if block.id and block.id in seen:
            problems.append(Problem(f"blocks[{place}].id", "INVALID_REQUEST", f"Another block is called {block.id!r}."))
        seen.add(block.id)
    return problems


def named(blocks: tuple[Any, ...]) -> tuple[Any, ...]:
    """The blocks, those that have no id with a new one."""
    taken = {block.id for block in blocks}
    all_named = []
    for block in blocks:
        name = block.id
        while not name or (name in taken and not block.id):
            name = secrets.token_hex(3)
        taken.add(name)
        all_named.append(block if block.id else msgspec.structs.replace(block, id=name))
    return tuple(all_named)


def _weak_colours(look: Look) -> list[Problem]:
    """Own colours are refused, not mended, where they could not be read: the owner chooses what to give up."""
    weak = weakest_pair(look.theme, look.palette)
    if weak is None:
        return []
    kind = KliqsError("LOW_CONTRAST").kind
    message = f"{kind.meaning} Contrast is {weak.contrast:.1f} and must be {LOWEST_CONTRAST} or more."
    return [Problem(weak.field, "LOW_CONTRAST", message)]
