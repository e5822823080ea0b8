"""The way into every page of the dashboard: signed in, as a member of a workspace, in the person's own time zone."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from kliqs.accounts.membership import acting_member
from kliqs.accounts.models import Member, User

P = ParamSpec("P")
MemberView = Callable[Concatenate[HttpRequest, Member, P], HttpResponse]


def for_members(view: MemberView[P]) -> Callable[..., HttpResponse]:
    """Hand the view the member acting; whoever belongs to no workspace is refused."""

    @wraps(view)
    def with_member(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        assert isinstance(request.user, User)
        member = acting_member(request.user)
        if member is None:
            raise PermissionDenied
        with timezone.override(ZoneInfo(request.user.time_zone)):
            return view(request, member, *args, **kwargs)

    return never_cache(login_required(with_member))
