"""`/<slug>` of a link with a password: the form, and the cookie that lets the redirect lane go on.

After the right password the visitor is sent to the same address again, where the lane redirects and counts.
"""

import math
import time

from csp.decorators import csp_update
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from kliqs.links import attempts
from kliqs.links.passwords import verify
from kliqs.routes.models import Route
from kliqs.routes.unlocking import LASTS_S, cookie_name, grant
from kliqs.settings import load
from kliqs.web.public.lookup import DeadEnd, look_up, path_of, private
from kliqs.web.public.preview import show_route


# Browsers hold `form-action` against every redirect that follows a form, so the destination has to be allowed.
@csp_update({"form-action": ["https:", "http:"]})  # type: ignore[arg-type]  # its type knows no URL parameters
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str, folder: str = "") -> HttpResponse:
    route = look_up(slug, folder)
    if isinstance(route, DeadEnd):
        return route.answer(request)
    if request.method == "POST":
        return _try(request, route)
    if not route.password_hash:  # the password was removed since the lane looked
        return show_route(request, route)
    return _form(request, route)


def _try(request: HttpRequest, route: Route) -> HttpResponse:
    """Count the attempt, then compare: a guesser gains nothing by sending many at once."""
    if not route.password_hash:
        return _onward(request, route)
    attempt = attempts.begin(f"route/{route.pk}", request.META.get("REMOTE_ADDR", ""))
    if attempt.wait_s > 0:
        return _wait(request, route, attempt.wait_s)
    if not verify(route.password_hash, request.POST.get("password", "")):
        return _form(request, route, gettext("That is not the password. Check capital letters and try again."))
    attempts.succeed(attempt)
    return _unlocked(request, route)


def _form(request: HttpRequest, route: Route, problem: str = "") -> HttpResponse:
    context = {"slug": route.slug, "problem": problem}
    return private(render(request, "public/password.html", context, status=403 if problem else 200))


def _wait(request: HttpRequest, route: Route, wait_s: float) -> HttpResponse:
    seconds = math.ceil(wait_s)
    context = {"slug": route.slug, "wait": spoken(seconds)}
    response = private(render(request, "public/too_many_attempts.html", context, status=429))
    response["Retry-After"] = str(seconds)
    return response


def spoken(seconds: int) -> str:
    """A waiting time in words: seconds below two minutes, else minutes, rounded up."""
    if seconds < 120:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    minutes = math.ceil(seconds / 60)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def _unlocked(request: HttpRequest, route: Route) -> HttpResponse:
    token = grant(load().secret_key, route.pk, route.password_hash, int(time.time()) + LASTS_S)
    response = _onward(request, route)
    response.set_cookie(
        cookie_name(route.pk),
        token,
        max_age=LASTS_S,
        path=path_of(route),
        secure=django_settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _onward(request: HttpRequest, route: Route) -> HttpResponse:
    """To the link itself, with the visitor's query."""
    path, query = path_of(route), request.META.get("QUERY_STRING", "")
    response = HttpResponseRedirect(f"{path}?{query}" if query else path)
    response.status_code = 303
    return private(response)
