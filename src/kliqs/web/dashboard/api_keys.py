"""Settings, API keys: the list, making one (shown once), revoking one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from kliqs.accounts.keys import create_key, revoke_key
from kliqs.accounts.membership import may_change
from kliqs.accounts.models import ApiKey, Member
from kliqs.errors import KliqsError
from kliqs.web.dashboard.members import for_changing, for_members

LONGEST_NAME = 80


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def show(request: HttpRequest, member: Member) -> HttpResponse:
    """The keys. A new one comes with the answer to its POST and nowhere else: it is not kept, so not even a redirect
    could carry it."""
    if request.method != "POST":
        return _page(request, member)
    if not may_change(member):
        raise PermissionDenied
    name = request.POST.get("name", "").strip()
    if not name or len(name) > LONGEST_NAME:
        problem = gettext("Give the key a name of 1 to 80 characters, such as the server it is for.")
        return _page(request, member, problem=problem, status=400)
    key, secret = create_key(member.workspace, member.user, name, actor=member.user)
    return _page(request, member, new_key=key, secret=secret)


@require_POST
@for_changing
def revoke(request: HttpRequest, member: Member, key_id: int) -> HttpResponse:
    try:
        key = revoke_key(member.workspace, key_id, actor=member.user)
    except KliqsError as refusal:
        raise Http404 from refusal
    messages.success(
        request, gettext("“%(name)s” is revoked. Requests that use it are refused from now on.") % {"name": key.name}
    )
    return redirect("api_keys")


def _page(request: HttpRequest, member: Member, *, status: int = 200, **context: object) -> HttpResponse:
    keys = ApiKey.objects.filter(workspace=member.workspace).order_by(F("revoked_at").desc(nulls_first=True), "-pk")
    context |= {"member": member, "may_change": may_change(member), "keys": keys, "longest_name": LONGEST_NAME}
    return render(request, "dashboard/api_keys.html", context, status=status)
