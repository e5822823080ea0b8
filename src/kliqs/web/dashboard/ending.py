"""Settings, the end: deleting a workspace, deleting an account. Both ask for the password again and for a name to be
typed, say beforehand what goes, and confirm by mail."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kliqs.accounts.membership import is_owner
from kliqs.accounts.models import Member, User
from kliqs.errors import KliqsError
from kliqs.estate.deleting import delete_workspace
from kliqs.estate.leaving import delete_account, farewell_of
from kliqs.web.dashboard.ending_mail import tell_of_account, tell_of_workspace
from kliqs.web.dashboard.members import for_members
from kliqs.web.dashboard.refusals import add_to


class TypedName(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Type the name of the workspace"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class TypedEmail(forms.Form):
    email = forms.CharField(
        label=gettext_lazy("Type your e-mail address"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "email"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
@reauthentication_required
def workspace(request: HttpRequest, member: Member) -> HttpResponse:
    if not is_owner(member):
        raise PermissionDenied
    form = TypedName(request.POST or None)
    if request.method == "POST" and form.is_valid():
        owners = list(User.objects.filter(memberships__workspace=member.workspace, memberships__role=member.role))
        try:
            deleted = delete_workspace(member, form.cleaned_data["name"])
        except KliqsError as refusal:
            add_to(form, refusal)
        else:
            tell_of_workspace(deleted, owners, by=member.user)
            messages.success(request, gettext("“%(name)s” is deleted.") % {"name": deleted.name})
            return redirect("overview")
    people = Member.objects.filter(workspace=member.workspace).exclude(pk=member.pk).count()
    context = {"member": member, "form": form, "people": people}
    status = 422 if request.method == "POST" else 200
    return render(request, "dashboard/delete_workspace.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@reauthentication_required
def account(request: HttpRequest) -> HttpResponse:
    """For somebody who belongs to no workspace, too."""
    assert isinstance(request.user, User)
    form = TypedEmail(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email, language = request.user.email, request.user.language
        try:
            farewell = delete_account(request.user, form.cleaned_data["email"])
        except KliqsError as refusal:
            add_to(form, refusal)
        else:
            request.session.flush()
            tell_of_account(email, language, farewell)
            messages.success(request, gettext("Your account is deleted. Goodbye, and thank you."))
            return redirect("account_login")
    context = {"form": form, "farewell": farewell_of(request.user)}
    status = 422 if request.method == "POST" else 200
    return render(request, "dashboard/delete_account.html", context, status=status)
