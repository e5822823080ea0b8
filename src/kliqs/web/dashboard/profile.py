"""A person's name, language and time zone; and the first account of an install."""

from typing import ClassVar
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kliqs.accounts.first_account import is_offered, make_first_account
from kliqs.accounts.models import Member, User
from kliqs.web.dashboard.members import for_members

NEAR = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")  # WIB, WITA, WIT: first in the list, the rest by name


def _zones() -> list[tuple[str, str]]:
    others = sorted(zone for zone in available_timezones() if "/" in zone and zone not in NEAR)
    return [(zone, zone.replace("_", " ")) for zone in (*NEAR, *others)]


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        choices=[("", gettext_lazy("As my browser asks")), *settings.LANGUAGES],
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=_zones)

    class Meta:
        model = User
        fields: ClassVar = ["name", "language", "time_zone"]
        labels: ClassVar = {"name": gettext_lazy("Name")}


class FirstForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(
        label=gettext_lazy("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        validators=[validate_password],
        help_text=gettext_lazy("At least ten characters."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def show(request: HttpRequest, member: Member) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=member.user)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        if user.language:
            translation.activate(user.language)
        messages.success(request, gettext("Saved."))
        return redirect("profile")
    status = 422 if form.errors else 200
    return render(request, "dashboard/profile.html", {"member": member, "form": form}, status=status)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first account and sign it in."""
    if not is_offered(token):
        raise Http404
    form = FirstForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        time_zone = request.POST.get("time_zone", "")
        user = make_first_account(form.cleaned_data["email"], form.cleaned_data["password"], time_zone)
        if user is None:
            raise Http404
        login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return redirect("overview")
    return render(request, "account/first.html", {"form": form}, status=422 if form.errors else 200)
