"""The table of contents. A page is `docs/<language>/<name>.md`; both languages have the same pages."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


@dataclass(frozen=True, slots=True)
class Page:
    """A page and its name in the navigation."""

    name: str
    title: Promise

    @property
    def path(self) -> str:
        """Its path below the language's prefix."""
        return "/" if self.name == "index" else f"/{self.name}"


PAGES = (
    Page("index", gettext_lazy("Getting started")),
    Page("reference", gettext_lazy("API reference")),
    Page("errors", gettext_lazy("Errors")),
    Page("clicks", gettext_lazy("Clicks and privacy")),
    Page("operate", gettext_lazy("Running Kliqs")),
    Page("settings", gettext_lazy("Settings")),
)


def find(name: str) -> Page | None:
    return next((page for page in PAGES if page.name == name), None)
