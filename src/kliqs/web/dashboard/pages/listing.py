"""The list of pages, with what the last thirty days brought to each."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kliqs.accounts.membership import may_change
from kliqs.accounts.models import Member
from kliqs.accounts.plans import UNLIMITED, plan
from kliqs.bio.changing import pages_of
from kliqs.bio.counting import PageSum, page_sums
from kliqs.bio.document import from_json
from kliqs.bio.models import Page
from kliqs.web.dashboard.members import for_members

DAYS = 30


@dataclass(frozen=True, slots=True)
class Row:
    """A page in the list."""

    page: Page
    name: str
    picture: str
    sums: PageSum

    @property
    def has_changes(self) -> bool:
        return self.page.published is not None and self.page.published.document != self.page.draft


@require_safe
@for_members
def show(request: HttpRequest, member: Member) -> HttpResponse:
    pages = list(pages_of(member.workspace_id))
    sums = page_sums(member.workspace_id, pages, datetime.now(UTC).date() - timedelta(days=DAYS - 1))
    most = plan(member.workspace.plan).pages
    context = {
        "member": member,
        "may_change": may_change(member),
        "rows": [_row(page, sums[page.pk]) for page in pages],
        "count": len(pages),
        "most": None if most == UNLIMITED else most,
        "deleted": _deleted(request, member),
        "is_full": most != UNLIMITED and len(pages) >= most,
    }
    return render(request, "dashboard/pages/index.html", context)


def _deleted(request: HttpRequest, member: Member) -> Page | None:
    """The page that has just been deleted, to be taken back."""
    try:
        public_id = uuid.UUID(request.GET.get("deleted", ""))
    except ValueError:
        return None
    return Page.objects.filter(workspace=member.workspace, public_id=public_id).exclude(deleted_at=None).first()


def _row(page: Page, sums: PageSum) -> Row:
    profile = from_json(page.draft).profile
    return Row(page, profile.name, profile.picture, sums)
