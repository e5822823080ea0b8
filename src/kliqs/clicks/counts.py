"""Counts of a link, in plain SQL."""

from collections.abc import Sequence

import msgspec

from kliqs.database import Connection, marks


class LinkCounts(msgspec.Struct, frozen=True):
    """Clicks so far. `unique` adds up distinct people of each UTC day."""

    human: int
    preview: int
    bot: int
    unique: int


NONE = LinkCounts(0, 0, 0, 0)


def link_counts(connection: Connection, workspace_id: int, link_id: int) -> LinkCounts:
    """The clicks of a workspace's link, as far as they are loaded: about a second behind the redirect."""
    return counts_of(connection, workspace_id, [link_id]).get(link_id, NONE)


def counts_of(connection: Connection, workspace_id: int, link_ids: Sequence[int]) -> dict[int, LinkCounts]:
    """The same of many, by link; links without a click are left out."""
    rows = connection.execute(
        "SELECT link_id, human, preview, bot, visitors FROM clicks_linktotal"
        f" WHERE workspace_id = ? AND link_id IN ({marks(len(link_ids))})",
        (workspace_id, *link_ids),
    ).fetchall()
    return {link_id: LinkCounts(*counted) for link_id, *counted in rows}
