"""Shutting a workspace or a person out, with a reason they get to read, and letting them in again. For the operator.

A disabled workspace answers no request of its keys, and its links answer that they are switched off; nothing of it is
changed but the one row, so enabling brings back exactly what was. A disabled person is signed out everywhere at once,
because every request looks at the row.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kliqs.accounts.membership import lock_workspace
from kliqs.accounts.models import Member, Role, User, Workspace
from kliqs.errors import KliqsError
from kliqs.events.audit import Actor, record_audit
from kliqs.events.recording import record_change

LONGEST_REASON = 300


def disable_workspace(workspace_id: int, reason: str, *, actor: Actor | None) -> Workspace:
    """Shut a workspace. Every process obeys within a second; disabled again, it takes the new reason.

    Raises KliqsError REASON_MISSING.
    """
    return _set_workspace(workspace_id, checked_reason(reason), timezone.now(), "workspace.disabled", actor)


def enable_workspace(workspace_id: int, *, actor: Actor | None) -> Workspace:
    """Let a disabled workspace be what it was."""
    return _set_workspace(workspace_id, "", None, "workspace.enabled", actor)


def disable_user(user_id: int, reason: str, *, actor: Actor | None) -> User:
    """Let a person sign in no more. Raises KliqsError REASON_MISSING or OWN_ACCOUNT."""
    if actor is not None and actor.pk == user_id:
        raise KliqsError("OWN_ACCOUNT")
    return _set_user(user_id, checked_reason(reason), "user.disabled", actor, is_active=False)


def enable_user(user_id: int, *, actor: Actor | None) -> User:
    """Let a disabled person sign in again."""
    return _set_user(user_id, "", "user.enabled", actor, is_active=True)


def sole_workspaces(user: User) -> list[Workspace]:
    """The workspaces that nobody but this person belongs to, and that are not disabled yet."""
    owned = Workspace.objects.filter(members__user=user, members__role=Role.OWNER, disabled_at=None)
    shared = Member.objects.exclude(user=user).values("workspace_id")
    return list(owned.exclude(pk__in=shared).order_by("pk"))


def checked_reason(reason: str) -> str:
    """The reason on one line. Whoever is concerned gets to read it, so there must be one. Raises REASON_MISSING."""
    words = " ".join(reason.split())[:LONGEST_REASON]
    if not words or "\0" in words:
        raise KliqsError("REASON_MISSING", field="reason")
    return words


def _set_workspace(workspace_id: int, reason: str, at: datetime | None, action: str, actor: Actor | None) -> Workspace:
    with transaction.atomic():
        workspace = lock_workspace(workspace_id)  # a batch of creates that began before is committed before
        if workspace.deleted_at is not None or (at is None and workspace.disabled_at is None):
            return workspace  # what its owner has deleted is for nobody to bring back
        workspace.disabled_at = at and (workspace.disabled_at or at)
        workspace.disabled_reason = reason
        both = Workspace.objects.filter(Q(pk=workspace.pk) | Q(sandbox_of=workspace))
        both.update(disabled_at=workspace.disabled_at, disabled_reason=reason)
        ids = [str(pk) for pk in both.values_list("pk", flat=True)]
        record_change("workspace", ids)
        record_change("answers_of", ids)
        record_audit(action, actor, workspace_id=workspace.pk, subject=workspace.name, **_told(reason))
    return workspace


def _set_user(user_id: int, reason: str, action: str, actor: Actor | None, *, is_active: bool) -> User:
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        if is_active and user.is_active:
            return user
        user.is_active, user.disabled_reason = is_active, reason
        user.save(update_fields=["is_active", "disabled_reason"])
        record_audit(action, actor, workspace_id=None, subject=user.email, **_told(reason))
    return user


def _told(reason: str) -> dict[str, str]:
    return {"reason": reason} if reason else {}
