"""Creating a link at once, in the caller's own thread and without a key: for the dashboard and the command line.

The same checks and the same transaction as over the API; nothing is metered, the plan's link limit holds.
"""

from collections.abc import Mapping
from typing import Any

from kliqs.accounts.authentication import Caller
from kliqs.accounts.plans import plan
from kliqs.database import Connection
from kliqs.links.batches import Batch, utc_now
from kliqs.links.creation import Created, Creation, NewLink, Refused
from kliqs.links.drafts import FIELDS, draft_of
from kliqs.links.fields import check_fields, fold
from kliqs.links.passwords import hash_password
from kliqs.routes.resolving import DEFAULT_DOMAIN
from kliqs.settings import Settings

DETAILS = ("image", "notes", "tags")


def create_directly(
    connection: Connection,
    workspace_id: int,
    values: Mapping[str, Any],
    settings: Settings,
    *,
    created_by: int | None = None,
) -> NewLink:
    """Create a link of the workspace from the fields that the API takes, and `image`, `notes` and `tags`; for the
    user of that id, where there is one. Raises KliqsError as the API does."""
    checked = check_fields(values, FIELDS + DETAILS, settings, utc_now())
    draft = draft_of(values, checked)
    password_hash = "" if draft.password is None else hash_password(draft.password)
    caller = Caller(None, "", workspace_id, plan(settings.default_plan))  # the plan is read again in the transaction
    creation = Creation(caller, DEFAULT_DOMAIN, draft, password_hash, retry=None, dry_run=False)
    with connection.transaction():
        outcome = Batch(connection, _keeps_no_answer, utc_now()).run([creation])[creation]
        if isinstance(outcome, Refused):
            raise outcome.error
        assert outcome.link is not None
        connection.execute(
            "UPDATE links_link SET image = ?, notes = ?, created_by_id = ? WHERE id = ?",
            (checked["image"], checked["notes"], created_by, outcome.link.id),
        )
        _tag(connection, workspace_id, outcome.link.id, checked["tags"])
    return outcome.link


def _tag(connection: Connection, workspace_id: int, link_id: int, names: list[str]) -> None:
    """As `tagging.replace_tags`, on the connection that creates the link."""
    for name in names:
        connection.execute(
            "INSERT INTO links_tag (workspace_id, name, folded) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (workspace_id, name, fold(name)),
        )
        connection.execute(
            "INSERT INTO links_linktag (link_id, tag_id) SELECT ?, id FROM links_tag"
            " WHERE workspace_id = ? AND folded = ?",
            (link_id, workspace_id, fold(name)),
        )


def _keeps_no_answer(created: Created) -> str:
    raise AssertionError(f"answers are kept under an Idempotency-Key alone: {created}")
