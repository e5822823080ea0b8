"""What becomes of test links when their day is over."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from cast import VPS
from kliqs.accounts.authentication import Caller
from kliqs.accounts.models import Workspace
from kliqs.accounts.plans import plan
from kliqs.accounts.sandboxes import sandbox_of
from kliqs.accounts.workspaces import open_account
from kliqs.clicks.models import LinkDay, LinkTotal
from kliqs.clicks.sandboxes import sweep_sandboxes
from kliqs.database import Connection, Database
from kliqs.links.creating_many import create_in
from kliqs.links.creation import Creation, NewLink
from kliqs.links.direct import create_directly
from kliqs.links.drafts import check_draft
from kliqs.links.models import Link, Tag, Trial
from kliqs.links.removing import delete_links
from kliqs.links.trying import try_out
from kliqs.routes.models import Route
from kliqs.routes.sandboxes import domain_for
from kliqs.settings import load

NOW = datetime.now(UTC)
DAY = timedelta(hours=25)


@pytest.fixture
def shop(models: str) -> Workspace:
    return open_account("budi@example.com")[1]


@pytest.fixture
def sandbox(shop: Workspace) -> Workspace:
    return sandbox_of(shop)


def make(url: str, sandbox: Workspace, **values: object) -> Link:
    """A test link, made as the API makes it."""
    draft = check_draft({"url": VPS, "slug": "produk", **values}, load(), datetime.now(UTC))
    caller = Caller(None, "", sandbox.pk, plan(sandbox.plan), sandbox_of=sandbox.sandbox_of_id)
    connection = Connection(Database(url))
    try:
        with connection.transaction():
            creation = Creation(caller, domain_for(caller), draft, "", None, dry_run=False, is_metered=False)
            (made,) = create_in(connection, [creation])
    finally:
        connection.close()
    assert isinstance(made, NewLink)
    return Link.objects.get(pk=made.id)


def test_a_test_link_goes_after_its_day_and_leaves_its_place_free(models: str, sandbox: Workspace) -> None:
    link = make(models, sandbox, tags=["promo"])
    LinkDay.objects.create(link_id=link.pk, workspace_id=sandbox.pk, day=NOW.date(), human=3)
    LinkTotal.objects.create(link_id=link.pk, workspace_id=sandbox.pk, human=3)
    assert sweep_sandboxes(NOW + timedelta(hours=23)) == 0
    assert sweep_sandboxes(NOW + DAY) == 1
    assert sweep_sandboxes(NOW + DAY) == 0
    left = [model.objects.count() for model in (Link, LinkDay, LinkTotal, Tag)]
    assert left == [0, 0, 0, 0]
    assert Workspace.objects.get(pk=sandbox.pk).link_count == 0


def test_a_trial_link_goes_as_a_test_link_does_and_its_maker_is_forgotten(models: str) -> None:
    connection = Connection(Database(models))
    try_out(connection, VPS, "198.51.100.7", load())
    connection.close()
    assert sweep_sandboxes(NOW + timedelta(hours=23)) == 0
    assert Trial.objects.count() == 1
    assert sweep_sandboxes(NOW + DAY) == 1
    assert [model.objects.count() for model in (Link, Trial)] == [0, 0]
    assert Workspace.objects.get().link_count == 0
    sweep_sandboxes(NOW + 2 * DAY)
    assert not Route.objects.exists(), "where it led is forgotten"


def test_its_address_says_expired_for_one_more_day(models: str, sandbox: Workspace) -> None:
    make(models, sandbox)
    sweep_sandboxes(NOW + DAY)
    assert Route.objects.filter(slug="produk").exists()
    sweep_sandboxes(NOW + 2 * DAY)
    assert not Route.objects.exists()


def test_the_slug_of_a_swept_link_can_be_taken_at_once(models: str, sandbox: Workspace) -> None:
    make(models, sandbox)
    sweep_sandboxes(NOW + DAY)
    assert make(models, sandbox, title="the next one").slug == "produk"
    assert Route.objects.get(slug="produk").title == "the next one"


def test_deleted_test_links_are_swept_and_counted_once(models: str, sandbox: Workspace) -> None:
    link = make(models, sandbox)
    delete_links(sandbox.pk, [link.public_id], actor=None)
    assert sweep_sandboxes(NOW + DAY) == 1
    assert Workspace.objects.get(pk=sandbox.pk).link_count == 0


def test_live_links_are_never_swept(models: str, shop: Workspace, sandbox: Workspace) -> None:
    make(models, sandbox)
    connection = Connection(Database(models))
    values: Mapping[str, object] = {"url": VPS, "slug": "produk", "expires_at": "2040-01-01T00:00:00Z"}
    try:
        create_directly(connection, shop.pk, values, load())
    finally:
        connection.close()
    assert sweep_sandboxes(NOW + timedelta(days=40_000)) == 1
    assert [link.workspace_id for link in Link.objects.all()] == [shop.pk]
    assert Route.objects.filter(slug="produk").count() == 1
