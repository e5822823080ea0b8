"""The landing page."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kliqs.accounts.plans import listed
from kliqs.settings import load
from kliqs.web.languages import render_in, spoken


@require_safe
def show(request: HttpRequest, language: str | None = None) -> HttpResponse:
    context = {"plans": listed(), "origin": load().home_origin, "path": ""}
    return render_in(spoken(request, language), request, "home/landing.html", context)
