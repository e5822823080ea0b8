"""A resolved Route as the cache keeps it.

A link's entry is a plain tuple of atoms, which the garbage collector stops tracking: half a million of them cost it
nothing, and a cached link stays under 400 bytes.
"""

from dataclasses import dataclass

from kliqs.edge.pages import CachedPage, cached_page
from kliqs.routes.cards import Card, card_of
from kliqs.routes.resolving import Route

NEVER = 0


@dataclass(frozen=True, slots=True)
class Guard:
    """What stands between a visitor and the destination, where anything does."""

    route_id: int
    password_hash: str
    disabled: bool


# location, reference (workspace TAB link, as the click log has it), expiry in ms since 1970 UTC or NEVER, and what
# few have: a guard, or a card for preview fetchers. What is guarded shows no card: it would say what is behind. A page,
# which has no location, stands in the same place.
Entry = tuple[bytes, bytes, int, Guard | Card | CachedPage | None]


def belongs_to(entry: Entry, workspaces: frozenset[bytes]) -> bool:
    """Whether the entry's link is of one of these workspaces, by their ids in decimal."""
    return entry[1].partition(b"\t")[0] in workspaces


def entry_of(route: Route) -> Entry:
    """What the lane keeps of a Route."""
    special: Guard | Card | CachedPage | None
    if route.body is not None:
        special = cached_page(route, route.body)
    elif route.password_hash or route.disabled:
        special = Guard(route.id, route.password_hash, bool(route.disabled))
    else:
        special = card_of(route.title, route.description, route.image)
    reference = b"%d\t%d" % (route.workspace_id, route.target)
    return (route.destination.encode("ascii"), reference, route.expires_at or NEVER, special)
