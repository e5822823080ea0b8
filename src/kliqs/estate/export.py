"""Everything of a workspace as files in one zip, made while it is sent: no more than a few hundred rows are in memory.

The files are not of one moment: what changes during the download may be in one and not in another. A snapshot of the
database would have to be held open for as long as the slowest reader takes.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import chain

import msgspec
import structlog
from django.core.files.storage import default_storage
from django.db import connection

from kliqs.accounts.keys import keys_of, shown
from kliqs.accounts.models import DailyUsage, Invitation, Member, MonthlyUsage, Workspace
from kliqs.bio.models import Page
from kliqs.clicks.listing import LinkFilter, all_links
from kliqs.clicks.models import SavedView, SharedBoard
from kliqs.database import Connection, Database
from kliqs.estate.link_tables import all_kept_links, link_days, link_list
from kliqs.estate.raw_clicks import COLUMNS as CLICK_COLUMNS
from kliqs.estate.raw_clicks import raw_clicks
from kliqs.estate.tables import csv_pieces, json_pieces
from kliqs.estate.zipping import zipped
from kliqs.events.audit import Actor, record_audit
from kliqs.events.models import AuditEntry
from kliqs.links.models import Tag
from kliqs.pictures.models import Picture
from kliqs.settings import Settings

README = "README.txt"

log = structlog.get_logger("estate")


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file of the zip: its name, and what makes it, piece by piece."""

    name: str
    pieces: Callable[[], Iterator[str] | Iterator[bytes]]


def export_workspace(workspace: Workspace, readme: str, settings: Settings, *, actor: Actor) -> Iterator[bytes]:
    """The zip in pieces. The audit log knows of it before the first one leaves."""
    record_audit("workspace.exported", actor, workspace_id=workspace.pk, subject=workspace.name)
    folder = f"kliqs-{datetime.now(UTC):%Y-%m-%d}"
    files = chain(
        [ExportedFile(README, lambda: iter([readme]))], exported_files(workspace, settings), _pictures(workspace)
    )
    return _without_a_connection(zipped((f"{folder}/{file.name}", file.pieces()) for file in files))


