"""The back office's first page: what waits, and how much there is."""

from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse

from kliqs.accounts.models import User, Workspace
from kliqs.links.models import BlockedHost
from kliqs.links.reporting import waiting_links
from kliqs.web.office.entrance import page
from kliqs.web.office.navigation import show

NEWEST = 5


@page
def overview(request: HttpRequest, staff: User) -> HttpResponse:
    disabled = Q(disabled_at__isnull=False)
    workspaces = Workspace.objects.aggregate(
        count=Count("pk"), disabled=Count("pk", filter=disabled), links=Sum("link_count", default=0)
    )
    users = User.objects.aggregate(count=Count("pk"), disabled=Count("pk", filter=Q(is_active=False)))
    context: dict[str, object] = {
        "workspaces": workspaces,
        "users": users,
        "hosts": BlockedHost.objects.count(),
        "reported": waiting_links()[:NEWEST],
    }
    return show(request, "overview", context)
