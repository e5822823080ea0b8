"""Handing the page on: its address to copy, to send, to print."""

import uuid
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kliqs.accounts.models import Member
from kliqs.bio.document import from_json
from kliqs.bio.rendering import title_of
from kliqs.settings import load
from kliqs.web.dashboard import qr_codes
from kliqs.web.dashboard.members import for_members
from kliqs.web.dashboard.pages.finding import the_page


@require_safe
@for_members
def show(request: HttpRequest, member: Member, page_id: uuid.UUID) -> HttpResponse:
    return render(request, "dashboard/pages/share.html", _context(member, page_id))


def panel(request: HttpRequest, member: Member, page_id: uuid.UUID) -> str:
    """The same as a part of another answer, out of band: for a page that has just gone live."""
    context = _context(member, page_id) | {"is_new": True}
    html = render_to_string("dashboard/pages/share.html", context, request)
    return f'<div id="panel-content" hx-swap-oob="innerHTML">{html}</div>'


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def qr(request: HttpRequest, member: Member, page_id: uuid.UUID) -> HttpResponse:
    addresses = [reverse(name, args=[page_id]) for name in ("page_qr", "page_qr_preview")]
    return qr_codes.answer(request, the_page(member, page_id).slug, *addresses)


@require_POST
@for_members
def qr_preview(request: HttpRequest, member: Member, page_id: uuid.UUID) -> HttpResponse:
    return qr_codes.preview(request, the_page(member, page_id).slug)


def _context(member: Member, page_id: uuid.UUID) -> dict[str, object]:
    page = the_page(member, page_id)
    address = f"{load().short_origin}/{page.slug}"
    title = title_of(from_json(page.draft))
    return {
        "member": member,
        "page": page,
        "address": address,
        "whatsapp": f"https://wa.me/?text={quote(f'{title} {address}')}",
    }
