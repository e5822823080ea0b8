"""The summary of a week: to those who asked, once, on Monday morning where they are."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail, signing
from msgspec.structs import replace

from kliqs.accounts.models import Member, User
from kliqs.accounts.summaries import SALT, due, member_of_token, wish_for_summary
from kliqs.accounts.workspaces import open_account
from kliqs.clicks.questions.asking import ClickReader
from kliqs.settings import load
from kliqs.web.dashboard import weekly
from kliqs.web.dashboard.weekly import send_summaries
from running.server import Server
from web.visitor import Visitor, signed_in

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 08:00 in Jakarta


@pytest.fixture
def no_clicks(models: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty store of clicks beside the models' database."""
    empty = replace(load(), database_url=models, data_dir=tmp_path, clicks_url=f"parquet://{tmp_path}")
    reader = ClickReader(empty)
    monkeypatch.setattr(weekly, "click_reader", lambda: reader)
    yield
    reader.close()


def _wishing(email: str = "budi@example.com", **user: str) -> Member:
    person, workspace = open_account(email)
    User.objects.filter(pk=person.pk).update(**user)
    member = Member.objects.get(user=person, workspace=workspace)
    wish_for_summary(member, MONDAY - timedelta(days=3), wanted=True)
    return member


@pytest.mark.parametrize(
    ("zone", "hours"), [("Asia/Jakarta", 0), ("Asia/Jayapura", -2), ("America/New_York", 12), ("Asia/Kathmandu", 1.25)]
)
def test_a_week_is_due_at_eight_on_monday_where_the_person_is(models: str, zone: str, hours: float) -> None:
    _wishing(time_zone=zone)
    at = MONDAY + timedelta(hours=hours)
    assert [str(week) for _, week in due(at)] == ["2026-11-16"]
    Member.objects.update(summary_week="2026-11-09")
    assert list(due(at - timedelta(minutes=1))) == []
    Member.objects.update(weekly_summary=False)
    assert list(due(at)) == []


def test_each_is_told_once_a_week_in_their_language(no_clicks: None, outbox: list[mail.EmailMessage]) -> None:
    _wishing(language="id")
    assert (send_summaries(MONDAY), send_summaries(MONDAY + timedelta(days=3))) == (1, 0)
    assert send_summaries(MONDAY + timedelta(days=7)) == 1
    assert [message.to for message in outbox] == [["budi@example.com"]] * 2
    assert "0 klik" in outbox[0].subject
    assert "since=2026-11-16&until=2026-11-22" in outbox[0].body


def test_a_mail_that_did_not_go_out_is_tried_again(
    no_clicks: None, outbox: list[mail.EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    _wishing()
    with monkeypatch.context() as away:
        away.setattr(mail.EmailMessage, "send", lambda *_: 0)
        assert send_summaries(MONDAY) == 0
    assert (send_summaries(MONDAY), len(outbox)) == (1, 1)


@pytest.mark.any_engine
def test_people_ask_for_it_on_the_page_of_analytics(server: Server) -> None:
    email = "mingguan@example.com"
    server.account(email)
    person = signed_in(server, email)
    person.submit("/analytics", "/analytics/weekly", wanted="yes")
    assert "Stop the weekly mail" in person.get("/analytics").text
    person.submit("/analytics", "/analytics/weekly", wanted="no")
    assert "Stop the weekly mail" not in person.get("/analytics").text


def test_a_mail_says_where_it_can_be_stopped(no_clicks: None, outbox: list[mail.EmailMessage]) -> None:
    _wishing()
    send_summaries(MONDAY)
    (message,) = outbox
    address = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert address in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    member = member_of_token(address.rpartition("/")[2])
    assert member is not None
    assert member.user.email == "budi@example.com"


@pytest.mark.any_engine
def test_whoever_has_the_mail_can_stop_it_with_one_press(server: Server) -> None:
    email = "bosan@example.com"
    server.account(email)
    person = signed_in(server, email)
    person.submit("/analytics", "/analytics/weekly", wanted="yes")
    with server.database() as database:
        ((member,),) = database.execute(
            "SELECT m.id FROM accounts_member m JOIN accounts_user u ON u.id = m.user_id WHERE u.email = ?", (email,)
        ).fetchall()
    secret = (server.data_dir / "secret-key").read_text().strip()
    path = f"/weekly-mail/{signing.dumps(member, key=secret, salt=SALT)}"
    stranger = Visitor(server, f"dash.{server.domain}")
    assert "Stop the weekly mail?" in stranger.get(path).text
    assert "Stop the weekly mail" in person.get("/analytics").text  # a look stops nothing
    assert "The weekly mail is off." in stranger.post(path, **{"List-Unsubscribe": "One-Click"}).text
    assert "Stop the weekly mail" not in person.get("/analytics").text
    assert stranger.get(f"{path}x").status_code == 404
