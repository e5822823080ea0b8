"""What django-allauth asks of us: who may sign up, and what a new person gets."""

from typing import Any
from zoneinfo import available_timezones

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings as django_settings
from django.http import HttpRequest
from django.utils import translation

from kliqs.accounts.models import User
from kliqs.accounts.workspaces import open_workspace
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
            open_workspace(user)
        assert isinstance(user, User)
        return user

    def get_from_email(self) -> str:
        return load().email_from


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return load().sign_up

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        user: User = super().save_user(request, sociallogin, form)
        open_workspace(user)
        return user


def settle(user: User, time_zone: str) -> None:
    """Give a new person the language they read the form in, and the time zone their browser told."""
    user.email = user.email.lower()
    language = (translation.get_language() or "")[:2]
    user.language = language if language in dict(django_settings.LANGUAGES) else ""
    if time_zone in available_timezones():
        user.time_zone = time_zone
