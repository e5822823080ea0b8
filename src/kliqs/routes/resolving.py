"""What a slug answers right now, in plain SQL: one indexed query. No Django."""

import msgspec

from kliqs.database import Connection

DEFAULT_DOMAIN = 1  # the row of `routes_domain` that stands for the install's own short host
# A workspace that is disabled is asked here and kept on no Route: disabling it is one row, however many links it has,
# no change of a link that is under way can undo it, and enabling brings back exactly what was.
ONE_ROUTE = (
    "SELECT r.id, r.target, r.workspace_id, r.destination, r.title, r.description, r.image, r.expires_at,"
    " r.password_hash, r.disabled OR w.disabled_at IS NOT NULL"
    " FROM routes_route r JOIN accounts_workspace w ON w.id = r.workspace_id WHERE r.domain_id = ? AND r.slug = ?"
)


class Route(msgspec.Struct, frozen=True):
    """A published answer. `target` is the link's id, `expires_at` ms since 1970 UTC, `destination` ASCII; `disabled`
    by itself or with its workspace."""

    id: int
    target: int
    workspace_id: int
    destination: str
    title: str
    description: str
    image: str
    expires_at: int | None
    password_hash: str
    disabled: bool

    def is_expired(self, now_ms: int) -> bool:
        return self.expires_at is not None and self.expires_at <= now_ms


def resolve(connection: Connection, domain_id: int, slug: str) -> Route | None:
    """The Route of a slug (lower-case) on a domain, or None when nothing is published there."""
    row = connection.execute(ONE_ROUTE, (domain_id, slug)).fetchone()
    return Route(*row) if row else None


def route_key(domain_id: int, slug: str) -> str:
    """How a Route is named in the change table, under the topic `route`."""
    return f"{domain_id}/{slug}"
