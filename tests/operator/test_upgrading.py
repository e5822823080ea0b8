"""From the schema before the dashboard to the one with it: what was counted and who was known stays so."""

import uuid
from datetime import UTC, datetime

from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kliqs.accounts.models import User, Workspace
from kliqs.clicks.counts import LinkCounts, link_counts
from kliqs.clicks.models import LinkDay
from kliqs.database import Connection, Database
from kliqs.links.models import Link, LinkTag, Tag
from kliqs.routes.models import Domain

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def test_clicks_counted_by_day_are_in_the_totals(models: str) -> None:
    call_command("migrate", "clicks", "0001", verbosity=0)
    for day, human in (("2026-11-01", 3), ("2026-11-02", 4)):
        LinkDay.objects.create(link_id=7, workspace_id=1, day=day, human=human, preview=1, visitors=2)
    LinkDay.objects.create(link_id=8, workspace_id=1, day="2026-11-01", bot=5)
    call_command("migrate", "clicks", verbosity=0)
    db = Connection(Database(models))
    assert link_counts(db, 1, 7) == LinkCounts(7, 2, 0, 4)
    assert link_counts(db, 1, 8) == LinkCounts(0, 0, 5, 0)
    assert link_counts(db, 2, 7) == LinkCounts(0, 0, 0, 0)
    db.close()


def test_addresses_that_the_operator_named_are_confirmed(models: str) -> None:
    call_command("migrate", "accounts", "0001", verbosity=0)
    db = Connection(Database(models))
    db.execute(
        "INSERT INTO accounts_user (email, password, name, language, time_zone, is_active, is_staff, is_superuser,"
        " created_at) VALUES (?, '', '', '', 'Asia/Jakarta', ?, ?, ?, '2026-11-01')",
        ("lama@example.com", True, False, False),
    )
    db.close()
    call_command("migrate", verbosity=0)
    address = EmailAddress.objects.get(email="lama@example.com")
    assert (address.user_id, address.verified, address.primary) == (User.objects.get().pk, True, True)


def test_links_with_a_description_or_picture_show_them_to_preview_fetchers(models: str) -> None:
    call_command("migrate", "routes", "0002", verbosity=0)
    now = "2026-11-01 00:00:00"
    db = Connection(Database(models))
    workspace = Workspace.objects.create(name="Toko", plan="free")
    for number, (description, image) in enumerate((("Panas", ""), ("", "https://toko.example/k.jpg"), ("", "")), 1):
        db.execute(
            "INSERT INTO links_link (id, public_id, workspace_id, domain_id, slug, destination, description, image,"
            " created_at, updated_at) VALUES (?, ?, ?, 1, ?, 'https://toko.example/', ?, ?, ?, ?)",
            (number, uuid.uuid4().hex, workspace.pk, f"n{number}", description, image, now, now),
        )
        db.execute(
            "INSERT INTO routes_route (domain_id, slug, target, workspace_id, destination)"
            " VALUES (1, ?, ?, ?, 'https://toko.example/')",
            (f"n{number}", number, workspace.pk),
        )
    call_command("migrate", verbosity=0)
    published = db.execute("SELECT description, image FROM routes_route ORDER BY target").fetchall()
    assert [tuple(row) for row in published] == [("Panas", ""), ("", "https://toko.example/k.jpg"), ("", "")]
    db.close()


def test_tags_that_differ_by_case_alone_become_one(models: str) -> None:
    call_command("migrate", "links", "0004", verbosity=0)
    workspace = Workspace.objects.create(name="Toko", plan="free")
    domain = Domain.objects.get()
    before = (
        MigrationExecutor(connection).loader.project_state(("links", "0004_listing")).apps.get_model("links", "Link")
    )
    for number in (1, 2):
        of = {"slug": f"n{number}", "destination": "https://toko.example", "created_at": NOW, "updated_at": NOW}
        before.objects.create(pk=number, public_id=uuid.uuid4(), workspace_id=workspace.pk, domain_id=domain.pk, **of)
    db = Connection(Database(models))
    for name in ("École", "école", "Promo"):  # some of PostgreSQL's locales knew better than SQLite
        db.execute(
            "INSERT INTO links_tag (workspace_id, name, colour) VALUES (?, ?, 'slate') ON CONFLICT DO NOTHING",
            (workspace.pk, name),
        )
    db.execute("INSERT INTO links_linktag (link_id, tag_id) SELECT 1, id FROM links_tag WHERE name = 'École'")
    db.execute("INSERT INTO links_linktag (link_id, tag_id) SELECT 1, id FROM links_tag WHERE name = 'école'")
    db.execute("INSERT INTO links_linktag (link_id, tag_id) SELECT 2, max(id) FROM links_tag WHERE name <> 'Promo'")
    db.close()
    call_command("migrate", verbosity=0)
    assert list(Tag.objects.order_by("pk").values_list("name", "folded")) == [("École", "école"), ("Promo", "promo")]
    named = LinkTag.objects.filter(tag__folded="école")
    assert sorted(named.values_list("link_id", flat=True)) == [1, 2]


def test_links_of_before_are_found_by_the_host_they_lead_to(models: str) -> None:
    call_command("migrate", "links", "0007", verbosity=0)
    workspace = Workspace.objects.create(name="Toko", plan="free")
    for number, destination in enumerate(
        ["https://www.toko.example:81/a.b", "https://1.2.3.4", "https://[2001:db8::1]/"]
    ):
        _publish_as_before(number + 1, workspace, destination)
    call_command("migrate", verbosity=0)
    kept = Link.objects.order_by("pk").values_list("host_reversed", flat=True)
    assert list(kept) == ["example.toko.www", "4.3.2.1", "[2001:db8::1]"]


def _publish_as_before(number: int, workspace: Workspace, destination: str) -> None:
    before = MigrationExecutor(connection).loader.project_state(("links", "0007_cards")).apps
    domain_id, slug = Domain.objects.get().pk, f"n{number}"
    of = {"workspace_id": workspace.pk, "domain_id": domain_id, "slug": slug, "destination": destination}
    before.get_model("links", "Link").objects.create(
        pk=number, public_id=uuid.uuid4(), created_at=NOW, updated_at=NOW, **of
    )
    before.get_model("routes", "Route").objects.create(target=number, **of)
