"""What django-allauth asks of us: who may sign up, and what a new person gets."""

from typing import Any
from zoneinfo import available_timezones

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings as django_settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from kliqs.accounts.models import User
from kliqs.accounts.workspaces import open_workspace
from kliqs.events.audit import record_audit
from kliqs.settings import load


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return load().sign_up

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> User:
        """The person with a workspace of their own, in the language and the time zone of their browser."""
        super().save_user(request, user, form, commit=False)
        settle(user, request.POST.get("time_zone", ""))
        if commit:
            user.save()
            _open(user)
        assert isinstance(user, User)
        return user

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of who reads it: somebody else's browser may have asked for it."""
        reader = User.objects.filter(email=email.lower()).first()
        with translation.override((reader and reader.language) or translation.get_language()):
            super().send_mail(template_prefix, email, context)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Say why, to who has just proved to be that person."""
        return render(request, "account/account_inactive.html", {"reason": user.disabled_reason}, status=403)

    def get_from_email(self) -> str:
        return load().email_from


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return load().sign_up

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        name = data.get("name") or f"{data.get('first_name') or ''} {data.get('last_name') or ''}"
        user.name = name.strip()[: User._meta.get_field("name").max_length]
        return user

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        """As after the form of our own; Google and GitHub do not tell the time zone."""
        with transaction.atomic():
            settle(sociallogin.user, request.POST.get("time_zone", ""))
            user: User = super().save_user(request, sociallogin, form)
            _open(user)
        return user


def _open(user: User) -> None:
    workspace = open_workspace(user)
    record_audit("account.created", user, workspace_id=workspace.pk, subject=user.email)


def settle(user: User, time_zone: str) -> None:
    """Give a new person the language they read the form in, and the time zone their browser told."""
    user.email = user.email.lower()
    language = (translation.get_language() or "")[:2]
    user.language = language if language in dict(django_settings.LANGUAGES) else ""
    if time_zone in available_timezones() and time_zone != "localtime":  # the server's own, which is no IANA name
        user.time_zone = time_zone
