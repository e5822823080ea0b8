"""Who belongs to a workspace, and that it always keeps an owner."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.people import join, refusal, workspace_of
from kliqs.accounts.members import change_role, leave_workspace, remove_member
from kliqs.accounts.membership import acting_member
from kliqs.accounts.models import Member, Role, Workspace
from kliqs.accounts.workspaces import MOST_OWNED, add_workspace, rename_workspace
from kliqs.errors import KliqsError
from kliqs.events.models import AuditEntry


def test_an_owner_changes_roles_and_it_is_noted(models: str) -> None:
    people = workspace_of(budi=Role.OWNER, sari=Role.MEMBER)
    change_role(people["budi"], people["sari"].pk, Role.VIEWER)
    assert Member.objects.get(pk=people["sari"].pk).role == Role.VIEWER
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.subject) == ("member.role_changed", "budi@example.com", "sari@example.com")
    assert entry.details == {"old": "member", "new": "viewer"}


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
def test_only_owners_decide_over_people(models: str, role: Role) -> None:
    people = workspace_of(budi=Role.OWNER, sari=role)
    assert refusal(change_role, people["sari"], people["sari"].pk, Role.OWNER) == "OWNERS_ONLY"
    assert refusal(remove_member, people["sari"], people["budi"].pk) == "OWNERS_ONLY"
    assert refusal(rename_workspace, people["sari"], "Mine") == "OWNERS_ONLY"


def test_nobody_of_another_workspace_can_be_touched(models: str) -> None:
    ours, theirs = workspace_of(budi=Role.OWNER), workspace_of(dewi=Role.OWNER, sari=Role.MEMBER)
    assert refusal(change_role, ours["budi"], theirs["sari"].pk, Role.VIEWER) == "MEMBER_NOT_FOUND"
    assert refusal(remove_member, ours["budi"], theirs["sari"].pk) == "MEMBER_NOT_FOUND"


def test_the_last_owner_stays(models: str) -> None:
    people = workspace_of(budi=Role.OWNER, sari=Role.MEMBER)
    assert refusal(leave_workspace, people["budi"]) == "LAST_OWNER"
    assert refusal(remove_member, people["budi"], people["budi"].pk) == "LAST_OWNER"
    assert refusal(change_role, people["budi"], people["budi"].pk, Role.MEMBER) == "LAST_OWNER"
    change_role(people["budi"], people["sari"].pk, Role.OWNER)
    leave_workspace(people["budi"])
    assert [member.user.email for member in Member.objects.all()] == ["sari@example.com"]


def test_of_two_owners_who_leave_at_once_one_stays(models: str) -> None:
    people = workspace_of(budi=Role.OWNER, sari=Role.OWNER)

    def leave(member: Member) -> str:
        try:
            leave_workspace(member)
        except KliqsError as refused:
            return refused.code
        finally:
            connection.close()
        return "left"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(leave, people.values())) == ["LAST_OWNER", "left"]


def test_a_person_works_where_they_chose_and_else_where_they_own(models: str) -> None:
    shop = workspace_of(budi=Role.OWNER)["budi"]
    cafe = workspace_of(dewi=Role.OWNER)["dewi"].workspace
    guest = join(cafe, "budi", Role.VIEWER)
    assert acting_member(shop.user) == shop
    assert acting_member(shop.user, cafe.pk) == guest
    assert acting_member(shop.user, Workspace.objects.create(name="not theirs", plan="free").pk) == shop
    Workspace.objects.filter(pk=shop.workspace_id).update(disabled_at="2026-01-01T00:00Z")
    assert acting_member(shop.user, shop.workspace_id) == guest


def test_one_person_owns_so_many_workspaces_and_no_more(models: str) -> None:
    user = workspace_of(budi=Role.OWNER)["budi"].user
    for number in range(MOST_OWNED - 1):
        add_workspace(user, f"Toko {number}")
    assert refusal(add_workspace, user, "one more") == "WORKSPACE_LIMIT_REACHED"


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "a\0b"])
def test_a_workspace_has_a_name(models: str, name: str) -> None:
    owner = workspace_of(budi=Role.OWNER)["budi"]
    assert refusal(rename_workspace, owner, name) == "INVALID_NAME"
    assert rename_workspace(owner, "  Toko   Baru ").name == "Toko Baru"
