"""In the side panel: how apps will show a link, and the picture that goes with it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from kliqs.accounts.models import Member
from kliqs.errors import KliqsError
from kliqs.links.destinations import check_destination
from kliqs.links.fields import MAX_DESCRIPTION, MAX_TITLE
from kliqs.pictures.keeping import CARD, keep_picture
from kliqs.pictures.names import is_own
from kliqs.routes.cards import card_of, shown
from kliqs.settings import load
from kliqs.web.dashboard.members import for_changing
from kliqs.web.dashboard.refusals import words


@require_POST
@for_changing
def show(request: HttpRequest, member: Member) -> HttpResponse:
    """The cards of a link as its form stands, asked again while somebody types."""
    is_locked = bool(request.POST.get("password")) or (
        request.POST.get("locked") == "yes" and not request.POST.get("remove_password")
    )
    return render(request, "dashboard/links/cards.html", cards_of(request.POST, is_locked=is_locked))


@require_POST
@for_changing
def picture(request: HttpRequest, member: Member) -> HttpResponse:
    """Take an upload, or (without one) the picture away: the part of the form that shows it."""
    upload, image, problem = request.FILES.get("picture"), "", ""
    if upload is not None:
        try:
            image = keep_picture(member.workspace_id, upload, CARD)
        except KliqsError as refusal:
            problem = words(refusal)
    context = {"image": image, "is_own_picture": bool(image), "picture_problem": problem}
    response = render(request, "dashboard/links/picture.html", context, status=422 if problem else 200)
    return trigger_client_event(response, "picture-changed", after="settle")


def cards_of(values: Mapping[str, Any], *, is_locked: bool) -> dict[str, Any]:
    """What the templates of cards need, from a form's values, finished or not.

    What fetchers get is made by the same function from the same fields.
    """
    settings = load()
    title, description, image = (str(values.get(name) or "") for name in ("title", "description", "image"))
    card = card_of(title[:MAX_TITLE], description[:MAX_DESCRIPTION], image.strip())
    slug = str(values.get("slug") or "").strip()
    try:
        destination = check_destination(str(values.get("url") or "").strip(), settings)
    except KliqsError:
        destination = ""  # not typed to its end yet
    return {
        "is_locked": is_locked,
        "card": shown(card, f"{settings.domain}/{slug or '…'}", destination, settings.short_origin) if card else None,
        "picture": image if is_own(image) else "",
    }
