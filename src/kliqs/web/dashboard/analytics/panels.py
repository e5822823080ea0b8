"""The panels of the board that list a dimension's values, and what people call those values."""

from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy

from kliqs.clicks.questions.answers import Ranked
from kliqs.web.dashboard.analytics.provinces import province

NAMES: dict[str, Promise] = {
    "link": gettext_lazy("Links"),
    "tag": gettext_lazy("Tags"),
    "destination": gettext_lazy("Destinations"),
    "key": gettext_lazy("API keys"),
    "country": gettext_lazy("Countries"),
    "region": gettext_lazy("Regions"),
    "city": gettext_lazy("Cities"),
    "referrer_host": gettext_lazy("Sites"),
    "referrer": gettext_lazy("Pages"),
    "utm_source": gettext_lazy("UTM source"),
    "utm_medium": gettext_lazy("UTM medium"),
    "utm_campaign": gettext_lazy("UTM campaign"),
    "utm_term": gettext_lazy("UTM term"),
    "utm_content": gettext_lazy("UTM content"),
    "device": gettext_lazy("Devices"),
    "os": gettext_lazy("Systems"),
    "browser": gettext_lazy("Browsers"),
    "language": gettext_lazy("Languages"),
    "qr": gettext_lazy("QR code"),
    "preview_app": gettext_lazy("Previews"),
    "bot": gettext_lazy("Bots"),
}


@dataclass(frozen=True, slots=True)
class Panel:
    """A card with a list; `dimensions` are its tabs, the first one open."""

    name: str
    title: Promise
    dimensions: tuple[str, ...]

    @property
    def tabs(self) -> list[tuple[str, Promise]]:
        return [(name, NAMES[name]) for name in self.dimensions]


PANELS: dict[str, Panel] = {
    panel.name: panel
    for panel in (
        Panel("links", gettext_lazy("What is clicked"), ("link", "tag", "destination", "key")),
        Panel(
            "sources",
            gettext_lazy("Where people come from"),
            (
                "referrer_host",
                "referrer",
                "utm_source",
                "utm_medium",
                "utm_campaign",
                "utm_term",
                "utm_content",
            ),
        ),
        Panel("places", gettext_lazy("Where people are"), ("country", "region", "city")),
        Panel("devices", gettext_lazy("What people use"), ("device", "os", "browser", "language", "qr")),
        Panel("machines", gettext_lazy("Previews and bots"), ("preview_app", "bot")),
    )
}
# What a shared board does not tell: the workspace's keys, where its links lead, what it calls them together, and the
# whole addresses that visitors came from, whose queries may be anybody's business.
NOT_SHARED = frozenset({"key", "destination", "tag", "referrer"})

DEVICES = {"phone": gettext_lazy("Phone"), "tablet": gettext_lazy("Tablet"), "desktop": gettext_lazy("Desktop")}
UNKNOWN: dict[str, Promise] = {
    "referrer_host": gettext_lazy("Direct, or not told"),
    "referrer": gettext_lazy("Direct, or not told"),
    "link": gettext_lazy("Deleted links"),
    "tag": gettext_lazy("Without a tag"),
}


def label(dimension: str, row: Ranked) -> str:
    """What a person calls the value."""
    return named(dimension, row.value, row.label)


def named(dimension: str, value: str, otherwise: str = "") -> str:
    """The value in the reader's language; `otherwise` for what is a name in itself."""
    if value == "":
        return str(UNKNOWN.get(dimension, gettext("Not known")))
    if dimension == "country":
        return str(_locale().territories.get(value, value))
    if dimension == "language":
        return str(_locale().languages.get(value, value))
    if dimension == "device":
        return str(DEVICES.get(value, value))
    if dimension == "qr":
        return gettext("Scanned") if value == "yes" else gettext("Not scanned")
    if dimension == "region" and _locale().language == "id" and (indonesian := province(value)):
        return indonesian
    if dimension in ("region", "city"):
        return otherwise or value.rpartition("/")[2]
    return otherwise or value


def _locale() -> Locale:
    try:
        return Locale.parse(get_language() or "en")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
