"""Creating a link under the caller's own id, or replacing the one that has it: however many do so at once, one link."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kliqs.accounts.authentication import Caller
from kliqs.database import Connection
from kliqs.errors import InvalidBody, KliqsError, Problem
from kliqs.links.batches import utc_now
from kliqs.links.changing import Change, changed, without_kept_expiry
from kliqs.links.creating_many import create_in
from kliqs.links.creation import Creation
from kliqs.links.drafts import FIELDS, Draft, draft_of
from kliqs.links.fields import check_fields
from kliqs.links.models import Link
from kliqs.links.passwords import hash_password
from kliqs.routes.sandboxes import domain_for
from kliqs.settings import Settings


@dataclass(frozen=True, slots=True)
class Replacement:
    """A checked body for an external id: as a change of the link that has it, and as a draft if none has. `draft` is
    None where the body only holds for the link that was there when it was checked."""

    caller: Caller
    external_id: str
    change: Change
    draft: Draft | None


def check_replacement(
    caller: Caller, external_id: str, values: Any, settings: Settings, *, version: str = ""
) -> Replacement:
    """Check a whole link, before the transaction. Raises InvalidBody with all problems."""
    link = _named(caller.workspace_id, external_id)
    whole = _whole(values, external_id)
    given = whole if link is None else without_kept_expiry(whole, link)
    checked = check_fields(given, FIELDS, settings, utc_now())
    draft = draft_of(whole, checked) if given is whole else None
    if given is not whole:
        del checked["expires_at"]
    if checked["slug"] is None:
        del checked["slug"]
    if checked["password"]:
        checked["password"] = hash_password(checked["password"])
    public_id = uuid.UUID(int=0) if link is None else link.public_id
    return Replacement(caller, external_id, Change(public_id, checked, whole["url"].strip(), version), draft)


def replaced(connection: Connection, wanted: Replacement) -> tuple[uuid.UUID, bool]:
    """Do it in the open transaction of the (locked) workspace. Returns the link's id, and whether it is new.

    Raises KliqsError SLUG_ALREADY_EXISTS, SHORTLINK_LIMIT_REACHED or LINK_CHANGED.
    """
    link = _named(wanted.caller.workspace_id, wanted.external_id)
    if link is not None:
        return changed(wanted.caller.workspace_id, replace(wanted.change, public_id=link.public_id)).public_id, False
    if wanted.draft is None or wanted.change.version:
        raise KliqsError("LINK_CHANGED")
    password_hash = wanted.change.checked["password"]
    domain_id = domain_for(wanted.caller)
    creation = Creation(wanted.caller, domain_id, wanted.draft, password_hash, None, dry_run=False, is_metered=False)
    (outcome,) = create_in(connection, [creation])
    if isinstance(outcome, KliqsError):
        raise outcome
    return outcome.public_id, True


def _named(workspace_id: int, external_id: str) -> Link | None:
    return Link.objects.filter(workspace_id=workspace_id, external_id=external_id, deleted_at=None).first()


def _whole(values: Any, external_id: str) -> Any:
    """The values with the id from the address. Raises InvalidBody where the body names another."""
    if not isinstance(values, Mapping):
        return values
    if values.get("external_id", external_id) != external_id:
        message = "`external_id` is in the address already; leave it out of the body."
        raise InvalidBody([Problem("external_id", "INVALID_REQUEST", message)])
    return {**values, "external_id": external_id}
