"""Links of all workspaces: found by slug or by the host they lead to; switching one off and on."""

from urllib.parse import urlsplit

from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from kliqs.accounts.models import User
from kliqs.errors import KliqsError
from kliqs.links.destinations import ascii_host
from kliqs.links.disabling import disable_link, enable_link
from kliqs.links.models import BlockedHost, Link
from kliqs.links.reporting import host_of
from kliqs.links.searching import leads_to, link_at
from kliqs.settings import load
from kliqs.web.office.entrance import deed, done, page
from kliqs.web.office.listing import ALL, DISABLED, page_of, searched, status_of
from kliqs.web.office.navigation import show

STATUSES = (ALL, DISABLED)


@page
def links(request: HttpRequest, staff: User) -> HttpResponse:
    asked, status = searched(request), status_of(request, STATUSES)
    wanted = Link.objects.filter(_meant(asked), deleted_at=None).select_related("workspace").order_by("-pk")
    if status == "disabled":
        wanted = wanted.filter(disabled_at__isnull=False)
    context: dict[str, object] = {"page": page_of(request, wanted), "asked": asked}
    return show(request, "links", context | {"status": status, "statuses": STATUSES})


@page
def link(request: HttpRequest, staff: User, link_id: int) -> HttpResponse:
    found = Link.objects.select_related("workspace", "created_by_key", "created_by").filter(pk=link_id).first()
    if found is None:
        raise Http404
    reports = found.reports.select_related("handled_by").order_by(F("handled_at").desc(nulls_first=True), "-pk")
    host = host_of(found)
    context: dict[str, object] = {
        "link": found,
        "host": host,
        "is_host_blocked": BlockedHost.objects.filter(host=host).exists(),
        "reports": reports[:100],
    }
    return show(request, "link", context)


@deed
def disable(request: HttpRequest, staff: User, link_id: int) -> HttpResponse:
    said = gettext("The link is switched off.")
    return done(
        request,
        lambda: disable_link(link_id, request.POST.get("reason", ""), actor=staff),
        said,
        "office:link",
        link_id,
    )


@deed
def enable(request: HttpRequest, staff: User, link_id: int) -> HttpResponse:
    return done(
        request, lambda: enable_link(link_id, actor=staff), gettext("The link leads on again."), "office:link", link_id
    )


def _meant(asked: str) -> Q:
    """What somebody who typed this looks for: one of our short links, or all that lead to a host."""
    if not asked:
        return Q()
    domain = load().domain
    if "." in asked and not asked.removeprefix(f"{load().scheme}://").startswith(f"{domain}/"):
        try:
            return leads_to(ascii_host(urlsplit(asked if "://" in asked else f"//{asked}").hostname or ""))
        except (KliqsError, ValueError):
            return Q(pk__in=[])
    found = link_at(asked.rstrip("/+").partition(f"{domain}/")[2] or asked.strip("/+"))
    return Q(pk=found.pk) if found else Q(pk__in=[])


def links_of(workspace_id: int) -> "QuerySet[Link]":
    return Link.objects.filter(workspace_id=workspace_id, deleted_at=None).order_by("-pk")
