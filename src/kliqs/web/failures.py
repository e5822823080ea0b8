"""The pages of what went wrong, the same on every surface."""

import re
from collections.abc import Callable
from contextlib import nullcontext

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils import translation

from kliqs.errors import ErrorKind
from kliqs.web.context import hosts

LANGUAGE = re.compile(r"/(en|id)/")


def _page(request: HttpRequest, name: str, status: int, **context: object) -> HttpResponse:
    """Rendered from the settings alone: nothing here may ask the database, which may be what failed. In the language
    that the address asks for, as pages of a site do, else in the visitor's."""
    asked = LANGUAGE.match(request.path)
    with translation.override(asked[1]) if asked else nullcontext():
        response = HttpResponse(render_to_string(f"failures/{name}.html", hosts(request) | context), status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "not_found", 404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "bad_request", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "forbidden", 403)


class NotAllowedMiddleware:
    """Django answers 405 without a page: for people who typed or reloaded an address that only takes forms."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        page = _page(request, "not_allowed", 405)
        page["Allow"] = response["Allow"]
        return page


def refused(request: HttpRequest, kind: ErrorKind) -> HttpResponse:
    """What the domain refuses, and what to do about it, in its own words."""
    return _page(request, "refused", kind.status, kind=kind)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose CSRF token is missing or old."""
    return _page(request, "stale_form", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, "server_error", 500)
