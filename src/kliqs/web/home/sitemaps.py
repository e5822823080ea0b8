"""`/sitemap.xml`: the pages that search engines may list. The docs have their own, which robots.txt names too."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kliqs.settings import load
from kliqs.web.home.papers import PAGES
from kliqs.web.languages import NAMES
from kliqs.web.wellknown import sitemap


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    return sitemap(load().home_origin, ["", *(f"/{name}" for name in PAGES)], list(NAMES))
