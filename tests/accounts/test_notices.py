"""Notices of limits that are near: once a month each, whoever looks, and again when no mail went out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import OperationalError, connections

from kliqs.accounts.models import MonthlyUsage, User, Workspace
from kliqs.accounts.notices import reached
from kliqs.accounts.plans import plan
from kliqs.accounts.usage import Usage
from kliqs.accounts.workspaces import change_plan, open_account
from kliqs.web.dashboard import noticing
from kliqs.web.dashboard.noticing import tell_all

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("requests", "links", "told"),
    [
        (23, 3, []),
        (24, 3, [("requests", 80)]),
        (29, 4, [("requests", 80), ("links", 80)]),
        (30, 5, [("requests", 100), ("links", 100)]),
    ],
)
def test_each_limit_tells_the_highest_share_it_has_reached(
    requests: int, links: int, told: list[tuple[str, int]]
) -> None:
    assert [(each.limit, each.percent) for each in reached(Usage(plan("free"), "2026-11", requests, links))] == told
    assert reached(Usage(plan("unlimited"), "2026-11", requests, links)) == []


def test_owners_are_told_once_a_share_in_their_language(models: str, outbox: list[mail.EmailMessage]) -> None:
    workspace = _busy(24)
    User.objects.update(language="id")
    assert (tell_all(NOW), tell_all(NOW)) == (1, 0)
    MonthlyUsage.objects.update(requests=30)
    assert (tell_all(NOW), tell_all(NOW)) == (1, 0)
    assert [message.to for message in outbox] == [["budi@example.com"]] * 2
    assert "80" in outbox[0].subject
    assert "24" in outbox[0].body
    assert "permintaan" in outbox[0].body
    Workspace.objects.filter(pk=workspace.pk).update(link_count=5)
    assert (tell_all(NOW), len(outbox)) == (1, 3), "80 % of the links is not told once all are used"
    assert tell_all(NOW) == 0


def test_of_several_that_look_at_once_one_sends(models: str, outbox: list[mail.EmailMessage]) -> None:
    _busy(30)
    with ThreadPoolExecutor(4) as processes:
        told = sum(processes.map(_look, range(4)))
    assert (told, len(outbox)) == (1, 1)


def test_a_mail_server_that_is_away_is_tried_again(
    models: str, outbox: list[mail.EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    _busy(30)
    with monkeypatch.context() as away:
        away.setattr(noticing, "send_mail", lambda *_: 0)
        assert tell_all(NOW) == 0
    assert (tell_all(NOW), len(outbox)) == (1, 1)


def test_one_workspaces_trouble_keeps_nobody_else_from_being_told(
    models: str, outbox: list[mail.EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    _busy(30)
    _busy(30, "siti@example.com")
    really = mail.send_mail

    def fails_for_budi(*parts: object) -> int:
        if parts[3] == ["budi@example.com"]:
            raise RuntimeError("a defect")
        return really(*parts)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(noticing, "send_mail", fails_for_budi)
        assert (tell_all(NOW), [message.to for message in outbox]) == (1, [["siti@example.com"]])
    assert (tell_all(NOW), len(outbox)) == (1, 2), "the claim was given back"


def test_a_database_that_is_away_ends_the_look_for_all(
    models: str, outbox: list[mail.EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    _busy(30)
    _busy(30, "siti@example.com")
    asked = []

    def lost(workspace: Workspace, *_: object) -> bool:
        asked.append(workspace.pk)
        raise OperationalError("the server closed the connection")

    with monkeypatch.context() as away:
        away.setattr(noticing, "claim", lost)
        with pytest.raises(OperationalError):
            tell_all(NOW)
    assert (len(asked), outbox) == (1, []), "nobody else is asked of a database that does not answer"
    assert tell_all(NOW) == 2


def _busy(requests: int, email: str = "budi@example.com") -> Workspace:
    _, workspace = open_account(email)
    change_plan(workspace, "free", actor=None)
    MonthlyUsage.objects.create(workspace=workspace, month="2026-11", requests=requests)
    return workspace


def _look(_: int) -> int:
    try:
        return tell_all(NOW)
    finally:
        connections.close_all()
