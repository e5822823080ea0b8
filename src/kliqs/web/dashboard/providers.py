"""The doors to Google and GitHub. Browsers hold our policy for forms also against where an answer leads on to, so these
two pages, and no others, let their form lead there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn
from urllib.parse import urlsplit

from allauth.socialaccount.providers.github import views as github
from allauth.socialaccount.providers.google import views as google
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path

View = Callable[[HttpRequest], HttpResponseBase]


def _doors(name: str, adapter: Any, login: View, callback: View) -> list[URLPattern]:
    """The way out to a provider and the way back, where the operator has set it up; else there is nothing."""
    place = urlsplit(adapter.authorize_url)
    leads_to = csp_update({"form-action": [f"{place.scheme}://{place.netloc}"]})
    return [
        path(f"account/{name}/login/", leads_to(_if_set(name, login)), name=f"{name}_login"),
        path(f"account/{name}/login/callback/", _if_set(name, callback), name=f"{name}_callback"),
    ]


def _if_set(name: str, view: View) -> View:
    @wraps(view)
    def if_set(request: HttpRequest) -> HttpResponseBase:
        if not settings.SOCIALACCOUNT_PROVIDERS[name]["APPS"]:
            raise Http404
        return view(request)

    return if_set


def not_offered(_: HttpRequest) -> NoReturn:
    """Google's One Tap, which no page of ours shows, would be the one POST here without a token of ours."""
    raise Http404


# Before django-allauth's own, which have the same paths and names.
doors = [
    *_doors("google", google.GoogleOAuth2Adapter, google.oauth2_login, google.oauth2_callback),
    *_doors("github", github.GitHubOAuth2Adapter, github.oauth2_login, github.oauth2_callback),
    path("account/google/login/token/", not_offered),
]
