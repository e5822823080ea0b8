"""Making, rotating and revoking API keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kliqs.accounts.key_format import PREFIX, hash_of, new_key
from kliqs.accounts.models import LONGEST_KEY_NAME, ApiKey, User, Workspace
from kliqs.accounts.sandboxes import sandbox_of
from kliqs.accounts.scopes import check_names
from kliqs.checking import Check, expiry, flag, number, text
from kliqs.errors import KliqsError
from kliqs.events.audit import Actor, record_audit
from kliqs.events.recording import record_change

LIVES = {"never": None, "30d": timedelta(days=30), "90d": timedelta(days=90), "1y": timedelta(days=365)}
OVERLAPS = {"now": timedelta(0), "1h": timedelta(hours=1), "1d": timedelta(days=1), "7d": timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class ActingKey:
    """A key as the audit log names who did something."""

    email: str
    pk: None = None

    @classmethod
    def of(cls, key: ApiKey) -> "ActingKey":
        return cls(f"{key.name} ({shown(key)})")


CHECKS: dict[str, Check] = {
    "name": text("name", LONGEST_KEY_NAME, is_needed=True),
    "scopes": check_names,
    "expires_at": expiry,
    "test": flag("test", absent=False),
}
ROTATION_CHECKS: dict[str, Check] = {
    "overlap_seconds": number("overlap_seconds", 0, int(OVERLAPS["7d"].total_seconds())),
    "expires_at": expiry,
}


def end_of(life: str) -> datetime | None:
    """When a key that is made now ends, by one of the names in `LIVES`."""
    lasts = LIVES[life]
    return None if lasts is None else timezone.now() + lasts


def keys_of(workspace_id: int) -> list[ApiKey]:
    """All keys of a workspace, newest first, test keys and revoked ones too. A sandbox has its test keys alone."""
    return list(ApiKey.objects.filter(_of(workspace_id)).select_related("created_by").order_by("-pk"))


def find_key(workspace_id: int, key_id: int | None) -> ApiKey:
    """A key of the workspace. Raises KliqsError KEY_NOT_FOUND."""
    key = None
    if key_id is not None:
        keys = ApiKey.objects.select_related("workspace", "created_by")
        key = keys.filter(_of(workspace_id), pk=key_id).first()
    if key is None:
        raise KliqsError("KEY_NOT_FOUND")
    return key


def create_key(
    workspace: Workspace,
    user: User | None,
    name: str,
    *,
    actor: Actor | None,
    expires_at: datetime | None = None,
    scopes: Sequence[str] = (),
    is_test: bool = False,
) -> tuple[ApiKey, str]:
    """Make a key for a workspace, in the user's name. Returns its row and the key itself, never readable again.

    A test key acts for the workspace's sandbox; a sandbox has no others. It ends by itself at `expires_at`, where that
    is given. `actor` is who did it, for the audit log; None is the operator at the command line.
    """
    with transaction.atomic():
        acts_for = sandbox_of(workspace) if is_test else workspace
        secret = new_key(is_test=acts_for.sandbox_of_id is not None)
        key = ApiKey.objects.create(
            workspace=acts_for,
            created_by=user,
            name=name.strip()[:LONGEST_KEY_NAME] or "API key",
            hash=hash_of(secret),
            prefix=secret[: len(PREFIX) + 4],
            last_four=secret[-4:],
            expires_at=expires_at,
            scopes=" ".join(scopes),
        )
        _record("key.created", actor, key)
    return key, secret


def rotate_key(
    workspace: Workspace,
    key_id: int,
    *,
    overlap: timedelta,
    actor: Actor | None,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, ApiKey, str]:
    """Make a key that takes the place of this one, which works on for `overlap`: programs change without a gap.

    Returns the old row, the new one and the new key itself, which ends at `expires_at`, where that is given. The
    overlap never prolongs a key that ends sooner. Raises KliqsError INVALID_API_KEY when the workspace has no such
    key, KEY_ENDED when it is dead.
    """
    with transaction.atomic():
        old = _locked(workspace, key_id)
        now = timezone.now()
        if old.revoked_at is not None or (old.expires_at is not None and old.expires_at <= now):
            raise KliqsError("KEY_ENDED")
        old.expires_at = min(now + overlap, old.expires_at or now + overlap)
        old.save(update_fields=["expires_at"])
        record_change("key", [old.hash])
        new, secret = create_key(
            old.workspace, old.created_by, old.name, actor=actor, expires_at=expires_at, scopes=old.scopes.split()
        )
        _record("key.rotated", actor, old, until=old.expires_at.isoformat(), new=shown(new))
    return old, new, secret


def revoke_key(workspace: Workspace, key_id: int, *, actor: Actor | None) -> ApiKey:
    """Revoke a key of this workspace; the next request that shows it is refused. Revoking twice changes nothing.

    Raises KliqsError INVALID_API_KEY when the workspace has no such key.
    """
    with transaction.atomic():
        key = _locked(workspace, key_id)
        if key.revoked_at is None:
            key.revoked_at = timezone.now()
            key.save(update_fields=["revoked_at"])
            record_change("key", [key.hash])
            _record("key.revoked", actor, key)
    return key


def _locked(workspace: Workspace, key_id: int) -> ApiKey:
    key = ApiKey.objects.select_for_update(of=("self",)).filter(_of(workspace.pk), pk=key_id).first()
    if key is None:
        raise KliqsError("INVALID_API_KEY", "This workspace has no such key.")
    return key


def _of(workspace_id: int) -> Q:
    """The keys of a workspace and of its sandbox."""
    return Q(workspace_id=workspace_id) | Q(workspace__sandbox_of_id=workspace_id)


def shown(key: ApiKey) -> str:
    """What may be shown of a key, so that a person can tell it from others."""
    return f"{key.prefix}…{key.last_four}"


def _record(action: str, actor: Actor | None, key: ApiKey, **details: object) -> None:
    workspace_id = key.workspace.sandbox_of_id or key.workspace_id
    record_audit(action, actor, workspace_id=workspace_id, subject=key.name, key=shown(key), **details)
