"""The page that an address names, and what every screen of its editor shows of it."""

import uuid
from typing import Any

from django.http import HttpRequest

from kliqs.accounts.membership import may_change
from kliqs.accounts.models import Member
from kliqs.bio.changing import find_page
from kliqs.bio.document import from_json
from kliqs.bio.models import Page


def the_page(member: Member, page_id: uuid.UUID) -> Page:
    """Raises KliqsError PAGE_NOT_FOUND."""
    return find_page(member.workspace_id, page_id)


def frame(member: Member, page: Page, tab: str) -> dict[str, Any]:
    """Context of `dashboard/pages/frame.html`."""
    return {
        "member": member,
        "may_change": may_change(member),
        "page": page,
        "document": from_json(page.draft),
        "tab": tab,
        **state_of(page),
    }


def state_of(page: Page) -> dict[str, Any]:
    """Context of `dashboard/pages/state.html`: what visitors have, and whether the draft is something else by now."""
    return {"page": page, "has_changes": page.published is not None and page.published.document != page.draft}


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks, and gets a part of the page."""
    return "HX-Request" in request.headers
