"""Blocked hosts: what counts as one, who hears of it, and the links that lead there already."""

from collections.abc import Iterator

import pytest

from kliqs.accounts.workspaces import open_account
from kliqs.database import Connection, Database
from kliqs.errors import KliqsError
from kliqs.events.models import AuditEntry, Change
from kliqs.links import blocked_hosts, blocking
from kliqs.links.blocking import block_host, disable_links_to, unblock_host
from kliqs.links.changing import change_link
from kliqs.links.destinations import check_destination
from kliqs.links.direct import create_directly
from kliqs.links.models import BlockedHost, Link
from kliqs.links.removing import delete_links, restore_links
from kliqs.routes.models import Route
from kliqs.settings import load


@pytest.fixture(autouse=True)
def forget_hosts() -> Iterator[None]:
    yield
    blocked_hosts.learn([])


def learn(url: str) -> None:
    connection = Connection(Database(url))
    blocked_hosts.learn(blocked_hosts.read(connection))
    connection.close()


def make(url: str, workspace_id: int, destination: str) -> Link:
    connection = Connection(Database(url))
    made = create_directly(connection, workspace_id, {"url": destination}, load())
    connection.close()
    return Link.objects.get(pk=made.id)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example",
        "http://EVIL.example:8080/a",
        "https://login.bank.evil.example/a?b#c",
        "https://evil.example./",
        "https://bücher.example/",
        "https://xn--bcher-kva.example/",
        "https://1.2.3.4/x",
        "https://[2001:db8::1]/x",
    ],
)
def test_a_blocked_host_and_all_below_it_are_unsafe(url: str) -> None:
    blocked_hosts.learn(["evil.example", "xn--bcher-kva.example", "1.2.3.4", "[2001:db8::1]"])
    with pytest.raises(KliqsError) as refusal:
        check_destination(url, load())
    assert (refusal.value.code, refusal.value.field) == ("UNSAFE_URL", "url")


@pytest.mark.parametrize(
    "url",
    ["https://notevil.example/", "https://a.example/", "https://good.example/evil.example", "https://evil.example.org"],
)
def test_neighbours_of_a_blocked_host_are_not(url: str) -> None:
    blocked_hosts.learn(["evil.example"])
    assert check_destination(url, load()) == url


def test_blocking_is_told_kept_in_ascii_and_taken_back(models: str) -> None:
    block_host("Bücher.example.", "phishing", actor=None)
    block_host("bücher.example", "more phishing", actor=None)
    assert list(BlockedHost.objects.values_list("host", "reason")) == [("xn--bcher-kva.example", "more phishing")]
    assert Change.objects.filter(topic="blocked_hosts").count() == 2
    learn(models)
    assert blocked_hosts.is_blocked("xn--bcher-kva.example")
    assert unblock_host("bücher.example", actor=None)
    assert not unblock_host("bücher.example", actor=None)
    learn(models)
    assert not blocked_hosts.is_blocked("xn--bcher-kva.example")
    actions = list(AuditEntry.objects.order_by("id").values_list("action", "subject"))
    assert actions == [(f"host.{deed}", "xn--bcher-kva.example") for deed in ("blocked", "blocked", "unblocked")]


def test_what_is_no_host_cannot_be_blocked(models: str) -> None:
    for text in ("", "com", "https://evil.example/", "a b.example"):
        with pytest.raises(KliqsError, match="INVALID_URL"):
            block_host(text, "", actor=None)
    assert not BlockedHost.objects.exists()


def test_links_that_lead_there_can_be_disabled_and_no_others(models: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "DISABLED_AT_ONCE", 2)
    workspace = open_account("owner@example.com")[1].pk
    evil, good = ("https://evil.example/a", "http://x.evil.example:81/?b"), "https://good.example/evil.example"
    there = [make(models, workspace, url) for url in (*evil, "https://good.example/moved")]
    elsewhere = [make(models, workspace, url) for url in ("https://devil.example", good)]
    change_link(workspace, there[2].public_id, {"url": "https://EVIL.example?c"}, load())
    blocked = block_host("evil.example", "phishing", actor=None)
    assert disable_links_to(blocked, actor=None) == 3
    assert disable_links_to(blocked, actor=None) == 0
    for links, is_disabled in ((there, True), (elsewhere, False)):
        for link in links:
            link.refresh_from_db()
            assert (link.disabled_at is not None) is is_disabled
            assert Route.objects.get(target=link.pk).disabled is is_disabled
    assert there[0].disabled_reason == "phishing"
    assert AuditEntry.objects.filter(action="link.disabled").count() == 3


def test_a_deleted_link_to_a_blocked_host_is_not_restored(models: str) -> None:
    workspace = open_account("owner@example.com")[1].pk
    link = make(models, workspace, "https://evil.example/a")
    delete_links(workspace, [link.public_id], actor=None)
    block_host("evil.example", "phishing", actor=None)
    learn(models)
    with pytest.raises(KliqsError, match="UNSAFE_URL"):
        restore_links(workspace, [link.public_id], load(), actor=None)
