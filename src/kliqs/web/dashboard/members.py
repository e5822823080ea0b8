"""The way into every page of the dashboard: signed in, as a member of a workspace, in the person's own time zone."""

from collections.abc import Callable
from functools import update_wrapper, wraps
from typing import Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from kliqs.accounts.membership import acting_member, may_change
from kliqs.accounts.models import Member, User

P = ParamSpec("P")
CHOSEN = "workspace"  # what the session calls the workspace that the person chose
MemberView = Callable[Concatenate[HttpRequest, Member, P], HttpResponseBase]


def for_members(view: MemberView[P]) -> Callable[..., HttpResponseBase]:
    """Hand the view the member acting. Whoever belongs to no workspace is led to making one; to none but disabled
    ones, is refused."""

    @wraps(view)
    def with_member(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        assert isinstance(request.user, User)
        member = acting_member(request.user, request.session.get(CHOSEN))
        if member is None:
            if Member.objects.filter(user=request.user).exists():
                raise PermissionDenied
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