def _without_a_connection(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Give Django's connection back while the reader takes each piece: a few slow ones would otherwise have the whole
    pool."""
    for piece in pieces:
        connection.close()
        yield piece


def exported_files(workspace: Workspace, settings: Settings) -> list[ExportedFile]:
    """What every export holds, in order, besides pictures. Raises when the clicks can't be had."""
    pk = workspace.pk
    clicks = raw_clicks(pk, settings)
    return [
        ExportedFile("workspace.json", lambda: json_pieces([_workspace(workspace)])),
        ExportedFile("members.csv", lambda: csv_pieces(("email", "name", "role"), _members(pk))),
        ExportedFile("invitations.csv", lambda: csv_pieces(("email", "role", "invited_by", "until"), _invitations(pk))),
        ExportedFile("api-keys.csv", lambda: csv_pieces(KEY_COLUMNS, _keys(pk))),
        ExportedFile("links.csv", lambda: _link_list(pk, settings)),
        ExportedFile("links.jsonl", lambda: json_pieces(all_kept_links(pk, settings))),
        ExportedFile("pages.jsonl", lambda: json_pieces(_pages(pk))),
        ExportedFile("tags.csv", lambda: csv_pieces(("name",), _tags(pk))),
        ExportedFile("views.csv", lambda: csv_pieces(("name", "query", "created_at"), _views(pk))),
        ExportedFile("shared-boards.csv", lambda: csv_pieces(BOARD_COLUMNS, _boards(pk))),
        ExportedFile("usage-by-month.csv", lambda: csv_pieces(("month", "requests"), _months(pk))),
        ExportedFile("usage-by-day.csv", lambda: csv_pieces(("day", "requests"), _days(pk))),
        ExportedFile("activity.jsonl", lambda: json_pieces(_activity(pk))),
        ExportedFile("clicks-by-day.csv", lambda: csv_pieces(DAY_COLUMNS, link_days(pk))),
        ExportedFile("clicks.csv", lambda: csv_pieces(CLICK_COLUMNS, clicks)),
    ]


KEY_COLUMNS = ("name", "key", "scopes", "made_by", "created_at", "last_used_at", "expires_at", "revoked_at")
BOARD_COLUMNS = ("link", "tag", "has_password", "created_at")
DAY_COLUMNS = ("link_id", "slug", "day", "people", "previews", "bots", "unique")
ENTRIES_AT_ONCE = 1_000


def _pictures(workspace: Workspace) -> Iterator[ExportedFile]:
    names = Picture.objects.filter(workspace=workspace).order_by("pk").values_list("name", flat=True)
    for name in list(names):
        if not default_storage.exists(name):
            log.error("export.picture_missing", workspace=workspace.pk, picture=name)  # the rest can still be had
            continue
        yield ExportedFile(f"pictures/{name}", partial(_picture, name))


def _picture(name: str) -> Iterator[bytes]:
    with default_storage.open(name) as file:
        yield from file.chunks()


def _workspace(workspace: Workspace) -> dict[str, object]:
    return {"id": workspace.pk, "name": workspace.name, "plan": workspace.plan, "created_at": workspace.created_at}


def _members(workspace_id: int) -> Iterator[tuple[object, ...]]:
    for member in Member.objects.filter(workspace_id=workspace_id).select_related("user").order_by("pk"):
        yield member.user.email, member.user.name, member.role


def _invitations(workspace_id: int) -> Iterator[tuple[object, ...]]:
    for each in Invitation.objects.filter(workspace_id=workspace_id).select_related("invited_by").order_by("pk"):
        yield each.email, each.role, each.invited_by.email if each.invited_by else "", each.expires_at.isoformat()


def _keys(workspace_id: int) -> Iterator[tuple[object, ...]]:
    for key in keys_of(workspace_id):
        times = (key.created_at, key.last_used_at, key.expires_at, key.revoked_at)
        made_by = key.created_by.email if key.created_by else ""
        yield key.name, shown(key), key.scopes, made_by, *("" if time is None else time.isoformat() for time in times)


def _link_list(workspace_id: int, settings: Settings) -> Iterator[str]:
    with closing(Connection(Database(settings.database_url), read_only=True)) as db:
        yield from link_list(all_links(db, workspace_id, LinkFilter(status="all")), settings)


def _tags(workspace_id: int) -> Iterator[tuple[object, ...]]:
    for name in Tag.objects.filter(workspace_id=workspace_id).order_by("folded").values_list("name", flat=True):
        yield (name,)


def _pages(workspace_id: int) -> Iterator[dict[str, object]]:
    for page in Page.objects.filter(workspace_id=workspace_id).select_related("published").order_by("pk"):
        yield {
            "id": str(page.public_id),
            "slug": page.slug,
            "draft": msgspec.Raw(page.draft.encode()),
            "published": msgspec.Raw(page.published.document.encode()) if page.published else None,
            "has_password": bool(page.password_hash),
            "created_at": page.created_at,
            "updated_at": page.updated_at,
            "deleted_at": page.deleted_at,
            "disabled_at": page.disabled_at,
            "disabled_reason": page.disabled_reason,
        }


def _views(workspace_id: int) -> Iterator[tuple[object, ...]]:
    for view in SavedView.objects.filter(workspace_id=workspace_id).order_by("name"):
        yield view.name, view.query, view.created_at.isoformat()


def _boards(workspace_id: int) -> Iterator[tuple[object, ...]]:
    """Without their addresses, which are secrets of whoever they were sent to."""
    for board in SharedBoard.objects.filter(workspace_id=workspace_id).select_related("link", "tag").order_by("pk"):
        link, tag = board.link.slug if board.link else "", board.tag.name if board.tag else ""
        yield link, tag, bool(board.password_hash), board.created_at.isoformat()


def _months(workspace_id: int) -> Iterator[tuple[object, ...]]:
    yield from MonthlyUsage.objects.filter(workspace_id=workspace_id).order_by("month").values_list("month", "requests")


def _days(workspace_id: int) -> Iterator[tuple[object, ...]]:
    for day, requests in (
        DailyUsage.objects.filter(workspace_id=workspace_id).order_by("day").values_list("day", "requests")
    ):
        yield day.isoformat(), requests


def _activity(workspace_id: int) -> Iterator[dict[str, object]]:
    last = 0
    while True:
        entries = AuditEntry.objects.filter(workspace_id=workspace_id, pk__gt=last).order_by("pk")
        page = list(entries.values("id", "at", "actor", "action", "subject", "details")[:ENTRIES_AT_ONCE])
        if not page:
            return
        yield from (dict(entry) for entry in page)
        last = page[-1]["id"]
