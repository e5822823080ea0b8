"""Shutting workspaces and people out: with a reason, written down, never oneself."""

import pytest

from accounts.people import join, workspace_of
from kliqs.accounts.disabling import (
    LONGEST_REASON,
    disable_user,
    disable_workspace,
    enable_user,
    enable_workspace,
    sole_workspaces,
)
from kliqs.accounts.membership import acting_member, shut_out
from kliqs.accounts.models import Role, User, Workspace
from kliqs.accounts.staff import set_staff
from kliqs.accounts.workspaces import change_plan
from kliqs.errors import KliqsError
from kliqs.events.models import AuditEntry, Change

pytestmark = pytest.mark.usefixtures("models")


def operator() -> User:
    return User.objects.create_user("operator@example.com")


def written() -> list[tuple[str, str, int | None, dict[str, object]]]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", "actor", "workspace_id", "details"))


def test_a_workspace_is_shut_and_opened_and_both_are_written_down() -> None:
    shop, boss = workspace_of(budi=Role.OWNER)["budi"].workspace, operator()
    disable_workspace(shop.pk, "  Fake\nshops. ", actor=boss)
    shut_at = Workspace.objects.get(pk=shop.pk).disabled_at
    disable_workspace(shop.pk, "Phishing.", actor=boss)
    again = Workspace.objects.get(pk=shop.pk)
    assert (again.disabled_at, again.disabled_reason) == (shut_at, "Phishing.")
    enable_workspace(shop.pk, actor=None)
    enable_workspace(shop.pk, actor=None)
    assert (opened := Workspace.objects.get(pk=shop.pk)).disabled_at is None
    assert opened.disabled_reason == ""
    assert written() == [
        ("workspace.disabled", boss.email, shop.pk, {"reason": "Fake shops."}),
        ("workspace.disabled", boss.email, shop.pk, {"reason": "Phishing."}),
        ("workspace.enabled", "command line", shop.pk, {}),
    ]
    changes = set(Change.objects.values_list("topic", "keys"))
    assert changes == {(topic, f'["{shop.pk}"]') for topic in ("workspace", "answers_of")}


@pytest.mark.parametrize("reason", ["", " \n", "\0"])
def test_nobody_is_shut_out_without_a_reason(reason: str) -> None:
    budi = workspace_of(budi=Role.OWNER)["budi"]
    for deed, number in ((disable_workspace, budi.workspace_id), (disable_user, budi.user_id)):
        with pytest.raises(KliqsError, match="REASON_MISSING"):
            deed(number, reason, actor=None)
    disable_user(budi.user_id, "x" * 1_000, actor=None)
    assert len(User.objects.get(pk=budi.user_id).disabled_reason) == LONGEST_REASON


def test_a_person_is_disabled_and_enabled_but_never_by_themselves() -> None:
    budi, boss = workspace_of(budi=Role.OWNER)["budi"].user, operator()
    disable_user(budi.pk, "Spam.", actor=boss)
    assert not User.objects.get(pk=budi.pk).is_active
    enable_user(budi.pk, actor=boss)
    enable_user(budi.pk, actor=boss)
    assert User.objects.get(pk=budi.pk).is_active
    with pytest.raises(KliqsError, match="OWN_ACCOUNT"):
        disable_user(boss.pk, "Tired.", actor=boss)
    assert [entry[0] for entry in written()] == ["user.disabled", "user.enabled"]


def test_staff_are_made_and_unmade() -> None:
    boss = operator()
    assert set_staff(boss.pk, is_staff=True, actor=None)
    assert not set_staff(boss.pk, is_staff=True, actor=None)
    assert set_staff(boss.pk, is_staff=False, actor=None)
    assert [entry[0] for entry in written()] == ["user.staff_added", "user.staff_removed"]


def test_a_changed_plan_is_written_down_with_the_one_before() -> None:
    shop, boss = workspace_of(budi=Role.OWNER)["budi"].workspace, operator()
    change_plan(shop, "free", actor=boss)
    change_plan(shop, "pro", actor=boss)
    assert written() == [("workspace.plan_changed", boss.email, shop.pk, {"old": "free", "new": "pro"})]


def test_only_workspaces_of_one_person_go_down_with_them() -> None:
    alone, shared = workspace_of(budi=Role.OWNER)["budi"], workspace_of(budi=Role.OWNER, sari=Role.VIEWER)["budi"]
    assert alone.user_id == shared.user_id
    join(workspace_of(dewi=Role.OWNER)["dewi"].workspace, "budi", Role.MEMBER)
    assert [each.pk for each in sole_workspaces(alone.user)] == [alone.workspace_id]
    disable_workspace(alone.workspace_id, "Spam.", actor=None)
    assert sole_workspaces(alone.user) == []


def test_people_hear_of_the_shut_workspace_they_chose_or_have_no_other_than() -> None:
    one, two = workspace_of(budi=Role.OWNER)["budi"], workspace_of(budi=Role.OWNER)["budi"]
    disable_workspace(one.workspace_id, "Spam.", actor=None)
    assert shut_out(one.user, one.workspace_id) == one
    assert shut_out(one.user, None) is None
    assert acting_member(one.user) == two
    disable_workspace(two.workspace_id, "Spam.", actor=None)
    assert shut_out(one.user, None) == one
    assert shut_out(one.user, two.workspace_id) == two
