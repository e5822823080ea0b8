"""The way into every page of the dashboard: signed in, as a member of a workspace, in the person's own time zone."""

from collections.abc import Callable
from functools import update_wrapper, wraps
from typing import Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from kliqs.accounts.membership import acting_member, may_change, shut_out
from kliqs.accounts.models import Member, User

P = ParamSpec("P")
CHOSEN = "workspace"  # what the session calls the workspace that the person chose
MemberView = Callable[Concatenate[HttpRequest, Member, P], HttpResponseBase]


def for_members(view: MemberView[P]) -> Callable[..., HttpResponseBase]:
    """Hand the view the member acting. Whoever belongs to no workspace is led to making one; who chose one that is
    disabled, or has no other, reads why."""

    @wraps(view)
    def with_member(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        assert isinstance(request.user, User)
        chosen = request.session.get(CHOSEN)
        member = acting_member(request.user, chosen)
        if member is None or member.workspace_id != chosen:
            shut = shut_out(request.user, chosen)
            if shut is not None:
                return show_disabled(request, shut)
        if member is None:
            return redirect("new_workspace")
        with timezone.override(ZoneInfo(request.user.time_zone)):
            return view(request, member, *args, **kwargs)

    return never_cache(login_required(with_member))


def for_changing(view: MemberView[P]) -> Callable[..., HttpResponseBase]:
    """As `for_members`, for those alone whose role may change something; viewers are refused."""

    def allowed(request: HttpRequest, member: Member, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not may_change(member):
            raise PermissionDenied
        return view(request, member, *args, **kwargs)

    update_wrapper(allowed, view)
    return for_members(allowed)


def show_disabled(request: HttpRequest, member: Member) -> HttpResponse:
    """Why the member's workspace is shut, and the ways on to their others. A part of a page that asks gets it whole."""
    response = render(request, "dashboard/disabled.html", {"workspace": member.workspace}, status=403)
    response["HX-Refresh"] = "true"
    return response
