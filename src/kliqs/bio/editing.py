"""Changing a draft part by part: a block at a time, or who the page is of, how it looks, what others may do with it.

Two people, or two tabs, may edit one page: changes of different parts both stay. Who changes a part says by its mark
which state of it they saw, and is refused where it is another by now.
"""

import hashlib
import uuid
from typing import Any

import msgspec
from django.utils import timezone

from kliqs.bio.blocks import AnyBlock
from kliqs.bio.document import MOST_BLOCKS, Document, check_block, check_part, named
from kliqs.bio.models import Page
from kliqs.bio.pages import edit_draft
from kliqs.errors import InvalidBody, KliqsError, Problem
from kliqs.settings import Settings


def mark_of(part: msgspec.Struct) -> str:
    """What tells a state of a block or part from every other."""
    return hashlib.sha256(msgspec.json.encode(part)).hexdigest()[:16]


def find_block(document: Document, block_id: str) -> tuple[int, AnyBlock]:
    """A block and its place. Raises KliqsError BLOCK_NOT_FOUND."""
    for place, block in enumerate(document.blocks):
        if block.id == block_id:
            return place, block
    raise KliqsError("BLOCK_NOT_FOUND")


def add_block(
    workspace_id: int, public_id: uuid.UUID, values: Any, settings: Settings, *, place: int = MOST_BLOCKS
) -> tuple[Page, AnyBlock]:
    """Put a block of decoded JSON at a place, or at the end; one without an id, or with one that is taken, gets a new
    one.

    Raises KliqsError PAGE_NOT_FOUND or TOO_MANY_BLOCKS, InvalidBody with every problem.
    """
    block: Any = check_block(values, settings, timezone.now())
    added: list[AnyBlock] = []

    def add(document: Document) -> Document:
        if len(document.blocks) >= MOST_BLOCKS:
            raise KliqsError("TOO_MANY_BLOCKS")
        is_taken = any(each.id == block.id for each in document.blocks)
        new = msgspec.structs.replace(block, id="") if is_taken else block
        blocks = named((*document.blocks[:place], new, *document.blocks[place:]))
        added.append(blocks[min(place, len(document.blocks))])
        return msgspec.structs.replace(document, blocks=blocks)

    page = edit_draft(workspace_id, public_id, add)
    return page, added[0]


def change_block(
    workspace_id: int, public_id: uuid.UUID, block_id: str, values: Any, settings: Settings, *, mark: str = ""
) -> tuple[Page, AnyBlock]:
    """Replace a block by another of decoded JSON, in its place and under its id.

    Raises KliqsError PAGE_NOT_FOUND, BLOCK_NOT_FOUND or PAGE_CHANGED, InvalidBody with every problem.
    """
    changed: Any = msgspec.structs.replace(check_block(values, settings, timezone.now()), id=block_id)

    def change(document: Document) -> Document:
        place, block = find_block(document, block_id)
        _refuse_other(block, mark)
        return _with_blocks(document, (*document.blocks[:place], changed, *document.blocks[place + 1 :]))

    return edit_draft(workspace_id, public_id, change), changed


def amend_block(
    workspace_id: int, public_id: uuid.UUID, block_id: str, values: Any, settings: Settings
) -> tuple[Page, AnyBlock]:
    """Change the fields of a block that decoded JSON names and no others; its kind and its id stay.

    Raises KliqsError PAGE_NOT_FOUND or BLOCK_NOT_FOUND, InvalidBody with every problem.
    """
    amended: list[AnyBlock] = []

    def amend(document: Document) -> Document:
        place, block = find_block(document, block_id)
        kept = msgspec.to_builtins(block)
        whole = kept | values if isinstance(values, dict) else values
        changed: Any = check_block(whole, settings, timezone.now())
        for name in ("type", "id"):
            if isinstance(values, dict) and values.get(name, kept[name]) != kept[name]:
                raise InvalidBody([Problem(name, "INVALID_REQUEST", f"`{name}` of a block stays: {kept[name]}.")])
        amended.append(changed)
        return _with_blocks(document, (*document.blocks[:place], changed, *document.blocks[place + 1 :]))

    page = edit_draft(workspace_id, public_id, amend)
    return page, amended[0]


def move_block(workspace_id: int, public_id: uuid.UUID, block_id: str, place: int) -> Page:
    """Let a block stand at another place, counted from 0 in the page as it becomes.

    Raises KliqsError PAGE_NOT_FOUND or BLOCK_NOT_FOUND.
    """

    def move(document: Document) -> Document:
        old, block = find_block(document, block_id)
        others = (*document.blocks[:old], *document.blocks[old + 1 :])
        new = min(max(place, 0), len(others))
        return _with_blocks(document, (*others[:new], block, *others[new:]))

    return edit_draft(workspace_id, public_id, move)


def delete_block(workspace_id: int, public_id: uuid.UUID, block_id: str) -> tuple[Page, AnyBlock, int]:
    """Take a block off the page; with it and its place it can be added again, and has its counts then.

    Raises KliqsError PAGE_NOT_FOUND or BLOCK_NOT_FOUND.
    """
    taken: list[tuple[int, AnyBlock]] = []

    def delete(document: Document) -> Document:
        place, block = find_block(document, block_id)
        taken.append((place, block))
        return _with_blocks(document, (*document.blocks[:place], *document.blocks[place + 1 :]))

    page = edit_draft(workspace_id, public_id, delete)
    place, block = taken[0]
    return page, block, place


def change_part(
    workspace_id: int, public_id: uuid.UUID, name: str, values: Any, settings: Settings, *, mark: str = ""
) -> Page:
    """Replace `profile`, `look` or `options` by one of decoded JSON.

    Raises KliqsError PAGE_NOT_FOUND or PAGE_CHANGED, InvalidBody with every problem.
    """
    part = check_part(name, values, settings, timezone.now())

    def change(document: Document) -> Document:
        _refuse_other(getattr(document, name), mark)
        return msgspec.structs.replace(document, **{name: part})

    return edit_draft(workspace_id, public_id, change)


def _with_blocks(document: Document, blocks: tuple[AnyBlock, ...]) -> Document:
    return msgspec.structs.replace(document, blocks=blocks)


def _refuse_other(part: msgspec.Struct, mark: str) -> None:
    if mark and mark_of(part) != mark:
        raise KliqsError("PAGE_CHANGED")
