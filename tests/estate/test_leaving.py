"""Deleting an account: what goes with it, what is left, and what stands in the way."""

import pytest

from accounts.people import join, refusal, workspace_of
from kliqs.accounts.models import Member, Role, User, Workspace
from kliqs.estate.leaving import delete_account, farewell_of
from kliqs.events.models import AuditEntry

pytestmark = pytest.mark.usefixtures("models")


def budi() -> User:
    return User.objects.get(email="budi@example.com")


def test_workspaces_without_anybody_else_go_and_others_are_left() -> None:
    alone = workspace_of(budi=Role.OWNER)["budi"].workspace
    shared = workspace_of(budi=Role.OWNER, sari=Role.OWNER)["budi"].workspace
    joined = workspace_of(sari=Role.OWNER, budi=Role.VIEWER)["budi"].workspace
    user = budi()
    farewell = farewell_of(user)
    assert (farewell.deleted, farewell.left, farewell.in_the_way) == ((alone,), (shared, joined), ())
    assert delete_account(user, " BUDI@example.com ") == farewell
    assert not User.objects.filter(email="budi@example.com").exists()
    assert list(Workspace.objects.filter(deleted_at=None).order_by("pk")) == [shared, joined]
    assert Workspace.objects.get(pk=alone.pk).deleted_at is not None
    assert set(Member.objects.values_list("user__email", flat=True)) == {"sari@example.com"}
    told = list(AuditEntry.objects.order_by("pk").values_list("action", "workspace_id", "actor"))
    assert told == [
        ("member.left", shared.pk, "budi@example.com"),
        ("member.left", joined.pk, "budi@example.com"),
        ("workspace.deleted", alone.pk, "budi@example.com"),
        ("account.deleted", None, "budi@example.com"),
    ]


def test_an_only_owner_of_others_hands_over_first() -> None:
    member = workspace_of(budi=Role.OWNER, sari=Role.MEMBER)["sari"]
    alone = workspace_of(budi=Role.OWNER)["budi"].workspace
    assert refusal(delete_account, budi(), "budi@example.com") == "OWNER_OF_OTHERS"
    assert Workspace.objects.get(pk=alone.pk).deleted_at is None, "nothing is done by halves"
    Member.objects.filter(pk=member.pk).update(role=Role.OWNER)
    delete_account(budi(), "budi@example.com")
    assert Member.objects.get(workspace=member.workspace).role == Role.OWNER


def test_the_address_must_be_typed() -> None:
    workspace_of(budi=Role.OWNER)
    assert refusal(delete_account, budi(), "sari@example.com") == "NAME_NOT_TYPED"
    assert User.objects.count() == 1


def test_who_belongs_nowhere_can_go_too() -> None:
    workspace = workspace_of(sari=Role.OWNER)["sari"].workspace
    join(workspace, "budi", Role.MEMBER).delete()
    delete_account(budi(), "budi@example.com")
    assert [user.email for user in User.objects.all()] == ["sari@example.com"]
