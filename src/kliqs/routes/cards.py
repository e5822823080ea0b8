"""The card of a link: what chat and social apps show of it. One rule for the page that their fetchers get and for the
cards that its owner sees while typing. No Django.

The tags are those of the Open Graph protocol (ogp.me) and of X's cards; WhatsApp, Telegram, Facebook, LinkedIn, Slack
and Discord read the former.
"""

from html import escape
from urllib.parse import urlsplit

import msgspec

from kliqs.pictures.names import absolute, size_of


class Card(msgspec.Struct, frozen=True):
    """What a link says of itself. `image` is the path of a picture of ours or an https address; any may be empty,
    not all of them."""

    title: str
    description: str
    image: str


class Shown(msgspec.Struct, frozen=True):
    """A card as it is shown: `host` is the destination's, `address` the short link; `image` is absolute or empty,
    `size` its width and height in pixels where they are known."""

    title: str
    description: str
    image: str
    size: tuple[int, int] | None
    host: str
    address: str
    destination: str


def card_of(title: str, description: str, image: str) -> Card | None:
    """None for a link that says nothing of itself: fetchers then follow it and read the destination's own card."""
    return Card(title, description, image) if title or description or image else None


def shown(card: Card, address: str, destination: str, origin: str) -> Shown:
    """The card with what is missing filled in; a link without a title is called by its destination's host.

    `origin` is where pictures of ours are served, scheme and host.
    """
    host = (urlsplit(destination).hostname or "").removeprefix("www.")
    return Shown(
        title=_one_line(card.title) or host,
        description=_one_line(card.description),
        image=absolute(card.image, origin) if card.image else "",
        size=size_of(card.image),
        host=host,
        address=address,
        destination=destination,
    )


def fetchers_page(card: Shown) -> bytes:
    """The page for preview fetchers. It leads nowhere by itself, or they would read the destination's tags instead."""
    properties = [
        ("og:type", "website"),
        ("og:url", card.address),
        ("og:title", card.title),
        ("og:description", card.description),
        ("og:image", card.image),
        *_sides(card.size),
        ("og:site_name", card.host),
    ]
    names = [
        ("description", card.description),
        ("twitter:card", "summary_large_image" if card.image else "summary"),
        ("twitter:title", card.title),
        ("twitter:description", card.description),
        ("twitter:image", card.image),
    ]
    title, destination = escape(card.title), escape(card.destination)
    lines = [
        "<!doctype html>",
        '<html prefix="og: https://ogp.me/ns#"><head><meta charset="utf-8">',
        f"<title>{title}</title>",
        f'<link rel="canonical" href="{escape(card.address)}">',
        *(f'<meta property="{name}" content="{escape(value)}">' for name, value in properties if value),
        *(f'<meta name="{name}" content="{escape(value)}">' for name, value in names if value),
        f'</head><body><h1>{title}</h1><p><a href="{destination}" rel="nofollow">{destination}</a></p></body></html>',
    ]
    return "\n".join(lines).encode()


def _sides(size: tuple[int, int] | None) -> list[tuple[str, str]]:
    """Facebook shows a picture at the first share only where it is told the size."""
    return [("og:image:width", str(size[0])), ("og:image:height", str(size[1]))] if size else []


def _one_line(text: str) -> str:
    return " ".join(text.split())
