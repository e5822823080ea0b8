"""A public page as it is served: Linktree's by the JSON it carries, every other by its head and its outgoing links."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import msgspec
from selectolax.lexbor import LexborHTMLParser

from kliqs.bio.importing.found import Found, text_of
from kliqs.bio.importing.linktree import contact, from_linktree
from kliqs.bio.importing.profiles import is_profile

MOST_LINKS = 200  # of a page; what is beyond that is not read
SAFE = "%/:?#[]@!$&'()*+,;=~-._"  # what browsers send as it stands (RFC 3986)
# Where links of a page's own frame stand, not of whoever the page is of.
FRAMES = "nav, footer, script, style, noscript, template, [hidden], [aria-hidden=true]"


def from_page(html: bytes, address: str) -> Found:
    """What stands on a page that was fetched from an address."""
    tree = LexborHTMLParser(html)
    data = _next_data(tree)
    found = from_linktree(data) if data is not None else None
    return found or _by_its_links(tree, address)


def _next_data(tree: LexborHTMLParser) -> Any:
    """What a page made with Next.js carries along; None where there is none."""
    script = tree.css_first("script#__NEXT_DATA__")
    if script is None:
        return None
    try:
        return msgspec.json.decode(script.text(deep=True))
    except (msgspec.DecodeError, RecursionError):
        return None


def _by_its_links(tree: LexborHTMLParser, address: str) -> Found:
    picture = _meta(tree, "og:image", "og:image:url", "twitter:image")
    found = Found(
        name=_meta(tree, "og:title", "twitter:title") or _text(tree, "h1") or _text(tree, "title") or _host(address),
        about=_meta(tree, "og:description", "description", "twitter:description"),
        picture=urljoin(address, picture) if picture else "",
    )
    for target, text in _links(tree, address):
        if target.startswith(("mailto:", "tel:")):
            found.blocks.extend(contact(target, found.name))
        elif is_profile(target) and (not text or len(text) < 3):
            found.socials.append(target)  # a bare icon
        elif text:
            found.blocks.append({"type": "link", "label": text, "url": target})
        else:
            found.leave_out(target, "text")
    return found


def _links(tree: LexborHTMLParser, address: str) -> Iterator[tuple[str, str]]:
    """Where links lead that lead off the page, each once, with their text."""
    base = tree.css_first("base[href]")
    base_address = urljoin(address, (base.attributes.get("href") or "") if base is not None else "")
    for frame in tree.css(FRAMES):
        frame.decompose()
    seen = {address.rstrip("/")}
    for anchor in tree.css("a[href]")[:MOST_LINKS]:
        try:
            target = quote(urljoin(base_address, (anchor.attributes.get("href") or "").strip()), safe=SAFE)
            host = urlsplit(target).hostname
        except ValueError:
            continue
        is_contact = target.startswith(("mailto:", "tel:"))
        if not is_contact and (not target.startswith(("http://", "https://")) or host == _host(address)):
            continue
        if target.rstrip("/") in seen:
            continue
        seen.add(target.rstrip("/"))
        words = text_of(anchor.text(separator=" ")) or text_of(anchor.attributes.get("aria-label"))
        yield target, words or text_of(anchor.attributes.get("title"))


def _meta(tree: LexborHTMLParser, *names: str) -> str:
    for name in names:
        node = tree.css_first(f'meta[property="{name}"], meta[name="{name}"]')
        if node is not None and (content := text_of(node.attributes.get("content"))):
            return content
    return ""


def _text(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector)
    return text_of(node.text(separator=" ")) if node is not None else ""


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""
