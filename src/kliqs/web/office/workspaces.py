"""Workspaces: their plan, what they use, who belongs to them; changing the plan, shutting one and opening it again."""

from datetime import UTC, datetime

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kliqs.accounts.disabling import disable_workspace, enable_workspace
from kliqs.accounts.models import ApiKey, User, Workspace
from kliqs.accounts.notices import usage_of
from kliqs.accounts.plans import plans
from kliqs.accounts.workspaces import change_plan
from kliqs.events.models import AuditEntry
from kliqs.links.models import Report
from kliqs.web.dashboard.roles import NAMES
from kliqs.web.office.audit import told
from kliqs.web.office.entrance import deed, done, page
from kliqs.web.office.links import links_of
from kliqs.web.office.listing import ALL, DISABLED, page_of, searched, status_of
from kliqs.web.office.navigation import show

SHOWN = 10
STATUSES = (ALL, DISABLED)


@page
def workspaces(request: HttpRequest, staff: User) -> HttpResponse:
    asked, status = searched(request), status_of(request, STATUSES)
    wanted = Workspace.objects.order_by("-pk")
    if asked:
        members = User.objects.filter(email__icontains=asked)
        number = Q(pk=int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 16 else Q()
        wanted = wanted.filter(number | Q(name__icontains=asked) | Q(pk__in=members.values("memberships__workspace")))
    if status == "disabled":
        wanted = wanted.filter(disabled_at__isnull=False)
    counted = wanted.annotate(people=Count("members"))
    context: dict[str, object] = {"page": page_of(request, counted), "asked": asked}
    return show(request, "workspaces", context | {"status": status, "statuses": STATUSES})


@page
def workspace(request: HttpRequest, staff: User, workspace_id: int) -> HttpResponse:
    found = _found(workspace_id)
    members = found.members.select_related("user").order_by("pk")
    context: dict[str, object] = {
        "workspace": found,
        "usage": usage_of(found, datetime.now(UTC)),
        "members": [(each, NAMES[each.role]) for each in members],
        "plans": plans().values(),
        "keys": ApiKey.objects.filter(workspace=found, revoked_at=None).order_by("-pk")[:SHOWN],
        "links": links_of(found.pk)[:SHOWN],
        "reports": Report.objects.filter(link__workspace=found, handled_at=None).count(),
        "entries": told(AuditEntry.objects.filter(workspace_id=found.pk).order_by("-pk")[:SHOWN]),
    }
    return show(request, "workspace", context)


@deed
def plan(request: HttpRequest, staff: User, workspace_id: int) -> HttpResponse:
    found, name = _found(workspace_id), request.POST.get("plan", "")
    if name not in plans():
        messages.error(request, gettext("Choose a plan from the list."))
        return redirect("office:workspace", workspace_id)
    said = gettext("The plan is %(plan)s from the next request on.") % {"plan": plans()[name].title}
    return done(request, lambda: change_plan(found, name, actor=staff), said, "office:workspace", workspace_id)


@deed
def disable(request: HttpRequest, staff: User, workspace_id: int) -> HttpResponse:
    _found(workspace_id)
    reason = request.POST.get("reason", "")
    said = gettext("The workspace is disabled; its people read why.")
    return done(
        request,
        lambda: disable_workspace(workspace_id, reason, actor=staff),
        said,
        "office:workspace",
        workspace_id,
    )


@deed
def enable(request: HttpRequest, staff: User, workspace_id: int) -> HttpResponse:
    _found(workspace_id)
    said = gettext("The workspace is what it was.")
    return done(request, lambda: enable_workspace(workspace_id, actor=staff), said, "office:workspace", workspace_id)


def _found(workspace_id: int) -> Workspace:
    found = Workspace.objects.filter(pk=workspace_id).first()
    if found is None:
        raise Http404
    return found
