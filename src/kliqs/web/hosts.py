"""Which surface a request is for: each host has its own URLs."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from kliqs.settings import load


class SurfaceMiddleware:
    """Chooses the URLs by the Host header. `asgi` lets through our own hosts and, for the short host, every name it
    counts as that, so what is no other surface's is the short host's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        settings = load()
        self._urls = {
            settings.api_host.lower(): "kliqs.web.programs",
            settings.dash_host.lower(): "kliqs.web.dashboard.urls",
            settings.docs_host.lower(): "kliqs.web.docs.urls",
            settings.home_host.lower(): "kliqs.web.home.urls",
        }

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        host = request.META.get("HTTP_HOST", "").lower()
        request.urlconf = self._urls.get(host, "kliqs.web.public.urls")
        return self._get_response(request)
