"""Files that programs look for at fixed places of a host."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kliqs.settings import load


@require_safe
def open_robots(request: HttpRequest) -> HttpResponse:
    """Everything may be looked at. Pages that should not be listed say so themselves (`X-Robots-Tag`)."""
    return HttpResponse("User-agent: *\nDisallow:\n", content_type="text/plain")


@require_safe
def closed_robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116. `Expires` is always half a year away: the running server vouches for the address."""
    settings = load()
    contact = settings.security_contact
    address = contact if ":" in contact else f"mailto:{contact}"
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: {address}",
        f"Expires: {expires}",
        "Preferred-Languages: en, id",
        f"Canonical: {settings.short_origin}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
