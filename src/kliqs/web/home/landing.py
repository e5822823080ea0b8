"""The landing page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from kliqs.accounts.plans import TRIALS_A_VISITOR, listed
from kliqs.links.trying import can_try
from kliqs.settings import load
from kliqs.web.home import reckoning
from kliqs.web.home.papers import contact
from kliqs.web.home.questions import QUESTIONS, structured
from kliqs.web.languages import Spoken, render_in, spoken


@gzip_page
@require_safe
def show(request: HttpRequest, language: str | None = None) -> HttpResponse:
    response = render_landing(request, spoken(request, language), {})
    if language is None:
        response["Vary"] = "Accept-Language"
    return response


def render_landing(request: HttpRequest, tongue: Spoken, tried: dict[str, str]) -> HttpResponse:
    """The page; `tried` is what came of trying a link out: the `url` and the `problem` with it."""
    settings = load()
    with translation.override(tongue.code):
        questions = structured()
    context: dict[str, Any] = {
        "reckoned": reckoning.reckon(),
        "products": reckoning.PRODUCTS_A_DAY,
        "requests": reckoning.PRODUCTS_A_DAY * reckoning.DAYS_A_MONTH,
        "has_prices": any(each.rupiah > 0 for each in listed()),
        "contact": contact(),
        "questions": QUESTIONS,
        "structured": questions,
        "origin": settings.home_origin,
        "path": "",
        "can_try": can_try(settings),
        "a_visitor": TRIALS_A_VISITOR,
        **tried,
    }
    return render_in(tongue, request, "home/landing.html", context)
