"""Settings, members: who belongs to the workspace, in which role, and who is invited."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kliqs.accounts.invitations import cancel_invitation, invite, renew_invitation
from kliqs.accounts.members import change_role, leave_workspace, remove_member
from kliqs.accounts.membership import is_owner
from kliqs.accounts.models import Invitation, Member, Role
from kliqs.errors import KliqsError
from kliqs.settings import load
from kliqs.web.dashboard import roles
from kliqs.web.dashboard.invitation_mail import send_invitation
from kliqs.web.dashboard.members import for_members
from kliqs.web.dashboard.refusals import add_to, words


class InviteForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=roles.CHOICES, initial=Role.MEMBER)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def show(request: HttpRequest, member: Member) -> HttpResponse:
    """The people. An invitation's link comes with the answer to its POST and nowhere else: only its hash is kept."""
    if request.method != "POST":
        return _page(request, member, InviteForm())
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            return _sent(request, member, *invite(member, form.cleaned_data["email"], Role(form.cleaned_data["role"])))
        except KliqsError as refusal:
            if refusal.code == "OWNERS_ONLY":
                raise PermissionDenied from refusal
            add_to(form, refusal)
    elif not is_owner(member):
        raise PermissionDenied
    return _page(request, member, form, status=422)


@require_POST
@for_members
def change(request: HttpRequest, member: Member, member_id: int) -> HttpResponse:
    if request.POST.get("role") not in Role.values:
        return redirect("members")
    role = Role(request.POST["role"])
    said = gettext("%(person)s is %(role)s now.")
    return _done(request, lambda: change_role(member, member_id, role).user.email, said, role=roles.NAMES[role])


@require_POST
@for_members
def remove(request: HttpRequest, member: Member, member_id: int) -> HttpResponse:
    said = gettext("%(person)s no longer belongs to this workspace.")
    return _done(request, lambda: remove_member(member, member_id).user.email, said)


@require_POST
@for_members
def leave(request: HttpRequest, member: Member) -> HttpResponse:
    try:
        leave_workspace(member)
    except KliqsError as refusal:
        messages.error(request, words(refusal))
        return redirect("members")
    messages.success(request, gettext("You have left “%(name)s”.") % {"name": member.workspace.name})
    return redirect("overview")


@require_POST
@for_members
def resend(request: HttpRequest, member: Member, invitation_id: int) -> HttpResponse:
    try:
        invitation, token = renew_invitation(member, invitation_id)
    except KliqsError as refusal:
        return _refused(request, refusal)
    return _sent(request, member, invitation, token)


@require_POST
@for_members
def cancel(request: HttpRequest, member: Member, invitation_id: int) -> HttpResponse:
    said = gettext("The invitation of %(person)s is taken back.")
    return _done(request, lambda: cancel_invitation(member, invitation_id).email, said)


def _done(request: HttpRequest, deed: Callable[[], str], said: str, **more: object) -> HttpResponse:
    """Do it, say so (`deed` returns whom it was about), and come back to the page."""
    try:
        person = deed()
    except KliqsError as refusal:
        return _refused(request, refusal)
    messages.success(request, said % {"person": person, **more})
    return redirect("members")


def _refused(request: HttpRequest, refusal: KliqsError) -> HttpResponse:
    if refusal.code == "OWNERS_ONLY":
        raise PermissionDenied from refusal
    messages.error(request, words(refusal))
    return redirect("members")


def _sent(request: HttpRequest, member: Member, invitation: Invitation, token: str) -> HttpResponse:
    address = load().dash_origin + reverse("invitation", args=[token])
    went_out = send_invitation(invitation, address)
    return _page(request, member, InviteForm(), invited=invitation, address=address, went_out=went_out)


def _page(request: HttpRequest, member: Member, form: InviteForm, *, status: int = 200, **context: Any) -> HttpResponse:
    people = Member.objects.filter(workspace=member.workspace).select_related("user").order_by("pk")
    context |= {
        "member": member,
        "is_owner": is_owner(member),
        "people": [(each, roles.NAMES[each.role]) for each in people],
        "invitations": _waiting(member),
        "roles": roles.CHOICES,
        "roles_explained": roles.EXPLAINED,
        "form": form,
    }
    return render(request, "dashboard/people.html", context, status=status)


def _waiting(member: Member) -> list[tuple[Invitation, object, bool]]:
    """Invitations with the role's name and whether their week is over."""
    now = timezone.now()
    rows = Invitation.objects.filter(workspace=member.workspace).order_by("pk")
    return [(each, roles.NAMES[each.role], each.expires_at <= now) for each in rows]
