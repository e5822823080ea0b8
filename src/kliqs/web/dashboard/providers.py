"""The doors to Google and GitHub. Browsers hold our policy for forms also against where an answer leads on to, so these
two pages, and no others, let their form lead there."""

from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.providers.github import views as github
from allauth.socialaccount.providers.google import views as google
from csp.decorators import csp_update
from django.urls import URLPattern, path


def _door(name: str, view: Any, authorize_url: str) -> URLPattern:
    place = urlsplit(authorize_url)
    leads_to = csp_update({"form-action": [f"{place.scheme}://{place.netloc}"]})
    return path(f"account/{name}/login/", leads_to(view), name=f"{name}_login")


# Before django-allauth's own, which have the same paths and names.
doors = [
    _door("google", google.oauth2_login, google.GoogleOAuth2Adapter.authorize_url),
    _door("github", github.oauth2_login, github.GitHubOAuth2Adapter.authorize_url),
]
