"""Changing links: every field by its rule, the Route in step, the slug moved or refused."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kliqs.accounts.workspaces import open_account
from kliqs.database import Connection, Database
from kliqs.errors import InvalidBody, KliqsError
from kliqs.links.changing import archive_links, change_link
from kliqs.links.direct import create_directly
from kliqs.links.disabling import disable_link, enable_link
from kliqs.links.models import Link, Tag
from kliqs.links.tagging import tag_links
from kliqs.routes.models import Route
from kliqs.settings import load

pytestmark = pytest.mark.usefixtures("models")
NEVER = uuid.UUID(int=0)


@pytest.fixture
def workspace(models: str) -> int:
    return int(open_account("owner@example.com")[1].pk)


@pytest.fixture
def link(models: str, workspace: int) -> Link:
    return make(models, workspace, slug="kopi", title="Kopi")


def make(url: str, workspace_id: int, **values: Any) -> Link:
    connection = Connection(Database(url))
    try:
        made = create_directly(connection, workspace_id, {"url": "https://example.com/menu", **values}, load())
    finally:
        connection.close()
    return Link.objects.get(pk=made.id)


def route(link: Link) -> Route:
    return Route.objects.get(target=link.pk)


def change(link: Link, **values: Any) -> Link:
    return change_link(link.workspace_id, link.public_id, values, load())


def test_only_what_is_named_changes(link: Link) -> None:
    changed = change(link, title="Kopi susu")
    assert (changed.title, changed.slug, changed.destination) == ("Kopi susu", "kopi", "https://example.com/menu")
    assert changed.updated_at > link.updated_at
    assert (route(link).title, route(link).slug) == ("Kopi susu", "kopi")


def test_the_route_follows_every_field_that_visitors_meet(link: Link) -> None:
    expires = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    change(link, url="https://example.com/a b".replace(" ", "%20"), password="rahasia", expires_at=expires.isoformat())
    published = route(link)
    assert published.destination == "https://example.com/a%20b"
    assert published.password_hash.startswith("$argon2id$")
    assert published.expires_at == expires.timestamp() * 1000
    change(link, password=None, expires_at=None)
    published = route(link)
    assert (published.password_hash, published.expires_at) == ("", None)


def test_a_slug_moves_with_its_route_and_a_taken_one_is_refused(models: str, workspace: int, link: Link) -> None:
    before = route(link).pk
    change(link, slug="Kopi-Susu")
    assert (route(link).slug, route(link).pk) == ("kopi-susu", before)
    make(models, workspace, slug="teh")
    with pytest.raises(KliqsError) as refusal:
        change(link, slug="teh", title="Not this")
    assert (refusal.value.code, refusal.value.field) == ("SLUG_ALREADY_EXISTS", "slug")
    kept = Link.objects.get(pk=link.pk)
    assert (kept.slug, kept.title) == ("kopi-susu", "Kopi")


def test_all_problems_are_told_at_once(link: Link) -> None:
    with pytest.raises(InvalidBody) as refusal:
        change(link, url="ftp://x", slug="", tags=[""], image="http://example.com/x.png", unknown=1, archived="yes")
    fields = {problem.field for problem in refusal.value.problems}
    assert fields == {"url", "tags", "image", "unknown", "archived"}
    with pytest.raises(InvalidBody):
        change(link, slug="")


def test_an_expired_link_can_be_edited_while_its_expiry_stays(link: Link) -> None:
    past = datetime(2020, 1, 1, tzinfo=UTC)
    Link.objects.filter(pk=link.pk).update(expires_at=past)
    assert change(link, title="Lama", expires_at="2020-01-01T00:00:00+00:00").expires_at == past
    with pytest.raises(InvalidBody):
        change(link, expires_at="2020-01-02T00:00:00Z")


def test_tags_are_made_once_whatever_their_case(models: str, workspace: int, link: Link) -> None:
    change(link, tags=["Promo", "kopi", "PROMO"])
    assert sorted(tag.name for tag in link.tags.all()) == ["Promo", "kopi"]
    other = make(models, workspace, tags=["promo"], notes="from the panel")
    assert [tag.name for tag in other.tags.all()] == ["Promo"]
    assert other.notes == "from the panel"
    change(link, tags=[])
    assert not link.tags.exists()
    assert Tag.objects.count() == 2


def test_tags_in_any_script_are_told_apart_by_more_than_case(models: str, workspace: int, link: Link) -> None:
    """SQLite's own lower() knows A to Z alone; `École` must not get lost for it."""
    change(link, tags=["École", "Straße", "ΚΑΦΕΣ"])
    assert sorted(tag.name for tag in link.tags.all()) == ["Straße", "École", "ΚΑΦΕΣ"]
    change(link, tags=["ÉCOLE", "STRASSE"])
    assert sorted(tag.name for tag in link.tags.all()) == ["Straße", "École"]
    other = make(models, workspace, tags=["école"])
    assert [tag.name for tag in other.tags.all()] == ["École"]
    assert tag_links(workspace, [other.public_id], ["ÉCOLE"], is_off=True) == 1
    assert not other.tags.exists()


def test_an_unknown_field_is_answered_with_all_that_there_are(link: Link) -> None:
    with pytest.raises(InvalidBody) as refusal:
        change(link, titel="x")
    assert "url, slug, title, description" in refusal.value.message
    with pytest.raises(InvalidBody):
        change_link(link.workspace_id, link.public_id, ["title"], load())


def test_an_archived_link_goes_on_redirecting(link: Link) -> None:
    assert archive_links(link.workspace_id, [link.public_id], archived=True) == 1
    assert archive_links(link.workspace_id, [link.public_id], archived=True) == 0
    assert Link.objects.get(pk=link.pk).archived_at is not None
    assert route(link).slug == "kopi"
    assert change(link, archived=False).archived_at is None


def test_the_operator_disables_and_enables(link: Link) -> None:
    operator, _ = open_account("operator@example.com")
    disable_link(link.pk, "phishing", actor=operator)
    assert route(link).disabled
    enable_link(link.pk, actor=operator)
    assert not route(link).disabled


def test_nobody_changes_what_is_not_theirs(link: Link) -> None:
    _, stranger = open_account("stranger@example.com")
    for workspace_id, public_id in ((stranger.pk, link.public_id), (link.workspace_id, NEVER)):
        with pytest.raises(KliqsError) as refusal:
            change_link(workspace_id, public_id, {"title": "Mine"}, load())
        assert refusal.value.code == "LINK_NOT_FOUND"
    assert archive_links(stranger.pk, [link.public_id], archived=True) == 0
