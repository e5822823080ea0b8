"""Reading links in plain SQL, each question with its workspace."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kliqs.database import Connection, as_datetime

COLUMNS = (
    "id, public_id, domain_id, slug, destination, title, description, password_hash <> '', expires_at, created_at,"
    " updated_at"
)


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as its owner sees it. Times are UTC."""

    id: int
    public_id: uuid.UUID
    domain_id: int
    slug: str
    destination: str
    title: str
    description: str
    has_password: bool
    expires_at: datetime | None
    created_at: datetime
    updated_at: datetime


def find_by_id(connection: Connection, workspace_id: int, public_id: uuid.UUID) -> LinkRow | None:
    """The workspace's link of that id, unless it is deleted."""
    value: Any = public_id.hex if connection.is_sqlite else public_id
    return _one(connection, "public_id = ?", (workspace_id, value))


def find_by_slug(connection: Connection, workspace_id: int, domain_id: int, slug: str) -> LinkRow | None:
    """The workspace's link of that slug (lower-case) on a domain, unless it is deleted."""
    row = connection.execute(
        "SELECT target FROM routes_route WHERE domain_id = ? AND slug = ? AND workspace_id = ?",
        (domain_id, slug, workspace_id),
    ).fetchone()
    return _one(connection, "id = ?", (workspace_id, row[0])) if row else None


def newest(connection: Connection, workspace_id: int, count: int) -> list[LinkRow]:
    """The workspace's newest links, newest first."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM links_link WHERE workspace_id = ? AND deleted_at IS NULL ORDER BY id DESC LIMIT ?",
        (workspace_id, count),
    ).fetchall()
    return [_row(row) for row in rows]


def _one(connection: Connection, condition: str, parameters: tuple[Any, ...]) -> LinkRow | None:
    row = connection.execute(
        f"SELECT {COLUMNS} FROM links_link WHERE workspace_id = ? AND deleted_at IS NULL AND {condition}", parameters
    ).fetchone()
    return _row(row) if row else None


def _row(row: tuple[Any, ...]) -> LinkRow:
    link_id, public_id, domain_id, slug, destination, title, description, locked, expires_at, created_at, updated = row
    return LinkRow(
        link_id,
        public_id if isinstance(public_id, uuid.UUID) else uuid.UUID(public_id),
        domain_id,
        slug,
        destination,
        title,
        description,
        bool(locked),
        None if expires_at is None else as_datetime(expires_at),
        as_datetime(created_at),
        as_datetime(updated),
    )
