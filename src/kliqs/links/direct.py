"""Creating a link at once, in the caller's own thread and without a key: for the dashboard and the command line.

The same checks and the same transaction as over the API; nothing is metered, the plan's link limit holds.
"""

from collections.abc import Mapping
from typing import Any

from kliqs.accounts.authentication import Caller
from kliqs.accounts.plans import plan
from kliqs.database import Connection
from kliqs.errors import KliqsError
from kliqs.links.batches import utc_now
from kliqs.links.creating_many import create_in
from kliqs.links.creation import Creation, NewLink
from kliqs.links.drafts import check_draft
from kliqs.links.passwords import hash_password
from kliqs.routes.resolving import DEFAULT_DOMAIN
from kliqs.settings import Settings


def create_directly(
    connection: Connection,
    workspace_id: int,
    values: Mapping[str, Any],
    settings: Settings,
    *,
    created_by: int | None = None,
) -> NewLink:
    """Create a link of the workspace from the fields that the API takes; for the user of that id, where there is one.
    Raises KliqsError as the API does."""
    draft = check_draft(values, settings, utc_now())
    password_hash = "" if draft.password is None else hash_password(draft.password)
    caller = Caller(None, "", workspace_id, plan(settings.default_plan))  # the plan is read again in the transaction
    creation = Creation(caller, DEFAULT_DOMAIN, draft, password_hash, None, dry_run=False, is_metered=False)
    with connection.transaction():
        (outcome,) = create_in(connection, [creation])
        if isinstance(outcome, KliqsError):
            raise outcome
        connection.execute("UPDATE links_link SET created_by_id = ? WHERE id = ?", (created_by, outcome.id))
    return outcome
