"""`/status`: what this install can say of itself, asked at this moment; never a colour that somebody painted."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kliqs import __version__
from kliqs.clicks.log.disk import can_log_clicks
from kliqs.settings import load
from kliqs.web.languages import render_in, spoken

STARTED_AT = datetime.now(UTC)  # this process's, as near as a page can tell


@dataclass(frozen=True, slots=True)
class Part:
    """Something that works or does not."""

    name: Promise
    works: bool
    otherwise: Promise


@require_safe
def show(request: HttpRequest, language: str | None = None) -> HttpResponse:
    settings = load()
    parts = [
        Part(
            gettext_lazy("Links, API and dashboard: the database answers"),
            _database_answers(),
            gettext_lazy("The database does not answer. Links that were followed lately still lead on."),
        ),
        Part(
            gettext_lazy("Counting: clicks can be written down"),
            can_log_clicks(settings.click_log_dir),
            gettext_lazy("Clicks cannot be written down. Links lead on uncounted."),
        ),
    ]
    context = {
        "path": "/status",
        "origin": settings.home_origin,
        "parts": parts,
        "all_work": all(part.works for part in parts),
        "version": __version__,
        "since": STARTED_AT,
        "now": datetime.now(UTC),
    }
    response = render_in(spoken(request, language), request, "home/status.html", context)
    response["Cache-Control"] = "no-store"
    if not context["all_work"]:
        response.status_code = 503
    return response


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM routes_domain")
            cursor.fetchone()
    except DatabaseError:
        return False
    return True
