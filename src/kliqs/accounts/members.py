"""Who belongs to a workspace: changing a role, removing somebody, leaving. A workspace always keeps an owner."""

from django.db import transaction

from kliqs.accounts.membership import lock_as_owner, lock_workspace
from kliqs.accounts.models import Member, Role
from kliqs.errors import KliqsError
from kliqs.events.audit import record_audit


def change_role(actor: Member, member_id: int, role: Role) -> Member:
    """Give somebody of the actor's workspace another role. Raises KliqsError OWNERS_ONLY, MEMBER_NOT_FOUND or
    LAST_OWNER."""
    with transaction.atomic():
        lock_as_owner(actor)
        member = _find(actor, member_id)
        if member.role == role:
            return member
        _keep_an_owner(member)
        before, member.role = member.role, role
        member.save(update_fields=["role"])
        details = {"old": before, "new": str(role)}
        record_audit(
            "member.role_changed", actor.user, workspace_id=actor.workspace_id, subject=member.user.email, **details
        )
    return member


def remove_member(actor: Member, member_id: int) -> Member:
    """Take somebody out of the actor's workspace; what they made stays. Raises KliqsError OWNERS_ONLY,
    MEMBER_NOT_FOUND or LAST_OWNER."""
    with transaction.atomic():
        lock_as_owner(actor)
        member = _find(actor, member_id)
        _keep_an_owner(member)
        Member.objects.filter(pk=member.pk).delete()
        record_audit("member.removed", actor.user, workspace_id=actor.workspace_id, subject=member.user.email)
    return member


def leave_workspace(member: Member) -> None:
    """Go out of a workspace by oneself. Raises KliqsError LAST_OWNER."""
    with transaction.atomic():
        lock_workspace(member.workspace_id)
        _keep_an_owner(_find(member, member.pk))
        Member.objects.filter(pk=member.pk).delete()
        record_audit("member.left", member.user, workspace_id=member.workspace_id, subject=member.user.email)


def _find(actor: Member, member_id: int) -> Member:
    member = Member.objects.filter(workspace_id=actor.workspace_id, pk=member_id).select_related("user").first()
    if member is None:
        raise KliqsError("MEMBER_NOT_FOUND")
    return member


def _keep_an_owner(member: Member) -> None:
    others = Member.objects.filter(workspace_id=member.workspace_id, role=Role.OWNER).exclude(pk=member.pk)
    if member.role == Role.OWNER and not others.exists():
        raise KliqsError("LAST_OWNER")
