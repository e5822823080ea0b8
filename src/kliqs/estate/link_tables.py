"""Links as tables: the list that the dashboard downloads, and everything that is kept of them, deleted ones too."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects

from kliqs.clicks.listing import ListedLink
from kliqs.clicks.models import LinkDay, LinkTotal
from kliqs.estate.tables import csv_pieces
from kliqs.links.models import Link
from kliqs.settings import Settings

LINKS_AT_ONCE = 500
COLUMNS = (
    "short_url",
    "destination",
    "title",
    "tags",
    "notes",
    "people",
    "previews",
    "bots",
    "unique",
    "created_at",
    "expires_at",
    "made_with_key",
    "made_by",
)


def link_list(pages: Iterable[list[ListedLink]], settings: Settings) -> Iterator[str]:
    """The links of these pages as CSV."""
    return csv_pieces(COLUMNS, (_row(link, settings) for page in pages for link in page))


def all_kept_links(workspace_id: int, settings: Settings) -> Iterator[dict[str, Any]]:
    """Every link of the workspace with all that is kept of it but the password, oldest first."""
    for links in _pages(workspace_id):
        prefetch_related_objects(links, "tags", "created_by", "created_by_key")
        totals = LinkTotal.objects.in_bulk([link.pk for link in links])
        yield from (_object(link, totals.get(link.pk), settings) for link in links)


def link_days(workspace_id: int) -> Iterator[tuple[object, ...]]:
    """Clicks of each link on each UTC day."""
    for links in _pages(workspace_id):
        slugs = {link.pk: link for link in links}
        for day in LinkDay.objects.filter(link_id__in=slugs).order_by("link_id", "day"):
            link = slugs[day.link_id]
            yield link.public_id, link.slug, day.day.isoformat(), day.human, day.preview, day.bot, day.visitors


def _pages(workspace_id: int) -> Iterator[list[Link]]:
    """A page in memory at a time, each a query of its own: a reader who takes an hour holds no transaction open."""
    last = 0
    while True:
        page = list(Link.objects.filter(workspace_id=workspace_id, pk__gt=last).order_by("pk")[:LINKS_AT_ONCE])
        if not page:
            return
        yield page
        last = page[-1].pk


def _row(link: ListedLink, settings: Settings) -> list[object]:
    clicks = link.clicks
    return [
        f"{settings.short_origin}/{link.slug}",
        link.destination,
        link.title,
        ", ".join(link.tags),
        link.notes,
        clicks.human,
        clicks.preview,
        clicks.bot,
        clicks.unique,
        link.created_at.isoformat(),
        _text(link.expires_at),
        link.key or "",
        link.maker or "",
    ]


def _object(link: Link, total: LinkTotal | None, settings: Settings) -> dict[str, Any]:
    return {
        "id": str(link.public_id),
        "short_url": f"{settings.short_origin}/{link.slug}",
        "slug": link.slug,
        "destination": link.destination,
        "title": link.title,
        "description": link.description,
        "image": link.image,
        "notes": link.notes,
        "external_id": link.external_id or None,
        "tags": sorted(tag.name for tag in link.tags.all()),
        "has_password": bool(link.password_hash),
        "expires_at": link.expires_at,
        "archived_at": link.archived_at,
        "disabled_at": link.disabled_at,
        "disabled_reason": link.disabled_reason,
        "deleted_at": link.deleted_at,
        "created_at": link.created_at,
        "updated_at": link.updated_at,
        "made_with_key": link.created_by_key.name if link.created_by_key else None,
        "made_by": link.created_by.email if link.created_by else None,
        "clicks": {
            "people": total.human if total else 0,
            "previews": total.preview if total else 0,
            "bots": total.bot if total else 0,
            "unique": total.visitors if total else 0,
        },
    }


def _text(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat()
