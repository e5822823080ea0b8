"""Showing the pages of the docs, to people and to programs."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from kliqs.settings import load
from kliqs.web.docs.library import Contents, contents, html_of, markdown_of, neighbours, path_of, search_index
from kliqs.web.languages import NAMES, Spoken, render_in, spoken
from kliqs.web.wellknown import sitemap

# Where pages went that had another name once.
MOVED = {"clicks": "privacy", "operate": "self-hosting/setup", "settings": "self-hosting/settings"}
MARKDOWN = "text/markdown; charset=utf-8"


@require_safe
def show(request: HttpRequest, name: str = "index", language: str | None = None) -> HttpResponse:
    tongue = spoken(request, language)
    if name in MOVED:
        return HttpResponsePermanentRedirect(f"{tongue.prefix}/{MOVED[name]}")
    pages = contents(tongue.code)
    if name not in pages.pages:
        raise Http404
    beside = neighbours(tongue.code, name)
    context = {
        "name": name,
        "page": pages.pages[name],
        "text": mark_safe(html_of(name, tongue.code, tongue.prefix)),
        "groups": _navigation(pages, tongue),
        "previous": _link(pages, tongue, beside.previous),
        "following": _link(pages, tongue, beside.following),
        "origin": load().docs_origin,
        "path": path_of(name),
    }
    response = render_in(tongue, request, "docs/page.html", context)
    if language is None:
        response["Vary"] = "Accept-Language"
    return response


@require_safe
def show_markdown(request: HttpRequest, name: str, language: str | None = None) -> HttpResponse:
    """A page for programs: the same address with `.md` behind it. English, unless the address says otherwise."""
    code = language or "en"
    if name not in contents(code).pages:
        raise Http404
    return HttpResponse(markdown_of(name, code), content_type=MARKDOWN)


@require_safe
def list_for_models(request: HttpRequest, language: str | None = None) -> HttpResponse:
    """`llms.txt`: what there is to read, with a line on each page (llmstxt.org)."""
    code = language or "en"
    pages = contents(code)
    front = pages.pages["index"]
    lines = [f"# {front.title}", "", f"> {front.summary}"]
    prefix = f"{load().docs_origin}{'' if code == 'en' else f'/{code}'}"
    for group in pages.groups:
        lines += ["", f"## {group.title}", ""] if group.title else [""]
        lines += [
            f"- [{pages.pages[each].title}]({prefix}/{each}.md): {pages.pages[each].summary}" for each in group.pages
        ]
    return HttpResponse("\n".join(lines) + "\n", content_type=MARKDOWN)


@require_safe
def whole_for_models(request: HttpRequest, language: str | None = None) -> HttpResponse:
    """`llms-full.txt`: every page, one below the other."""
    code = language or "en"
    texts = [markdown_of(name, code).strip() for name in contents(code).order]
    return HttpResponse("\n\n---\n\n".join(texts) + "\n", content_type=MARKDOWN)


@require_safe
def search(request: HttpRequest, language: str) -> HttpResponse:
    """The search index, which the page's script asks for when somebody begins to search."""
    response = HttpResponse(search_index(language), content_type="application/json")
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def list_pages(request: HttpRequest) -> HttpResponse:
    return sitemap(load().docs_origin, [path_of(name) for name in contents("en").order], list(NAMES))


def _navigation(pages: Contents, tongue: Spoken) -> list[dict[str, object]]:
    return [
        {"title": group.title, "pages": [_link(pages, tongue, each) for each in group.pages]} for group in pages.groups
    ]


def _link(pages: Contents, tongue: Spoken, name: str | None) -> dict[str, str] | None:
    if name is None:
        return None
    return {"name": name, "title": pages.pages[name].title, "href": f"{tongue.prefix}{path_of(name)}" or "/"}
