"""The QR code of a link."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from kliqs.accounts.models import Member
from kliqs.links.changing import find_link
from kliqs.links.models import Link
from kliqs.web.dashboard import qr_codes
from kliqs.web.dashboard.members import for_members


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def show(request: HttpRequest, member: Member, public_id: uuid.UUID) -> HttpResponse:
    slug = _find(member, public_id).slug
    addresses = [reverse(name, args=[public_id]) for name in ("link_qr", "link_qr_preview")]
    return qr_codes.answer(request, slug, *addresses)


@require_POST
@for_members
def preview(request: HttpRequest, member: Member, public_id: uuid.UUID) -> HttpResponse:
    return qr_codes.preview(request, _find(member, public_id).slug)


def _find(member: Member, public_id: uuid.UUID) -> Link:
    return find_link(member.workspace_id, public_id)
