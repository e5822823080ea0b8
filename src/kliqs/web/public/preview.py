"""`/<slug>+`: where a link leads, before going there. Looking is not a click."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kliqs.routes.models import Route
from kliqs.settings import load
from kliqs.web.public.lookup import DeadEnd, look_up, path_of, private


@dataclass(frozen=True, slots=True)
class Destination:
    """A destination in three parts, so that the host can stand out: nothing else says whose site it is."""

    before: str
    host: str
    after: str

    @property
    def is_encrypted(self) -> bool:
        return self.before == "https://"


def split_destination(url: str) -> Destination:
    """Cut an absolute URL around its host. Destinations carry no credentials, so the host is all of the authority."""
    parts = urlsplit(url)
    before = f"{parts.scheme}://"
    return Destination(before, parts.netloc, url[len(before) + len(parts.netloc) :])


@require_safe
def show(request: HttpRequest, slug: str, folder: str = "") -> HttpResponse:
    route = look_up(slug, folder)
    return route.answer(request) if isinstance(route, DeadEnd) else show_route(request, route)


def show_route(request: HttpRequest, route: Route) -> HttpResponse:
    """The preview of a Route. Behind a password neither destination nor title are shown. A page leads nowhere else:
    looking at it is all there is."""
    if route.kind == Route.Kind.PAGE:
        return private(HttpResponseRedirect(f"/{route.slug}"))
    is_open = not route.password_hash
    context = {
        "slug": route.slug,
        "path": path_of(route),
        "short_link": f"{load().domain}{path_of(route)}",
        "title": route.title if is_open else "",
        "destination": split_destination(route.destination) if is_open else None,
    }
    return private(render(request, "public/preview.html", context))
