"""Showing a page of the docs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kliqs.settings import load
from kliqs.web.docs.pages import PAGES, find
from kliqs.web.docs.rendering import render_page
from kliqs.web.languages import render_in, spoken


@require_safe
def show(request: HttpRequest, name: str = "index", language: str | None = None) -> HttpResponse:
    page = find(name)
    if page is None:
        raise Http404
    tongue = spoken(request, language)
    rendered = render_page(page.name, tongue.code, tongue.prefix)
    path = "" if page.name == "index" else page.path
    context = {"page": page, "pages": PAGES, "rendered": rendered, "origin": load().docs_origin, "path": path}
    return render_in(tongue, request, "docs/page.html", context)
