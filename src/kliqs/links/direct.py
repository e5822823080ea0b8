"""Creating a link at once, in the caller's own thread and without a key: for the dashboard and the command line.

The same checks and the same transaction as over the API; nothing is metered, the plan's link limit holds.
"""

from collections.abc import Mapping
from typing import Any

from kliqs.accounts.authentication import Caller
from kliqs.accounts.plans import plan
from kliqs.database import Connection, marks
from kliqs.errors import InvalidBody
from kliqs.links.batches import Batch, utc_now
from kliqs.links.creation import Created, Creation, NewLink, Refused
from kliqs.links.drafts import Draft, check_draft
from kliqs.links.fields import check_fields
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
    draft, details = _checked(values, settings)
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
            (details["image"], details["notes"], created_by, outcome.link.id),
        )
        if details["tags"]:
            _tag(connection, workspace_id, outcome.link.id, details["tags"])
    return outcome.link


def _checked(values: Mapping[str, Any], settings: Settings) -> tuple[Draft, dict[str, Any]]:
    """Both parts checked, so that the problems of both are told at once."""
    now = utc_now()
    details = {name: value for name, value in values.items() if name in DETAILS}
    rest = {name: value for name, value in values.items() if name not in DETAILS}
    try:
        draft = check_draft(rest, settings, now)
    except InvalidBody as refusal:
        try:
            check_fields(details, DETAILS, settings, now)
        except InvalidBody as more:
            raise InvalidBody([*refusal.problems, *more.problems]) from None
        raise
    return draft, check_fields(details, DETAILS, settings, now)


def _tag(connection: Connection, workspace_id: int, link_id: int, names: list[str]) -> None:
    for name in names:
        connection.execute(
            "INSERT INTO links_tag (workspace_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING", (workspace_id, name)
        )
    connection.execute(
        "INSERT INTO links_linktag (link_id, tag_id) SELECT ?, id FROM links_tag"
        f" WHERE workspace_id = ? AND lower(name) IN ({marks(len(names))})",
        (link_id, workspace_id, *[name.lower() for name in names]),
    )


def _keeps_no_answer(created: Created) -> str:
    raise AssertionError(f"answers are kept under an Idempotency-Key alone: {created}")
