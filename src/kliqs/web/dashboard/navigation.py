"""The dashboard's places: what the side (or, on a phone, the bar at the thumb) leads to."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the navigation. `name` is its URL's; the place is current for everything below that URL too."""

    name: str
    label: Promise
    icon: str = ""

    @property
    def url(self) -> str:
        return reverse(self.name)


MAIN = (Place("overview", gettext_lazy("Overview"), "home"),)
SETTINGS = (Place("api_keys", gettext_lazy("API keys")),)


def places(request: HttpRequest) -> dict[str, object]:
    """`places_main`, `places_settings` and `place` (the current one's URL) for every template of the dashboard."""
    if getattr(request, "urlconf", "") != "kliqs.web.dashboard.urls":
        return {}
    urls = [place.url for place in MAIN + SETTINGS]
    here = [url for url in urls if request.path == url or (url != "/" and request.path.startswith(url + "/"))]
    return {"places_main": MAIN, "places_settings": SETTINGS, "place": max(here, key=len, default="")}
