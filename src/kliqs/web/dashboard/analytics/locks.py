"""The password of a shared board: asked for once, then remembered by a signed cookie for that board alone."""

import math

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext

from kliqs.clicks.models import SharedBoard
from kliqs.links import attempts
from kliqs.links.passwords import verify

LASTS_S = 12 * 3_600
SALT = "kliqs.web.dashboard.analytics.locks"


def is_unlocked(request: HttpRequest, board: SharedBoard) -> bool:
    """Whether there is no password, or this browser has given the present one."""
    if not board.password_hash:
        return True
    given = request.get_signed_cookie(_cookie(board), default="", salt=SALT, max_age=LASTS_S)
    return constant_time_compare(given or "", _proof(board))


def ask_password(request: HttpRequest, board: SharedBoard) -> HttpResponse:
    """The form, and what becomes of an answer: counted first, then compared, as with links. What was asked of the
    board is kept."""
    if request.method != "POST":
        return _form(request)
    attempt = attempts.begin(f"board/{board.pk}", request.META.get("REMOTE_ADDR", ""))
    if attempt.wait_s > 0:
        response = _form(request, gettext("Too many attempts. Wait a moment, then try again."), 429)
        response["Retry-After"] = str(math.ceil(attempt.wait_s))
        return response
    if not verify(board.password_hash, request.POST.get("password", "")):
        return _form(request, gettext("That is not the password. Check capital letters and try again."), 403)
    attempts.succeed(attempt)
    address = reverse("shared_board", args=[board.token])
    query = request.GET.urlencode()
    response = HttpResponseRedirect(f"{address}?{query}" if query else address)
    response.set_signed_cookie(
        _cookie(board),
        _proof(board),
        salt=SALT,
        max_age=LASTS_S,
        path=address,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _form(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    return render(request, "dashboard/analytics/locked.html", {"problem": problem}, status=status)


def _cookie(board: SharedBoard) -> str:
    return f"kliqs_board_{board.pk}"


def _proof(board: SharedBoard) -> str:
    """Changes with the password, so that a new one asks everybody again."""
    return salted_hmac(SALT, board.password_hash, algorithm="sha256").hexdigest()
