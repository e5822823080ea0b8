"""People: where they belong, how they sign in; shutting somebody out and letting them in again."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy

from kliqs.accounts.disabling import disable_user, disable_workspace, enable_user, sole_workspaces
from kliqs.accounts.models import User
from kliqs.events.models import AuditEntry
from kliqs.web.dashboard.roles import NAMES
from kliqs.web.office.audit import told
from kliqs.web.office.entrance import deed, done, page
from kliqs.web.office.listing import ALL, DISABLED, page_of, searched, status_of
from kliqs.web.office.navigation import show

SHOWN = 10
STATUSES = (ALL, DISABLED, ("staff", gettext_lazy("Staff")))


@page
def users(request: HttpRequest, staff: User) -> HttpResponse:
    asked, status = searched(request), status_of(request, STATUSES)
    wanted = User.objects.order_by("-pk")
    if asked:
        wanted = wanted.filter(Q(email__icontains=asked) | Q(name__icontains=asked))
    if status == "disabled":
        wanted = wanted.filter(is_active=False)
    elif status == "staff":
        wanted = wanted.filter(is_staff=True)
    counted = wanted.annotate(places=Count("memberships"))
    context: dict[str, object] = {"page": page_of(request, counted), "asked": asked}
    return show(request, "users", context | {"status": status, "statuses": STATUSES})


@page
def user(request: HttpRequest, staff: User, user_id: int) -> HttpResponse:
    found = _found(user_id)
    places = found.memberships.select_related("workspace").order_by("pk")
    context: dict[str, object] = {
        "person": found,
        "is_self": found == staff,
        "memberships": [(each, NAMES[each.role]) for each in places],
        "has_password": found.has_usable_password(),
        "second_steps": Authenticator.objects.filter(user=found).exclude(type="recovery_codes").count(),
        "alone": sole_workspaces(found),
        "entries": told(AuditEntry.objects.filter(actor_id=found.pk).order_by("-pk")[:SHOWN]),
    }
    return show(request, "user", context)


@deed
def disable(request: HttpRequest, staff: User, user_id: int) -> HttpResponse:
    """With the workspaces that nobody else belongs to, where that was ticked: all or nothing."""
    found, reason = _found(user_id), request.POST.get("reason", "")

    def act() -> None:
        with transaction.atomic():
            disable_user(user_id, reason, actor=staff)
            for each in sole_workspaces(found) if "workspaces" in request.POST else []:
                disable_workspace(each.pk, reason, actor=staff)

    said = gettext("%(person)s is signed out everywhere and may not come back.") % {"person": found.email}
    return done(request, act, said, "office:user", user_id)


@deed
def enable(request: HttpRequest, staff: User, user_id: int) -> HttpResponse:
    found = _found(user_id)
    said = gettext("%(person)s may sign in again.") % {"person": found.email}
    return done(request, lambda: enable_user(user_id, actor=staff), said, "office:user", user_id)


def _found(user_id: int) -> User:
    found = User.objects.filter(pk=user_id).first()
    if found is None:
        raise Http404
    return found
