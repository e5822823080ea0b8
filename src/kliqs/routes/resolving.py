"""What a slug answers right now, in plain SQL: one indexed query, and one more for a page. No Django."""

import time

import msgspec

from kliqs.database import Connection

DEFAULT_DOMAIN = 1  # the row of `routes_domain` that stands for the install's own short host
# A workspace that is disabled is asked here and kept on no Route: disabling it is one row, however many links it has,
# no change of a link that is under way can undo it, and enabling brings back exactly what was.
ONE_ROUTE = (
    "SELECT r.id, r.kind, r.target, r.workspace_id, r.destination, r.title, r.description, r.image, r.expires_at,"
    " r.password_hash, r.disabled OR w.disabled_at IS NOT NULL"
    " FROM routes_route r JOIN accounts_workspace w ON w.id = r.workspace_id WHERE r.domain_id = ? AND r.slug = ?"
)
PAGE = "page"


class Body(msgspec.Struct, frozen=True):
    """A packed `ready_pages.ReadyPage`, and when the next one takes over, ms since 1970 UTC."""

    content: bytes
    until_ms: int


class Route(msgspec.Struct, frozen=True):
    """A published answer. `target` is what clicks are counted under, `expires_at` ms since 1970 UTC, `destination`
    ASCII; `disabled` by itself or with its workspace. A page has a `body` instead of a destination."""

    id: int
    kind: str
    target: int
    workspace_id: int
    destination: str
    title: str
    description: str
    image: str
    expires_at: int | None
    password_hash: str
    disabled: bool
    body: Body | None = None

    def is_expired(self, now_ms: int) -> bool:
        return self.expires_at is not None and self.expires_at <= now_ms


def resolve(connection: Connection, domain_id: int, slug: str) -> Route | None:
    """The Route of a slug (lower-case) on a domain, or None when nothing is published there."""
    row = connection.execute(ONE_ROUTE, (domain_id, slug)).fetchone()
    if row is None:
        return None
    route = Route(*row)
    if route.kind != PAGE:
        return route
    body = _body(connection, route.id)
    return msgspec.structs.replace(route, body=body) if body or route.disabled else None


def _body(connection: Connection, route_id: int) -> Body | None:
    """What a page answers now; None while nothing of it is published."""
    now_ms = time.time_ns() // 1_000_000
    row = connection.execute(
        "SELECT content, until_ms FROM routes_body WHERE route_id = ? AND from_ms <= ? AND until_ms > ?",
        (route_id, now_ms, now_ms),
    ).fetchone()
    return Body(bytes(row[0]), row[1]) if row else None


def route_key(domain_id: int, slug: str) -> str:
    """How a Route is named in the change table, under the topic `route`."""
    return f"{domain_id}/{slug}"
