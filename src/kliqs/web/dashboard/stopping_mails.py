"""Stopping the weekly mail from the mail itself, without signing in."""

from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kliqs.accounts.summaries import member_of_token, wish_for_summary


@never_cache
@csrf_exempt  # RFC 8058: a mail program posts it for the reader; the token says whose wish it is
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before stopping: mail scanners follow links, but press no buttons."""
    member, is_stopped = member_of_token(token), request.method == "POST"
    if member is None:
        raise PermissionDenied if is_stopped else Http404
    if is_stopped:
        wish_for_summary(member, datetime.now(UTC), wanted=False)
    return render(request, "dashboard/stop_weekly_mail.html", {"member": member, "is_stopped": is_stopped})
