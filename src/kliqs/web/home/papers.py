"""Pages to be read: privacy and terms."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from kliqs.links.trying import can_try
from kliqs.settings import load
from kliqs.web.languages import render_in, spoken

PAGES = ("privacy", "terms")


@gzip_page
@require_safe
def show(request: HttpRequest, name: str, language: str | None = None) -> HttpResponse:
    settings = load()
    context = {"path": f"/{name}", "origin": settings.home_origin, "can_try": can_try(settings), "contact": contact()}
    response = render_in(spoken(request, language), request, f"home/{name}.html", context)
    if language is None:
        response["Vary"] = "Accept-Language"
    return response


def contact() -> dict[str, str]:
    """Where whoever runs this install can be reached: what to follow, and what to read."""
    address = load().security_contact
    is_mail = "@" in address and ":" not in address
    return {"href": f"mailto:{address}" if is_mail else address, "text": address.removeprefix("mailto:")}
