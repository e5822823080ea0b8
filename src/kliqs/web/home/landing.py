"""The landing page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kliqs.accounts.plans import TRIAL, TRIALS_A_VISITOR, listed, plan
from kliqs.links.trying import can_try
from kliqs.settings import load
from kliqs.web.languages import Spoken, render_in, spoken


@require_safe
def show(request: HttpRequest, language: str | None = None) -> HttpResponse:
    response = render_landing(request, spoken(request, language), {})
    if language is None:
        response["Vary"] = "Accept-Language"
    return response


def render_landing(request: HttpRequest, tongue: Spoken, tried: dict[str, str]) -> HttpResponse:
    """The page; `tried` is what came of trying a link out: the `url` and the `problem` with it."""
    settings = load()
    context: dict[str, Any] = {
        "plans": listed(),
        "origin": settings.home_origin,
        "path": "",
        "can_try": can_try(settings),
        "trials": {"a_visitor": TRIALS_A_VISITOR, "together": plan(TRIAL).links},
        **tried,
    }
    return render_in(tongue, request, "home/landing.html", context)
