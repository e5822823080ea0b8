"""Creating a link at once, in the caller's own thread and without a key: for the dashboard and the command line.

The same checks and the same transaction as over the API; nothing is metered, the plan's link limit holds.
"""

from typing import Any

from kliqs.accounts.authentication import Caller
from kliqs.accounts.plans import plan
from kliqs.database import Connection
from kliqs.links.batches import Batch, utc_now
from kliqs.links.creation import Created, Creation, NewLink, Refused
from kliqs.links.drafts import check_draft
from kliqs.links.passwords import hash_password
from kliqs.routes.resolving import DEFAULT_DOMAIN
from kliqs.settings import Settings


def create_directly(connection: Connection, workspace_id: int, values: dict[str, Any], settings: Settings) -> NewLink:
    """Create a link of the workspace from the same fields that the API takes. Raises KliqsError as the API does."""
    draft = check_draft(values, settings, utc_now())
    password_hash = "" if draft.password is None else hash_password(draft.password)
    caller = Caller(None, "", workspace_id, plan(settings.default_plan))  # the plan is read again in the transaction
    creation = Creation(caller, DEFAULT_DOMAIN, draft, password_hash, retry=None, dry_run=False)
    outcome = Batch(connection, _keeps_no_answer, utc_now()).commit([creation])[creation]
    if isinstance(outcome, Refused):
        raise outcome.error
    assert outcome.link is not None
    return outcome.link


def _keeps_no_answer(created: Created) -> str:
    raise AssertionError(f"answers are kept under an Idempotency-Key alone: {created}")
