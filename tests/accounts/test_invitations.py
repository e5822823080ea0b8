"""Invitations: offered, renewed, taken back, taken once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.people import refusal, workspace_of
from kliqs.accounts import invitations
from kliqs.accounts.invitations import (
    accept_invitation,
    cancel_invitation,
    find_invitation,
    invite,
    renew_invitation,
)
from kliqs.accounts.models import Invitation, Member, Role, User
from kliqs.errors import KliqsError
from kliqs.events.models import AuditEntry


def test_whoever_is_invited_joins_in_the_offered_role_once(models: str) -> None:
    owner = workspace_of(budi=Role.OWNER)["budi"]
    sari = User.objects.create_user("sari@example.com")
    invitation, token = invite(owner, " Sari@Example.com", Role.MEMBER)
    assert token not in invitation.token_hash
    assert accept_invitation(token, sari).role == Role.MEMBER
    assert refusal(accept_invitation, token, sari) == "INVITATION_NOT_FOUND"
    actions = AuditEntry.objects.order_by("pk").values_list("action", "subject")
    assert list(actions) == [("member.invited", "sari@example.com"), ("member.joined", "sari@example.com")]


def test_of_two_acceptances_at_once_one_counts(models: str) -> None:
    owner = workspace_of(budi=Role.OWNER)["budi"]
    sari = User.objects.create_user("sari@example.com")
    _, token = invite(owner, sari.email, Role.MEMBER)

    def accept(_: int) -> str:
        try:
            accept_invitation(token, sari)
        except KliqsError as refused:
            return refused.code
        finally:
            connection.close()
        return "joined"

    with ThreadPoolExecutor(4) as four:
        assert sorted(four.map(accept, range(4))) == ["INVITATION_NOT_FOUND"] * 3 + ["joined"]
    assert Member.objects.filter(user=sari).count() == 1


def test_a_forwarded_invitation_lets_nobody_else_in(models: str) -> None:
    owner = workspace_of(budi=Role.OWNER)["budi"]
    dewi = User.objects.create_user("dewi@example.com")
    _, token = invite(owner, "sari@example.com", Role.OWNER)
    assert refusal(accept_invitation, token, dewi) == "WRONG_ADDRESS"
    assert find_invitation(token).email == "sari@example.com", "and it is not used up"


def test_an_invitation_ends_after_a_week_and_may_be_renewed(models: str) -> None:
    owner = workspace_of(budi=Role.OWNER)["budi"]
    invitation, token = invite(owner, "sari@example.com", Role.VIEWER)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert refusal(find_invitation, token) == "INVITATION_NOT_FOUND"
    _, newer = renew_invitation(owner, invitation.pk)
    assert find_invitation(newer).role == Role.VIEWER
    assert refusal(find_invitation, token) == "INVITATION_NOT_FOUND"


def test_a_cancelled_invitation_is_worth_nothing(models: str) -> None:
    owner = workspace_of(budi=Role.OWNER)["budi"]
    invitation, token = invite(owner, "sari@example.com", Role.VIEWER)
    stranger = workspace_of(dewi=Role.OWNER)["dewi"]
    assert refusal(cancel_invitation, stranger, invitation.pk) == "INVITATION_NOT_FOUND"
    cancel_invitation(owner, invitation.pk)
    assert refusal(find_invitation, token) == "INVITATION_NOT_FOUND"


def test_one_invitation_an_address_and_none_for_members(models: str) -> None:
    owner = workspace_of(budi=Role.OWNER)["budi"]
    invite(owner, "sari@example.com", Role.VIEWER)
    assert refusal(invite, owner, "SARI@example.com", Role.OWNER) == "ALREADY_INVITED"
    assert refusal(invite, owner, "budi@example.com", Role.MEMBER) == "ALREADY_MEMBER"
    assert refusal(invite, owner, "nobody", Role.MEMBER) == "INVALID_EMAIL"


def test_only_owners_invite_and_not_without_end(models: str, monkeypatch: pytest.MonkeyPatch) -> None:
    people = workspace_of(budi=Role.OWNER, sari=Role.MEMBER)
    assert refusal(invite, people["sari"], "dewi@example.com", Role.MEMBER) == "OWNERS_ONLY"
    monkeypatch.setattr(invitations, "MOST_WAITING", 1)
    invite(people["budi"], "dewi@example.com", Role.MEMBER)
    assert refusal(invite, people["budi"], "joko@example.com", Role.MEMBER) == "INVITATION_LIMIT_REACHED"
