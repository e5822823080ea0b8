"""Deleting and restoring: the count exact under concurrency, the slug freed, undo that checks again."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from kliqs.accounts.models import Workspace
from kliqs.accounts.workspaces import change_plan, open_account
from kliqs.errors import KliqsError
from kliqs.events.models import AuditEntry
from kliqs.links.models import Link
from kliqs.links.removing import delete_links, restore_links
from kliqs.routes.models import Route
from kliqs.settings import load
from links.test_changing import make

pytestmark = pytest.mark.usefixtures("models")


@pytest.fixture
def workspace(models: str) -> Workspace:
    workspace = open_account("owner@example.com")[1]
    change_plan(workspace, "pro", actor=None)
    return workspace


def held(workspace: Workspace) -> int:
    return Workspace.objects.get(pk=workspace.pk).link_count


def test_a_deleted_link_frees_its_slug_and_place_and_comes_back(models: str, workspace: Workspace) -> None:
    link = make(models, workspace.pk, slug="kopi", password="rahasia", title="Kopi")
    before = Route.objects.values("destination", "title", "password_hash", "expires_at").get()
    assert delete_links(workspace.pk, [link.public_id], actor=None) == {link.public_id}
    assert (held(workspace), Route.objects.count(), Link.objects.filter(deleted_at=None).count()) == (0, 0, 0)
    assert delete_links(workspace.pk, [link.public_id], actor=None) == set()
    assert restore_links(workspace.pk, [link.public_id], load(), actor=None) == 1
    assert held(workspace) == 1
    assert Route.objects.values("destination", "title", "password_hash", "expires_at").get() == before
    written = AuditEntry.objects.filter(action__startswith="link.").order_by("pk")
    assert list(written.values_list("action", flat=True)) == ["link.deleted", "link.restored"]


def test_undo_is_refused_when_the_slug_or_the_place_is_gone(models: str, workspace: Workspace) -> None:
    links = [make(models, workspace.pk, slug="kopi"), make(models, workspace.pk, slug="teh")]
    ids = [link.public_id for link in links]
    delete_links(workspace.pk, ids, actor=None)
    make(models, workspace.pk, slug="teh")
    with pytest.raises(KliqsError) as refusal:
        restore_links(workspace.pk, ids, load(), actor=None)
    assert refusal.value.code == "SLUG_ALREADY_EXISTS"
    assert (held(workspace), Route.objects.count()) == (1, 1)
    change_plan(workspace, "free", actor=None)
    for number in range(4):
        make(models, workspace.pk, slug=f"lain-{number}")
    with pytest.raises(KliqsError) as refusal:
        restore_links(workspace.pk, ids[:1], load(), actor=None)
    assert refusal.value.code == "SHORTLINK_LIMIT_REACHED"


def test_strangers_delete_and_restore_nothing(models: str, workspace: Workspace) -> None:
    link = make(models, workspace.pk, slug="kopi")
    _, stranger = open_account("stranger@example.com")
    assert delete_links(stranger.pk, [link.public_id], actor=None) == set()
    delete_links(workspace.pk, [link.public_id], actor=None)
    assert restore_links(stranger.pk, [link.public_id], load(), actor=None) == 0
    assert held(workspace) == 0


def test_the_count_is_that_of_the_links_whoever_deletes_and_creates_at_once(models: str, workspace: Workspace) -> None:
    links = [make(models, workspace.pk) for _ in range(12)]

    def delete(link: Link) -> int:
        try:
            return len(delete_links(workspace.pk, [link.public_id], actor=None))
        finally:
            connections.close_all()

    def create(_: int) -> int:
        return make(models, workspace.pk).pk

    with ThreadPoolExecutor(6) as threads:
        deleted = [threads.submit(delete, link) for link in links * 2]
        created = [threads.submit(create, number) for number in range(8)]
    assert sum(each.result() for each in deleted) == len(links)
    assert len({each.result() for each in created}) == 8
    assert held(workspace) == Link.objects.filter(deleted_at=None).count() == Route.objects.count() == 8
