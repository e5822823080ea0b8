"""`/try`: a short link made on the landing page without an account, and `/try/<id>`, the page that counts its clicks.

The page's address is known to who made the link alone; the link itself does not tell it.
"""

import uuid
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kliqs.clicks.models import LinkTotal
from kliqs.database import Connection, Database
from kliqs.errors import InvalidBody, KliqsError, Problem, kind_of
from kliqs.links.models import Link
from kliqs.links.qr import QrStyle, qr_address, qr_svg
from kliqs.links.trying import can_try, find_trial, try_out
from kliqs.routes.sandboxes import LASTS, TRIAL_FOLDER, TRIALS, origin_of
from kliqs.settings import load
from kliqs.web.dashboard.refusals import words
from kliqs.web.failures import forbidden
from kliqs.web.home.landing import render_landing
from kliqs.web.languages import render_in, spoken


@dataclass(frozen=True, slots=True)
class Tried:
    """A trial link as its page shows it. `ends_at` is UTC; clicks are told apart as everywhere."""

    short_url: str
    path: str  # on the short host, without the first slash
    destination: str
    ends_at: datetime
    human: int
    preview: int
    bot: int
    qr: SafeString

    @property
    def to_keep(self) -> str:
        """The dashboard's form for a link to the same place: who has no account yet is asked to make one."""
        return f"{load().dash_origin}/links/new?url={quote(self.destination, safe='')}"


@csrf_exempt  # home sets no cookies, so there is no token: see `_is_sent_from_here`
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest, language: str | None = None) -> HttpResponse:
    """Make the link and lead to its page, or show the form again with what is wrong."""
    settings, tongue = load(), spoken(request, language)
    if request.method != "POST":  # somebody opened the address of a form that was refused
        return HttpResponseRedirect(tongue.prefix or "/")
    if not _is_sent_from_here(request):
        return forbidden(request)
    if not can_try(settings):
        raise Http404
    url = _with_scheme(request.POST.get("url", "").strip())
    with closing(Connection(Database(settings.database_url))) as connection:
        try:
            link = try_out(connection, url, request.META.get("REMOTE_ADDR", ""), settings)
        except KliqsError as refusal:
            first = refusal.problems[0] if isinstance(refusal, InvalidBody) else refusal
            with translation.override(tongue.code):
                response = render_landing(request, tongue, {"url": url, "problem": _words(first)})
            response.status_code = 429 if kind_of(first.code).status == 429 else 422
            return _private(response)
    response = HttpResponseRedirect(f"{tongue.prefix}/try/{link.public_id}")
    response.status_code = 303
    return _private(response)


@require_safe
def show(request: HttpRequest, public_id: str, language: str | None = None) -> HttpResponse:
    link = find_trial(uuid.UUID(public_id))
    if link is None:
        raise Http404
    context = {"tried": _tried(link), "path": f"/try/{public_id}", "origin": load().home_origin}
    return _private(render_in(spoken(request, language), request, "home/trial.html", context))


def _tried(link: Link) -> Tried:
    settings = load()
    origin = origin_of(TRIALS, settings)
    total = LinkTotal.objects.filter(pk=link.pk).first() or LinkTotal()
    return Tried(
        short_url=f"{origin}/{link.slug}",
        path=f"{TRIAL_FOLDER[1:]}/{link.slug}",
        destination=link.destination,
        ends_at=link.created_at + LASTS,
        human=total.human,
        preview=total.preview,
        bot=total.bot,
        qr=mark_safe(qr_svg(qr_address(origin, link.slug), QrStyle()).decode()),  # drawn by us
    )


def _is_sent_from_here(request: HttpRequest) -> bool:
    """Whether a page of this host sent the form. Every browser says so in one of these, and no page of another site can
    change what it says (Fetch Metadata; RFC 6454, section 7)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    return request.headers.get("Origin") == load().home_origin


def _with_scheme(url: str) -> str:
    """People type `tokoku.id/sepatu`."""
    return url if not url or "://" in url else f"https://{url}"


def _words(refusal: KliqsError | Problem) -> str:
    """What a newcomer reads, who has no `url` field to look at."""
    if refusal.code != "INVALID_URL":
        return words(refusal)
    return gettext("That is no web address of another site. Copy it whole, such as https://example.com/shoes.")


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
