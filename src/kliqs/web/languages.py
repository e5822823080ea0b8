"""Pages of a site in both languages: `/…` in the visitor's, `/en/…` and `/id/…` fixed, for links and search engines."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation

NAMES = {"en": "English", "id": "Bahasa Indonesia"}


class PersonsLanguageMiddleware:
    """Speaks the language that a signed-in person chose, instead of their browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.user.language if request.session.get(SESSION_KEY) and request.user.is_authenticated else ""
        if chosen:
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
        return self._get_response(request)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The language of one answer. `prefix` goes before the paths of links, so that a chosen language stays chosen."""

    code: str
    prefix: str

    @property
    def others(self) -> list[tuple[str, str]]:
        return [(code, name) for code, name in NAMES.items() if code != self.code]


def spoken(request: HttpRequest, chosen: str | None) -> Spoken:
    """The language chosen in the path, else what the visitor's browser asks for."""
    if chosen is not None:
        return Spoken(chosen, f"/{chosen}")
    return Spoken(translation.get_language_from_request(request), "")


def render_in(language: Spoken, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Render a page of a site. Templates get `spoken` and `languages` besides their context."""
    with translation.override(language.code):
        response = render(request, template, context | {"spoken": language, "languages": NAMES})
    response["Content-Language"] = language.code
    return response
