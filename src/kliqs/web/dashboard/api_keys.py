"""Settings, API keys: the list, making one (shown once), rotating one, revoking one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kliqs.accounts.keys import LIVES, OVERLAPS, create_key, find_key, keys_of, revoke_key, rotate_key
from kliqs.accounts.membership import may_change
from kliqs.accounts.models import LONGEST_KEY_NAME, Member
from kliqs.errors import KliqsError
from kliqs.web.dashboard.members import for_changing, for_members
from kliqs.web.dashboard.samples import samples
from kliqs.web.dashboard.sandbox_links import newest_test_links

LIFE_NAMES = (
    ("never", gettext_lazy("Never")),
    ("30d", gettext_lazy("30 days")),
    ("90d", gettext_lazy("90 days")),
    ("1y", gettext_lazy("1 year")),
)
OVERLAP_NAMES = (
    ("1d", gettext_lazy("1 day")),
    ("1h", gettext_lazy("1 hour")),
    ("7d", gettext_lazy("7 days")),
    ("now", gettext_lazy("It ends now")),
)


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
    if not name or len(name) > LONGEST_KEY_NAME:
        problem = gettext("Give the key a name of 1 to %(longest)s characters, such as the server it is for.")
        return _page(request, member, problem=problem % {"longest": LONGEST_KEY_NAME}, status=400)
    life = request.POST.get("lasts", "never")
    if life not in LIVES:
        return _page(request, member, problem=gettext("Choose from the list how long the key works."), status=400)
    is_test = request.POST.get("kind") == "test"
    key, secret = create_key(member.workspace, member.user, name, actor=member.user, lasts=LIVES[life], is_test=is_test)
    return _page(request, member, new_key=key, secret=secret)


@require_POST
@for_changing
def rotate(request: HttpRequest, member: Member, key_id: int) -> HttpResponse:
    """The new key comes with this answer alone, as in `show`."""
    overlap = OVERLAPS.get(request.POST.get("overlap", ""))
    if overlap is None:
        problem = gettext("Choose from the list how long the key works.")
        return _page(request, member, problem=problem, status=400)
    try:
        old, key, secret = rotate_key(member.workspace, key_id, overlap=overlap, actor=member.user)
    except KliqsError as refusal:
        if refusal.code == "INVALID_API_KEY":
            raise Http404 from refusal
        dead = find_key(member.workspace_id, key_id)
        problem = gettext("“%(name)s” is revoked or has expired, so it cannot be rotated. Create a new key instead.")
        return _page(request, member, problem=problem % {"name": dead.name}, status=409)
    return _page(request, member, new_key=key, secret=secret, old_key=old)


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
    keys = sorted(keys_of(member.workspace_id), key=lambda key: key.revoked_at is not None)
    context |= {
        "member": member,
        "may_change": may_change(member),
        "live_keys": [key for key in keys if not key.is_test],
        "test_keys": [key for key in keys if key.is_test],
        "test_links": newest_test_links(member.workspace),
        "longest_name": LONGEST_KEY_NAME,
        "lives": LIFE_NAMES,
        "overlaps": OVERLAP_NAMES,
        "now": timezone.now(),
    }
    if "secret" in context:
        context["samples"] = samples(str(context["secret"]))
    return render(request, "dashboard/api_keys.html", context, status=status)
