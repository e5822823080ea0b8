"""Checks of links against what the edge answers for them, and putting that right."""

from collections.abc import Iterator
from typing import Any

import msgspec

from kliqs.database import Connection, as_datetime
from kliqs.doctor.findings import Finding, Patient
from kliqs.errors import KliqsError
from kliqs.events import changes
from kliqs.links.destinations import check_destination, reversed_host
from kliqs.routes.resolving import route_key
from kliqs.routes.sandboxes import ends_at
from kliqs.settings import Settings

MENDS = "Run: kliqs doctor --fix"
# Route and link side by side; a side that is missing is NULL.
SIDES = (
    "l.id, l.domain_id, l.slug, l.workspace_id, l.destination, l.title, l.description,"
    " l.image, l.expires_at, l.password_hash,"
    " l.disabled_at IS NOT NULL, l.created_at,"
    " r.id, r.domain_id, r.slug, r.workspace_id, r.destination, r.title, r.description, r.image, r.expires_at,"
    " r.password_hash, r.disabled"
)
FROM_LINKS = (
    f"SELECT {SIDES} FROM links_link l LEFT JOIN routes_route r ON r.target = l.id"
    " WHERE l.deleted_at IS NULL AND l.id > ? ORDER BY l.id LIMIT ?"
)
LINKS_AT_ONCE = 10_000
# Of test links that were swept, Routes stay for a while (`routes.sandboxes`).
WITHOUT_LINK = (
    "SELECT r.id, r.domain_id, r.slug FROM routes_route r"
    " LEFT JOIN links_link l ON l.id = r.target AND l.deleted_at IS NULL"
    " WHERE l.id IS NULL AND r.kind = 'link' AND r.domain_id > 0"
    # What is left of a deleted workspace holds its slugs.
    " AND NOT EXISTS (SELECT 1 FROM accounts_workspace w WHERE w.id = r.workspace_id AND w.deleted_at IS NOT NULL)"
)
WITHOUT_HOST = (
    "SELECT l.id, r.destination FROM links_link l JOIN routes_route r ON r.target = l.id"
    " WHERE l.host_reversed = '' AND l.deleted_at IS NULL"
)
WRONG_COUNTS = (
    "SELECT w.id, w.link_count, COALESCE(n.made, 0) FROM accounts_workspace w LEFT JOIN (SELECT workspace_id,"
    " COUNT(*) AS made FROM links_link WHERE deleted_at IS NULL GROUP BY workspace_id) n ON n.workspace_id = w.id"
    " WHERE w.link_count <> COALESCE(n.made, 0)"
)


class Published(msgspec.Struct, frozen=True):
    """What a Route has to say, as its link gives it."""

    domain_id: int
    slug: str
    workspace_id: int
    destination: str
    title: str
    description: str
    image: str
    expires_at: int | None
    password_hash: str
    disabled: bool


def routes(patient: Patient) -> Iterator[Finding]:
    """Every link has the Route that it would publish, and every Route its link."""
    unlike = sum(1 for _ in _unlike(patient.db, patient.settings))
    if unlike:
        yield Finding(f"{unlike:,} links do not answer as they should: their Route is missing or differs.", MENDS)
    lonely = len(patient.db.execute(WITHOUT_LINK).fetchall())
    if lonely:
        yield Finding(f"{lonely:,} Routes answer for links that are no longer there.", MENDS)


def link_counts(patient: Patient) -> Iterator[Finding]:
    """Limits are checked against the number of links there are."""
    for workspace_id, said, made in patient.db.execute(WRONG_COUNTS).fetchall():
        yield Finding(f"Workspace {workspace_id} counts {said:,} links and has {made:,}.", MENDS)


def link_hosts(patient: Patient) -> Iterator[Finding]:
    """The back office and blocking find links by the host they lead to; a version before this knew none."""
    count = len(patient.db.execute(WITHOUT_HOST).fetchall())
    if count:
        yield Finding(f"{count:,} links cannot be found by the host they lead to.", MENDS)


def mend(settings: Settings, db: Connection) -> int:
    """Publish the Routes of all links again where they differ, and count links again. Returns how many rows changed.

    In one transaction, with writers kept out: what is compared cannot change before it is written.
    """
    with db.transaction():
        if not db.is_sqlite:
            db.execute("LOCK TABLE accounts_workspace, links_link, routes_route IN SHARE ROW EXCLUSIVE MODE")
        stale = [_delete_route(db, *row) for row in db.execute(WITHOUT_LINK).fetchall()]
        for link_id, wanted, route_id in list(_unlike(db, settings)):
            stale.append(_publish(db, link_id, wanted, route_id))
        hosts = db.execute(WITHOUT_HOST).fetchall()
        for link_id, destination in hosts:
            db.execute("UPDATE links_link SET host_reversed = ? WHERE id = ?", (reversed_host(destination), link_id))
        counts = db.execute(WRONG_COUNTS).fetchall()
        for workspace_id, _, made in counts:
            db.execute("UPDATE accounts_workspace SET link_count = ? WHERE id = ?", (made, workspace_id))
        if stale:
            changes.record(db, "route", stale)
    return len(stale) + len(hosts) + len(counts)


def _unlike(db: Connection, settings: Settings) -> Iterator[tuple[int, Published, int | None]]:
    """Links whose Route is missing or differs: the link's id, what it should say, the Route's id."""
    rows = db.execute(FROM_LINKS, (0, LINKS_AT_ONCE)).fetchall()
    while rows:
        for link_id, *rest in rows:
            wanted = _wanted(rest[:11], settings)
            route_id, *route = rest[11:]
            if route_id is None or tuple(route) != msgspec.structs.astuple(wanted):
                yield link_id, wanted, route_id
        rows = db.execute(FROM_LINKS, (rows[-1][0], LINKS_AT_ONCE)).fetchall()


def _wanted(link: list[Any], settings: Settings) -> Published:
    domain_id, slug, workspace_id, destination, title, description, image, expires_at, *rest = link
    password_hash, disabled, created_at = rest
    expires_at = None if expires_at is None else as_datetime(expires_at)
    ends = ends_at(domain_id, as_datetime(created_at), expires_at)
    expires_ms = None if ends is None else int(ends.timestamp() * 1000)
    try:
        location = check_destination(destination, settings)
    except KliqsError:
        location = destination  # allowed when it was made, refused today: it stays as it was
    texts = (title, description, image)
    return Published(domain_id, slug, workspace_id, location, *texts, expires_ms, password_hash, bool(disabled))


def _publish(db: Connection, link_id: int, wanted: Published, route_id: int | None) -> str:
    values = msgspec.structs.astuple(wanted)
    if route_id is None:
        db.execute(
            "INSERT INTO routes_route (domain_id, slug, workspace_id, destination, title, description,"
            " image, expires_at, password_hash, disabled, target) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, link_id),
        )
    else:
        db.execute(
            "UPDATE routes_route SET domain_id = ?, slug = ?, workspace_id = ?, destination = ?, title = ?,"
            " description = ?, image = ?, expires_at = ?, password_hash = ?, disabled = ? WHERE id = ?",
            (*values, route_id),
        )
    return route_key(wanted.domain_id, wanted.slug)


def _delete_route(db: Connection, route_id: int, domain_id: int, slug: str) -> str:
    db.execute("DELETE FROM routes_route WHERE id = ?", (route_id,))
    return route_key(domain_id, slug)
