"""The draft as visitors would have it, for the frames of the editor.

It is somebody's own page on the dashboard's host, so it comes in a sandbox: it has no origin, no cookies and no forms,
and of scripts runs only its own, by their hashes.
"""

import uuid
from datetime import UTC, datetime

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from kliqs.accounts.models import Member
from kliqs.bio.document import check_document, from_json
from kliqs.bio.rendering import Rendered, render_gate, render_page
from kliqs.bio.themes import THEMES
from kliqs.settings import load
from kliqs.web.dashboard.members import for_members
from kliqs.web.dashboard.pages.finding import the_page

THUMBNAIL_BLOCKS = 6
SAMPLE_LABELS = (gettext_lazy("Our menu"), gettext_lazy("Order on WhatsApp"), gettext_lazy("How to find us"))


@require_safe
@for_members
@xframe_options_sameorigin
def sample(request: HttpRequest, member: Member) -> HttpResponse:
    """What a page looks like in a `theme`, before there is one: with buttons that lead nowhere."""
    theme = request.GET.get("theme", "")
    buttons = [{"type": "link", "label": str(label), "url": "https://example.com/"} for label in SAMPLE_LABELS]
    look = {"theme": theme if theme in THEMES else None}
    values = {"profile": {"name": "Kliqs"}, "look": look, "blocks": buttons}
    document = check_document(values, load(), datetime.now(UTC))
    return _framed(render_page(document, "kliqs", load(), datetime.now(UTC), is_preview=True))


@require_safe
@for_members
@xframe_options_sameorigin
def show(request: HttpRequest, member: Member, page_id: uuid.UUID) -> HttpResponse:
    """The draft; with `version` what was published once, with `theme` the draft's beginning in another theme, with
    `gate` what stands before it."""
    page = the_page(member, page_id)
    document = from_json(page.draft)
    if version := request.GET.get("version", ""):
        kept = page.versions.filter(number=version).first() if version.isascii() and version.isdigit() else None
        if kept is None:
            raise Http404
        document = from_json(kept.document)
    if (theme := request.GET.get("theme", "")) in THEMES:
        look = msgspec.structs.replace(document.look, theme=theme)
        document = msgspec.structs.replace(document, look=look, blocks=document.blocks[:THUMBNAIL_BLOCKS])
    if request.GET.get("gate") and document.options.gate:
        rendered = render_gate(document, page.slug, load())
    else:
        rendered = render_page(document, page.slug, load(), datetime.now(UTC), is_preview=True)
    return _framed(rendered)


def _framed(rendered: Rendered) -> HttpResponse:
    response = HttpResponse(rendered.html)
    response["Content-Security-Policy"] = f"{rendered.policy}; frame-ancestors 'self'; sandbox allow-scripts"
    return response
