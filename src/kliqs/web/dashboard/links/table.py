"""The table: a page of links, the rest of them below, and the news that there are more."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from kliqs.accounts.membership import may_change
from kliqs.accounts.models import ApiKey, Member
from kliqs.clicks.listing import LinkFilter, Page, count_newer, list_links
from kliqs.database import Connection, Database
from kliqs.errors import KliqsError
from kliqs.links.models import Tag
from kliqs.settings import load
from kliqs.web.dashboard.links.asking import SORT_NAMES, STATUS_NAMES, Asked, read_asked
from kliqs.web.dashboard.members import for_members

ROWS = 50


@require_safe
@for_members
def show(request: HttpRequest, member: Member) -> HttpResponse:
    """The page; for htmx the table alone, or, from a cursor on, its further rows."""
    asked = read_asked(request.GET)
    context = _rows_context(member, asked, ROWS)
    if "HX-Request" not in request.headers:
        template = "index"
        context |= {
            "sorts": SORT_NAMES.items(),
            "statuses": STATUS_NAMES.items(),
            "tags": Tag.objects.filter(workspace=member.workspace).order_by("name"),
            "keys": ApiKey.objects.filter(workspace=member.workspace).order_by("name"),
        }
    else:
        template = "rows" if asked.cursor else "table"
    response = render(request, f"dashboard/links/{template}.html", context)
    if request.headers.get("HX-Trigger") == "filters":
        push_url(response, f"{request.path}?{asked.query}" if asked.query else request.path)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@for_members
def newer(request: HttpRequest, member: Member) -> HttpResponse:
    """Whether links were made since the newest one shown, over the API for example; asked every few seconds."""
    newest = request.GET.get("after", "")
    if not newest.isascii() or not newest.isdigit():
        newest = "0"
    with closing(_reading()) as connection:
        count = count_newer(connection, member.workspace_id, min(int(newest), 2**62))
    return render(request, "dashboard/links/newer.html", {"newer": count, "newest_id": newest})


def _rows_context(member: Member, asked: Asked, size: int) -> dict[str, object]:
    """What the templates of rows need. A cursor that is no good any more starts the list again."""
    now = datetime.now(UTC)
    page = _page(member, asked, size, now)
    return {
        "member": member,
        "may_change": may_change(member),
        "asked": asked,
        "filter": asked.filter,
        "rows": [(link, link.is_expired(now)) for link in page.links],
        "next_cursor": page.next_cursor,
        "newest_id": page.links[0].id if page.links else 0,
        "follows_news": asked.filter == LinkFilter() and not asked.cursor,
    }


def _page(member: Member, asked: Asked, size: int, now: datetime) -> Page:
    with closing(_reading()) as connection:
        try:
            return list_links(connection, member.workspace_id, asked.filter, now, cursor=asked.cursor, size=size)
        except KliqsError:
            asked = replace(asked, cursor="")
            return list_links(connection, member.workspace_id, asked.filter, now, size=size)


def _reading() -> Connection:
    return Connection(Database(load().database_url), read_only=True)
