"""Reports of links: who may send how many, and what each decision does."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.cache import cache

from kliqs.accounts.models import User, Workspace
from kliqs.accounts.workspaces import open_account
from kliqs.database import Connection, Database
from kliqs.errors import KliqsError
from kliqs.events.models import AuditEntry
from kliqs.links.direct import create_directly
from kliqs.links.models import BlockedHost, Link, Report
from kliqs.links.reporting import Decision, Telling, report_link, resolve_reports, waiting_links
from kliqs.settings import load
from kliqs.web.office.report_mail import QUIET_S, answer_reporters, tell_staff

pytestmark = pytest.mark.usefixtures("models")
NOW = datetime.now(UTC)


def make(url: str, slug: str, destination: str = "https://login.evil.example/a") -> Link:
    workspace = open_account("owner@example.com")[1].pk
    connection = Connection(Database(url))
    try:
        made = create_directly(connection, workspace, {"url": destination, "slug": slug}, load())
    finally:
        connection.close()
    return Link.objects.get(pk=made.id)


def tell(slug: str, address: str = "203.0.113.7", email: str = "", language: str = "en") -> Report:
    return report_link(slug, Telling("phishing", "It asked for my PIN.\0", email, language), address)


def staff(email: str = "operator@example.com") -> User:
    return User.objects.create_user(email, is_staff=True)


def test_a_report_stands_in_the_queue_with_its_link(models: str) -> None:
    link, quiet = make(models, "promo"), make(models, "tenang")
    tell("PROMO")
    tell("tenang", "203.0.113.8")
    tell("promo", "203.0.113.8")
    assert [(each.pk, vars(each)["reports_waiting"]) for each in waiting_links()] == [(link.pk, 2), (quiet.pk, 1)]
    assert Report.objects.filter(slug="promo").first().details == "It asked for my PIN."  # type: ignore[union-attr]


def test_one_address_reports_five_links_an_hour_and_others_go_on(models: str) -> None:
    make(models, "promo")
    with pytest.raises(KliqsError, match="NOTHING_TO_REPORT"):
        tell("tidak-ada")
    for _ in range(6):  # the sixth still goes through and begins the wait
        tell("promo")
    with pytest.raises(KliqsError, match="REPORTED_TOO_OFTEN"):
        tell("promo")
    tell("promo", "203.0.113.8")


@pytest.mark.parametrize("decision", list(Decision))
def test_each_decision_does_what_it_says_and_is_written_down(models: str, decision: Decision) -> None:
    link, other, boss = make(models, "promo"), make(models, "lain", "https://login.evil.example/b"), staff()
    tell("promo")
    tell("promo", "203.0.113.8")
    handled = resolve_reports(link.pk, decision, "Phishing.", with_other_links=True, actor=boss)
    assert len(handled) == 2
    assert not waiting_links().exists()
    link.refresh_from_db()
    other.refresh_from_db()
    blocks = decision == Decision.HOST_BLOCKED
    assert (link.disabled_at is not None) is (decision in (Decision.LINK_DISABLED, Decision.HOST_BLOCKED))
    assert (other.disabled_at is not None) is blocks
    assert list(BlockedHost.objects.values_list("host", flat=True)) == (["login.evil.example"] if blocks else [])
    is_shut = Workspace.objects.get(pk=link.workspace_id).disabled_at is not None
    assert is_shut is (decision == Decision.WORKSPACE_DISABLED)
    last = AuditEntry.objects.order_by("pk").last()
    assert last is not None
    assert (last.action, last.actor, last.details) == (
        "report.resolved",
        boss.email,
        {"decision": decision, "reports": 2},
    )
    assert last.workspace_id is None, "its people need not know who was reported"
    with pytest.raises(KliqsError, match="REPORTS_HANDLED"):
        resolve_reports(link.pk, decision, "Phishing.", with_other_links=True, actor=boss)


def test_only_a_dismissal_needs_no_reason(models: str) -> None:
    link, boss = make(models, "promo"), staff()
    tell("promo")
    with pytest.raises(KliqsError, match="REASON_MISSING"):
        resolve_reports(link.pk, Decision.HOST_BLOCKED, "", with_other_links=True, actor=boss)
    assert waiting_links().exists(), "nothing of it was done"
    resolve_reports(link.pk, Decision.DISMISSED, "", with_other_links=False, actor=boss)


def test_staff_hear_of_reports_at_most_once_an_hour(models: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.conf.settings.EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
    mail.outbox = []
    cache.clear()
    make(models, "promo")
    boss = staff()
    assert tell_staff(NOW) == 0
    tell("promo")
    moment = datetime.now(UTC) + timedelta(seconds=1)
    assert (tell_staff(moment), tell_staff(moment)) == (1, 0)
    tell("promo", "203.0.113.8")
    assert tell_staff(moment) == 0, "within the hour"
    cache.clear()  # the hour is over
    assert tell_staff(moment + timedelta(seconds=QUIET_S)) == 1
    assert [each.to for each in mail.outbox] == [[boss.email], [boss.email]]
    assert f"{load().dash_origin}/office/reports" in mail.outbox[0].body


def test_who_left_an_address_hears_what_was_decided_in_their_language(
    models: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.conf.settings.EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
    mail.outbox = []
    link, boss = make(models, "promo"), staff()
    for address, email in (
        ("203.0.113.7", "sari@example.com"),
        ("203.0.113.8", ""),
        ("203.0.113.9", "sari@example.com"),
    ):
        tell("promo", address, email, "id")
    answer_reporters(
        resolve_reports(link.pk, Decision.LINK_DISABLED, "Phishing.", with_other_links=False, actor=boss),
        Decision.LINK_DISABLED,
    )
    assert [each.to for each in mail.outbox] == [["sari@example.com"]]
    assert "mematikannya" in mail.outbox[0].body
