"""Pages of a site in both languages: `/…` in the visitor's, `/en/…` and `/id/…` fixed, for links and search engines."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

NAMES = {"en": "English", "id": "Bahasa Indonesia"}


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
