"""The way into the back office: staff only, for everybody else it is not there; a deed asks who it is once more."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kliqs.accounts.models import User
from kliqs.errors import KliqsError
from kliqs.web.dashboard.refusals import words

P = ParamSpec("P")
StaffView = Callable[Concatenate[HttpRequest, User, P], HttpResponse]
View = Callable[..., HttpResponse]


def page(view: StaffView[P]) -> View:
    """A page to look at. Strangers sign in where everybody does; who is not staff finds nothing."""
    return require_safe(never_cache(login_required(_for_staff(view))))


def deed(view: StaffView[P]) -> View:
    """A POST that does something: whoever has not shown their password or second step lately does so first, and then
    it is done as it was sent."""
    confirmed: View = reauthentication_required(_for_staff(view))
    return require_POST(never_cache(login_required(_staff_first(confirmed))))


def done(request: HttpRequest, act: Callable[[], object], said: str, *to: Any) -> HttpResponse:
    """Do it, say so or why not, and go to a page of the back office."""
    try:
        act()
    except KliqsError as refusal:
        messages.error(request, words(refusal))
    else:
        messages.success(request, said)
    return redirect(*to)


def _for_staff(view: StaffView[P]) -> View:
    @wraps(view)
    def with_person(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = request.user
        if not isinstance(person, User) or not person.is_staff:
            raise Http404
        with timezone.override(ZoneInfo(person.time_zone)):
            return view(request, person, *args, **kwargs)

    return with_person


def _staff_first(view: View) -> View:
    """Nobody else is even asked for their password."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not getattr(request.user, "is_staff", False):
            raise Http404
        return view(request, *args, **kwargs)

    return checked
