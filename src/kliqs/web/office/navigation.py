"""The places of the back office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from kliqs.links.reporting import waiting_links
from kliqs.web.dashboard.navigation import Place

PLACES = (
    Place("office:overview", gettext_lazy("Overview"), "home"),
    Place("office:reports", gettext_lazy("Reports"), "flag"),
    Place("office:links", gettext_lazy("Links"), "link"),
    Place("office:workspaces", gettext_lazy("Workspaces"), "case"),
    Place("office:users", gettext_lazy("People"), "person"),
    Place("office:hosts", gettext_lazy("Blocked hosts"), "block"),
    Place("office:audit", gettext_lazy("Audit log"), "clock"),
)


def show(request: HttpRequest, template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    """A page of the back office, with its places."""
    here = [each.url for each in PLACES if request.path == each.url or request.path.startswith(f"{each.url}/")]
    context |= {"places": PLACES, "place": max(here, key=len, default=""), "waiting": waiting_links().count()}
    return render(request, f"office/{template}.html", context, status=status)
