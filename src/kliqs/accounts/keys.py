"""Making and revoking API keys."""

from django.db import transaction
from django.utils import timezone

from kliqs.accounts.key_format import PREFIX, hash_of, new_key
from kliqs.accounts.models import ApiKey, User, Workspace
from kliqs.errors import KliqsError
from kliqs.events.audit import record_audit
from kliqs.events.recording import record_change


def create_key(workspace: Workspace, user: User | None, name: str, *, actor: User | None) -> tuple[ApiKey, str]:
    """Make a key for a workspace, in the user's name. Returns its row and the key itself, never readable again.

    `actor` is who did it, for the audit log; None is the operator at the command line.
    """
    secret = new_key()
    with transaction.atomic():
        key = ApiKey.objects.create(
            workspace=workspace,
            created_by=user,
            name=name.strip()[:80] or "API key",
            hash=hash_of(secret),
            prefix=secret[: len(PREFIX) + 4],
            last_four=secret[-4:],
        )
        _record("key.created", actor, key)
    return key, secret


def revoke_key(workspace: Workspace, key_id: int, *, actor: User | None) -> ApiKey:
    """Revoke a key of this workspace; the next request that shows it is refused. Revoking twice changes nothing.

    Raises KliqsError INVALID_API_KEY when the workspace has no such key.
    """
    with transaction.atomic():
        key = ApiKey.objects.select_for_update().filter(workspace=workspace, pk=key_id).first()
        if key is None:
            raise KliqsError("INVALID_API_KEY", "This workspace has no such key.")
        if key.revoked_at is None:
            key.revoked_at = timezone.now()
            key.save(update_fields=["revoked_at"])
            record_change("key", [key.hash])
            _record("key.revoked", actor, key)
    return key


def _record(action: str, actor: User | None, key: ApiKey) -> None:
    shown = f"{key.prefix}…{key.last_four}"
    record_audit(action, actor, workspace_id=key.workspace_id, subject=key.name, key=shown)
