"""Files that programs look for at fixed places of a host."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kliqs.settings import load

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


@require_safe
def open_robots(request: HttpRequest) -> HttpResponse:
    """Everything may be looked at. Pages that should not be listed say so themselves (`X-Robots-Tag`)."""
    return HttpResponse("User-agent: *\nDisallow:\n", content_type="text/plain")


@require_safe
def robots_of_site(request: HttpRequest) -> HttpResponse:
    """The same for a site with a sitemap."""
    origin = f"{load().scheme}://{request.get_host()}"
    return HttpResponse(f"User-agent: *\nDisallow:\nSitemap: {origin}/sitemap.xml\n", content_type="text/plain")


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
    origins = (
        settings.short_origin,
        f"{settings.scheme}://{settings.api_host}",
        settings.dash_origin,
        settings.docs_origin,
        settings.home_origin,
    )
    lines = [
        f"Contact: {address}",
        f"Expires: {expires}",
        "Preferred-Languages: en, id",
        *(f"Canonical: {origin}/.well-known/security.txt" for origin in origins),
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def sitemap(origin: str, paths: list[str], languages: list[str]) -> HttpResponse:
    """sitemaps.org, with every page's address in each language. `paths` are below a language's prefix."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<urlset xmlns="{SITEMAP}" xmlns:xhtml="{XHTML}">']
    for path in paths:
        alternates = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{origin}/{code}{path}"/>' for code in languages
        )
        lines += [f"<url><loc>{origin}/{code}{path}</loc>{alternates}</url>" for code in languages]
    return HttpResponse("\n".join([*lines, "</urlset>", ""]), content_type="application/xml")
