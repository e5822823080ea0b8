"""A link to be as rows of the two tables it goes into, and those tables' columns with their PostgreSQL types."""

from datetime import datetime
from typing import Any

from kliqs.database import Connection
from kliqs.links.creation import Creation, NewLink
from kliqs.links.destinations import reversed_host
from kliqs.links.drafts import Details
from kliqs.links.fields import fold
from kliqs.routes.sandboxes import ends_at

ROUTE = {
    "domain_id": "bigint",
    "slug": "text",
    "target": "bigint",
    "workspace_id": "bigint",
    "destination": "text",
    "title": "text",
    "description": "text",
    "image": "text",
    "expires_at": "bigint",
    "password_hash": "text",
}
LINK = {
    "id": "bigint",
    "public_id": "uuid",
    "workspace_id": "bigint",
    "domain_id": "bigint",
    "slug": "text",
    "destination": "text",
    "host_reversed": "text",
    "title": "text",
    "description": "text",
    "password_hash": "text",
    "expires_at": "timestamptz",
    "created_at": "timestamptz",
    "updated_at": "timestamptz",
    "created_by_key_id": "bigint",
}


def route_row(place: tuple[int, str], link_id: int, creation: Creation, now: datetime) -> tuple[Any, ...]:
    """The values of `ROUTE`; `place` is domain and slug."""
    expires = ends_at(place[0], now, creation.draft.expires_at)
    return (
        *place,
        link_id,
        creation.caller.workspace_id,
        creation.draft.location,
        creation.draft.title,
        creation.draft.description,
        creation.draft.details.image,
        None if expires is None else int(expires.timestamp() * 1000),
        creation.password_hash,
    )


def link_row(connection: Connection, creation: Creation, link: NewLink, now: Any) -> tuple[Any, ...]:
    """The values of `LINK`; `now` as the connection takes a moment."""
    draft = creation.draft
    return (
        link.id,
        link.public_id.hex if connection.is_sqlite else link.public_id,
        creation.caller.workspace_id,
        creation.domain_id,
        link.slug,
        draft.destination,
        reversed_host(draft.location),
        draft.title,
        draft.description,
        creation.password_hash,
        None if draft.expires_at is None else connection.timestamp(draft.expires_at),
        now,
        now,
        creation.caller.key_id,
    )


def add_details(connection: Connection, workspace_id: int, link_id: int, details: Details) -> None:
    """Put what few links carry on a link that has just been inserted."""
    connection.execute(
        "UPDATE links_link SET image = ?, notes = ?, external_id = ? WHERE id = ?",
        (details.image, details.notes, details.external_id, link_id),
    )
    for name in details.tags:
        connection.execute(
            "INSERT INTO links_tag (workspace_id, name, folded) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (workspace_id, name, fold(name)),
        )
        connection.execute(
            "INSERT INTO links_linktag (link_id, tag_id) SELECT ?, id FROM links_tag"
            " WHERE workspace_id = ? AND folded = ?",
            (link_id, workspace_id, fold(name)),
        )
