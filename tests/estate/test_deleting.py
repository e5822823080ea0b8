"""Deleting a workspace: what goes when, who may, and when its slugs are free again."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from accounts.people import refusal, workspace_of
from kliqs.accounts.disabling import enable_workspace
from kliqs.accounts.models import ApiKey, Member, Role, User, Workspace
from kliqs.accounts.sandboxes import sandbox_of
from kliqs.bio.models import Page
from kliqs.bio.pages import create_page
from kliqs.estate import deleting, inventory
from kliqs.estate.deleting import SLUGS_HELD, clear, delete_workspace, finish_deletions
from kliqs.events.models import AuditEntry, Change
from kliqs.links.models import Link, Tag
from kliqs.pictures.models import Picture
from kliqs.routes.models import Body, Route
from kliqs.settings import load
from links.test_changing import make

NAME = "Toko Sepatu Budi"


def filled(models: str) -> Member:
    """An owner of a workspace with some of everything."""
    owner = workspace_of(budi=Role.OWNER, sari=Role.MEMBER)["budi"]
    for number in range(3):
        make(models, owner.workspace_id, slug=f"sepatu-{number}", tags=["Promo"])
    ApiKey.objects.create(workspace=owner.workspace, name="kasir", hash="a", prefix="b", last_four="c")
    return owner


def test_every_table_of_workspaces_has_its_time_to_go() -> None:
    groups = (inventory.AT_ONCE, inventory.SOON, inventory.WITH_CLICKS, inventory.AFTER_THE_HOLD, inventory.KEPT)
    listed = [model for group in groups for model in group]
    found = {model for model in apps.get_models() if model is not Workspace and _is_of_a_workspace(model)}
    assert len(found) > 10
    assert found - set(listed) == set(), "say in kliqs/estate/inventory.py when these go"
    assert len(listed) == len(set(listed))


def _is_of_a_workspace(model: Any) -> bool:
    return any(field.name == "workspace_id" or field.related_model is Workspace for field in model._meta.fields)


def test_nothing_is_left_but_the_audit_log_and_the_taken_slugs(models: str) -> None:
    owner = filled(models)
    delete_workspace(owner, f"  {NAME} ")
    for model in (*inventory.AT_ONCE, *inventory.SOON):
        assert not model._default_manager.filter(workspace_id=owner.workspace_id).exists(), model
    routes = Route.objects.filter(workspace_id=owner.workspace_id)
    assert list(routes.values_list("destination", "title", "disabled").distinct()) == [("", "", True)]
    assert routes.count() == 3
    workspace = Workspace.objects.get(pk=owner.workspace_id)
    assert (workspace.name, workspace.link_count) == ("", 0)
    assert workspace.disabled_at is not None
    entry = AuditEntry.objects.get(workspace_id=owner.workspace_id, action="workspace.deleted")
    assert (entry.actor, entry.subject, entry.details["links"]) == ("budi@example.com", NAME, 3)
    topics = set(Change.objects.values_list("topic", flat=True))
    assert {"workspace", "answers_of", "route"} <= topics


def test_a_neighbours_rows_stay(models: str) -> None:
    owner = filled(models)
    neighbour = Workspace.objects.create(name="Kedai Kopi", plan="free")
    make(models, neighbour.pk, slug="kopi", tags=["Promo"])
    Picture.objects.create(workspace=neighbour, name="a.png", size=1)
    delete_workspace(owner, NAME)
    assert [link.slug for link in Link.objects.all()] == ["kopi"]
    assert Route.objects.get(slug="kopi").disabled is False
    assert Tag.objects.get().workspace_id == neighbour.pk
    assert Picture.objects.count() == 1
    assert User.objects.count() == 2, "people stay"


def test_bio_pages_go_and_their_slugs_stay_taken(models: str) -> None:
    owner = filled(models)
    create_page(owner.workspace_id, "budi", load(), actor=None)
    route = Route.objects.get(slug="budi")
    Body.objects.create(route=route, from_ms=0, until_ms=1, content=b"<h1>Budi</h1>")
    delete_workspace(owner, NAME)
    assert (Page.objects.count(), Body.objects.count()) == (0, 0)
    held = Route.objects.get(slug="budi")
    assert (held.disabled, held.destination, held.kind) == (True, "", Route.Kind.LINK)


def test_its_sandbox_goes_with_it(models: str) -> None:
    owner = filled(models)
    sandbox = sandbox_of(owner.workspace)
    ApiKey.objects.create(workspace=sandbox, name="coba", hash="t", prefix="b", last_four="c")
    delete_workspace(owner, NAME)
    assert Workspace.objects.get(pk=sandbox.pk).deleted_at is not None
    assert not ApiKey.objects.exists()
    finish_deletions(timezone.now() + SLUGS_HELD + timedelta(days=1))
    assert not Workspace.objects.exists()


def test_only_an_owner_who_types_the_name_may(models: str) -> None:
    owner = filled(models)
    member = Member.objects.get(user__email="sari@example.com")
    assert refusal(delete_workspace, member, NAME) == "OWNERS_ONLY"
    assert refusal(delete_workspace, owner, NAME.lower()) == "NAME_NOT_TYPED"
    assert Link.objects.count() == 3


def test_a_deletion_that_was_broken_off_is_finished_in_the_background(
    models: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = filled(models)
    monkeypatch.setattr(deleting, "LINKS_AT_ONCE", 1)
    monkeypatch.setattr(deleting, "AT_ONCE_IN_A_REQUEST", 1)
    delete_workspace(owner, NAME)
    assert Link.objects.count() == 2
    assert Workspace.objects.get(pk=owner.workspace_id).link_count == 2
    clear(owner.workspace_id, most=1)
    finish_deletions(timezone.now())
    assert (Link.objects.count(), Tag.objects.count()) == (0, 0)
    assert Route.objects.filter(disabled=True).count() == 3


def test_the_operator_cannot_enable_what_is_deleted(models: str) -> None:
    owner = filled(models)
    delete_workspace(owner, NAME)
    assert enable_workspace(owner.workspace_id, actor=None).disabled_at is not None


def test_slugs_are_free_again_after_a_year_and_no_day_before(models: str) -> None:
    owner = filled(models)
    delete_workspace(owner, NAME)
    now = timezone.now()
    finish_deletions(now + SLUGS_HELD - timedelta(days=1))
    assert Route.objects.count() == 3
    finish_deletions(now + SLUGS_HELD + timedelta(days=1))
    assert (Route.objects.count(), Workspace.objects.count()) == (0, 0)
    assert AuditEntry.objects.filter(workspace_id=owner.workspace_id).exists()
