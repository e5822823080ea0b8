"""The first page after signing in: the plan, the month, the newest links."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kliqs.accounts.membership import may_change
from kliqs.accounts.models import Member
from kliqs.accounts.plans import plan
from kliqs.accounts.usage import month_end, read_usage
from kliqs.clicks.listing import LinkFilter, ListedLink, list_links
from kliqs.database import Connection, Database
from kliqs.settings import load
from kliqs.web.dashboard.members import for_members

NEWEST = 10


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link as the table shows it."""

    link: ListedLink
    is_expired: bool


@require_safe
@for_members
def show(request: HttpRequest, member: Member) -> HttpResponse:
    now = datetime.now(UTC)
    workspace = member.workspace
    with closing(Connection(Database(load().database_url), read_only=True)) as connection:
        usage = read_usage(connection, workspace.pk, plan(workspace.plan), now)
        lines = list(_lines(connection, workspace.pk, now))
    context = {
        "member": member,
        "may_change": may_change(member),
        "usage": usage,
        "resets_at": month_end(now),
        "lines": lines,
    }
    return render(request, "dashboard/overview.html", context)


def _lines(connection: Connection, workspace_id: int, now: datetime) -> Iterator[LinkLine]:
    for link in list_links(connection, workspace_id, LinkFilter(), now, size=NEWEST).links:
        yield LinkLine(link, link.is_expired(now))
