"""Which of a person's workspaces the dashboard shows; making another one, and naming it."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kliqs.accounts.membership import acting_member, is_owner, shut_out
from kliqs.accounts.models import Member, User
from kliqs.accounts.workspaces import LONGEST_NAME, add_workspace, rename_workspace
from kliqs.errors import KliqsError
from kliqs.web.dashboard.members import CHOSEN, for_members, show_disabled
from kliqs.web.dashboard.privacy import privacy_form
from kliqs.web.dashboard.refusals import add_to


class NameForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of the workspace"),
        help_text=gettext_lazy("Such as your shop, your team or a client. Everybody in it sees the name."),
        max_length=LONGEST_NAME,
    )


def choose_workspace(request: HttpRequest, workspace_id: int) -> None:
    """Show this workspace from now on, in this session."""
    request.session[CHOSEN] = workspace_id


@require_POST
@login_required
def choose(request: HttpRequest, workspace_id: int) -> HttpResponse:
    assert isinstance(request.user, User)
    if not Member.objects.filter(user=request.user, workspace_id=workspace_id, workspace__disabled_at=None).exists():
        raise Http404
    choose_workspace(request, workspace_id)
    return redirect("overview")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def add(request: HttpRequest) -> HttpResponse:
    """Another workspace; the only page of the dashboard for somebody who belongs to none."""
    assert isinstance(request.user, User)
    member = acting_member(request.user, request.session.get(CHOSEN))
    shut = shut_out(request.user, None)
    if shut is not None:  # all of theirs are disabled, and a new one is no way around that
        return show_disabled(request, shut)
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            workspace = add_workspace(request.user, form.cleaned_data["name"])
        except KliqsError as refusal:
            add_to(form, refusal)
        else:
            choose_workspace(request, workspace.pk)
            messages.success(request, gettext("“%(name)s” is ready.") % {"name": workspace.name})
            return redirect("overview")
    status = 422 if request.method == "POST" else 200
    return render(request, "dashboard/new_workspace.html", {"member": member, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def rename(request: HttpRequest, member: Member) -> HttpResponse:
    """Settings, workspace: its name, and the way to another one."""
    form = NameForm(request.POST or None, initial={"name": member.workspace.name})
    if request.method == "POST":
        if not is_owner(member):
            raise PermissionDenied
        if form.is_valid():
            try:
                rename_workspace(member, form.cleaned_data["name"])
            except KliqsError as refusal:
                add_to(form, refusal)
            else:
                messages.success(request, gettext("The new name is kept."))
                return redirect("workspace")
    context = {"member": member, "is_owner": is_owner(member), "form": form, "privacy": privacy_form(member)}
    return render(request, "dashboard/workspace.html", context, status=422 if request.method == "POST" else 200)
