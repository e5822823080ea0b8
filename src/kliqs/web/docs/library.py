"""The built pages, read once a process. `make assets` writes them (docs/conf.py); both languages have the same."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec
from django.template.loader import render_to_string
from django.utils import translation

from kliqs.accounts.plans import listed
from kliqs.settings import load
from kliqs.web.docs.places import PREFIX, localized, plan_rows

BUILT = Path(__file__).parent / "built"
PLANS = "<!-- kliqs:plans -->"


class Heading(msgspec.Struct, frozen=True):
    """A part of a page, for the page's own contents."""

    id: str
    title: str


class Page(msgspec.Struct, frozen=True):
    """What is known of a page without its text. `summary` is its first paragraph, plain."""

    title: str
    summary: str
    headings: list[Heading]


class Group(msgspec.Struct, frozen=True):
    """Pages under one heading of the navigation, by name."""

    title: str
    pages: list[str]


class Contents(msgspec.Struct, frozen=True):
    """The pages of one language. A page's name is its path without the first slash; the front page is `index`."""

    groups: list[Group]
    pages: dict[str, Page]

    @property
    def order(self) -> list[str]:
        """As a reader would turn them."""
        return [name for group in self.groups for name in group.pages]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The pages before and after one, where there are any."""

    previous: str | None
    following: str | None


# Made once, before there are threads; see `kliqs.bio.document`.
CONTENTS = msgspec.json.Decoder(Contents)


@lru_cache(maxsize=2)
def contents(language: str) -> Contents:
    return CONTENTS.decode(localized(_built(language, "contents.json"), load()))


def neighbours(language: str, name: str) -> Neighbours:
    order = [None, *contents(language).order, None]
    place = order.index(name)
    return Neighbours(order[place - 1], order[place + 1])


def path_of(name: str) -> str:
    """A page's path below the language's prefix."""
    return "" if name == "index" else f"/{name}"


@lru_cache(maxsize=512)
def html_of(name: str, language: str, prefix: str) -> str:
    """The text of a page as this install shows it; links within the docs start with `prefix`."""
    text = _built(language, f"{name}.html").replace(f'"{PREFIX}', f'"{prefix}')
    if PLANS in text:
        with translation.override(language):
            text = text.replace(PLANS, render_to_string("components/plans.html", {"plans": listed()}))
    return localized(text, load()).replace('href=""', 'href="/"')


@lru_cache(maxsize=128)
def markdown_of(name: str, language: str) -> str:
    """The page for programs."""
    with translation.override(language):
        return localized(_built(language, f"{name}.md").replace(PLANS, plan_rows(listed())), load())


@lru_cache(maxsize=2)
def search_index(language: str) -> str:
    """JSON: a list of parts with `path`, `anchor`, `page`, `title` and `text`."""
    return localized(_built(language, "search.json"), load())


def _built(language: str, name: str) -> str:
    return (BUILT / language / name).read_text(encoding="utf-8")
