"""Deleting a person's account, and what becomes of the workspaces they belong to."""

from dataclasses import dataclass

from django.db import transaction

from kliqs.accounts.membership import lock_workspace
from kliqs.accounts.models import Member, Role, User, Workspace
from kliqs.errors import KliqsError
from kliqs.estate.deleting import AT_ONCE_IN_A_REQUEST, clear, give_up
from kliqs.events.audit import record_audit


@dataclass(frozen=True, slots=True)
class Farewell:
    """What deleting an account means: workspaces where nobody else is go with it; those that have another owner are
    left; those where others work without another owner stand in the way, because they would lose their work or be left
    without anybody who may decide."""

    deleted: tuple[Workspace, ...]
    left: tuple[Workspace, ...]
    in_the_way: tuple[Workspace, ...]


def farewell_of(user: User) -> Farewell:
    """What deleting the account would mean now."""
    mine = Workspace.objects.filter(members__user=user).order_by("pk")
    deleted, left, in_the_way = [], [], []
    for workspace in mine:
        others = Member.objects.filter(workspace=workspace).exclude(user=user)
        if not others.exists():
            deleted.append(workspace)
        elif others.filter(role=Role.OWNER).exists():
            left.append(workspace)
        else:
            in_the_way.append(workspace)
    return Farewell(tuple(deleted), tuple(left), tuple(in_the_way))


def delete_account(user: User, typed_email: str) -> Farewell:
    """Delete the account, and the workspaces that nobody else belongs to. Returns what became of all of them.

    The workspaces are locked and looked at again, so of two owners who leave at once one stays. Raises KliqsError
    NAME_NOT_TYPED unless the address was typed, or OWNER_OF_OTHERS.
    """
    if typed_email.strip().lower() != user.email:
        raise KliqsError("NAME_NOT_TYPED", field="email")
    with transaction.atomic():
        for workspace_id in (
            Member.objects.filter(user=user).order_by("workspace_id").values_list("workspace_id", flat=True)
        ):
            lock_workspace(workspace_id)
        farewell = farewell_of(user)
        if farewell.in_the_way:
            raise KliqsError("OWNER_OF_OTHERS")
        for workspace in farewell.left:
            record_audit("member.left", user, workspace_id=workspace.pk, subject=user.email)
        for workspace in farewell.deleted:
            give_up(Workspace.objects.get(pk=workspace.pk), actor=user)
        record_audit("account.deleted", user, workspace_id=None, subject=user.email)
        User.objects.get(pk=user.pk).delete()
    for workspace in farewell.deleted:
        clear(workspace.pk, most=AT_ONCE_IN_A_REQUEST)
    return farewell
