"""The Route behind a slug, for the pages of the short host, and the pages of slugs that lead nowhere."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kliqs.routes.models import Route
from kliqs.routes.resolving import DEFAULT_DOMAIN
from kliqs.routes.sandboxes import domain_at, folder_of


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """Why a slug leads nowhere just now: the page that says so, and its status."""

    page: str
    status: int

    def answer(self, request: HttpRequest) -> HttpResponse:
        return private(render(request, f"public/{self.page}.html", status=self.status))


def look_up(slug: str, folder: str = "") -> Route | DeadEnd:
    """What a slug, in whatever case, leads to; below a folder of `routes.sandboxes` where one is named."""
    domain_id = domain_at(folder) if folder else DEFAULT_DOMAIN
    route = Route.objects.select_related("workspace").filter(domain_id=domain_id, slug=slug.lower()).first()
    if route is None:
        return DeadEnd("not_found", 404)
    if route.disabled or route.workspace.disabled_at is not None:
        return DeadEnd("disabled", 410)
    if route.expires_at is not None and route.expires_at <= timezone.now().timestamp() * 1_000:
        return DeadEnd("expired", 410)
    return route


def path_of(route: Route) -> str:
    """Where on the short host the link is."""
    return f"{folder_of(route.domain_id)}/{route.slug}"


def private(response: HttpResponse) -> HttpResponse:
    """Not to be kept by anyone, nor listed by search engines: a link can change at any moment."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
