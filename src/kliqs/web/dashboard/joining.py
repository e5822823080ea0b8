"""The page that an invitation's link leads to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kliqs.accounts.invitations import accept_invitation, find_invitation
from kliqs.accounts.models import User
from kliqs.errors import KliqsError
from kliqs.web.dashboard import roles
from kliqs.web.dashboard.switching import choose_workspace


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is offered. Who is not signed in does that first and comes back; who is someone else is told so."""
    user = request.user if isinstance(request.user, User) else None
    try:
        invitation = find_invitation(token)
        if request.method == "POST" and user is not None:
            member = accept_invitation(token, user)
            choose_workspace(request, member.workspace_id)
            messages.success(request, gettext("Welcome to “%(name)s”.") % {"name": member.workspace.name})
            return redirect("overview")
    except KliqsError as refusal:
        if refusal.code != "WRONG_ADDRESS":
            return render(request, "dashboard/invitation_spent.html", status=410)
    context = {
        "invitation": invitation,
        "role": roles.NAMES[invitation.role],
        "may": roles.MAY[invitation.role],
        "is_other": user is not None and user.email != invitation.email,
    }
    return render(request, "dashboard/invitation.html", context)
