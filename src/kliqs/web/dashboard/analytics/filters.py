"""The filters that hold, as a person sees them above the board."""

import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from kliqs.bio.naming import counted_names
from kliqs.clicks.questions.links import is_counted
from kliqs.links.models import Link, LinkTag
from kliqs.web.dashboard.analytics.boards import Board
from kliqs.web.dashboard.analytics.panels import NAMES, named


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that holds, and the address without it."""

    dimension: str
    name: str
    is_exclusion: bool
    freed: str


def chips_of(board: Board) -> list[Chip]:
    """All of them, in the order they were asked for."""
    slugs = _slugs(board)
    return [
        Chip(
            str(NAMES.get(each.dimension, each.dimension)),
            slugs.get(value, value) if each.dimension == "link" else named(each.dimension, value),
            is_exclusion,
            board.address_of(board.asked.freed(each.dimension, value)),
        )
        for each in board.asked.filters
        for values, is_exclusion in ((each.include, False), (each.exclude, True))
        for value in values
    ]


def _slugs(board: Board) -> dict[str, str]:
    """The slugs of the links that filters name by their ids, and the names of pages and buttons."""
    ids = [
        value for each in board.asked.filters if each.dimension == "link" for value in (*each.include, *each.exclude)
    ]
    links = _nameable(board).filter(public_id__in=filter(_is_id, ids)) if ids else []
    names = {str(link.public_id): link.slug for link in links}
    if board.member is not None:
        counted = counted_names(board.workspace.pk, [-int(value) for value in ids if is_counted(value)])
        names |= {str(-number): str(name) for number, name in counted.items()}
    return names


def _nameable(board: Board) -> QuerySet[Link]:
    """The links whose names the board's readers may learn: strangers those that it is about."""
    links = Link.objects.filter(workspace=board.workspace)
    if board.shared is None:
        return links
    if board.shared.link is not None:
        return links.filter(pk=board.shared.link.pk)
    assert board.shared.tag is not None
    return links.filter(pk__in=LinkTag.objects.filter(tag=board.shared.tag).values("link_id"))


def _is_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
