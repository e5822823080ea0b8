"""Signing in by login link, and signing out."""

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kliqs.accounts.login_links import LoginLinkSpent, check, redeem


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """How to get in."""
    if request.user.is_authenticated:
        return redirect("overview")
    return render(request, "dashboard/sign_in.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before signing in: mail scanners follow links, but press no buttons."""
    try:
        if request.method != "POST":
            return render(request, "dashboard/login_link.html", {"person": check(token)})
        user = redeem(token)
    except LoginLinkSpent:
        return render(request, "dashboard/login_link_spent.html", status=410)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("overview")


@require_POST
def leave(request: HttpRequest) -> HttpResponseRedirect:
    logout(request)
    return redirect("account_login")
