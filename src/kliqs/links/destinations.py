"""What a destination may be, and how it stands in a Location header."""

import ipaddress
import re
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

import idna

from kliqs.errors import KliqsError
from kliqs.links import blocked_hosts
from kliqs.settings import Settings

MAX_LENGTH = 8_192
# WHATWG URL: these never stand in a URL that was copied whole; a parser that drops them would hide a header split.
FORBIDDEN = re.compile(r'[\x00-\x20\x7f-\x9f\ud800-\udfff\\<>"]')
# What nearly every destination looks like: nothing in it needs encoding, and no parser reads it differently.
PLAIN = re.compile(r"https?://([a-z0-9.-]+)(?:/[A-Za-z0-9%/:?@!$&'()*+,;=~._-]*)?\Z")
HOST = re.compile(r"https?://(\[[^]]+\]|[^/:?#]+)")  # of a destination that was checked
LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)\Z")
SAFE = "%/:?#[]@!$&'()*+,;=~-._"


def check_destination(text: str, settings: Settings) -> str:
    """The destination as a Location header carries it: ASCII, host in punycode.

    Raises KliqsError INVALID_URL or, for a host that the operator has blocked, UNSAFE_URL, blaming `url`.
    """
    if not text:
        raise _invalid("Send the destination in `url`.")
    if len(text) > MAX_LENGTH:
        raise _invalid(f"The URL is longer than {MAX_LENGTH:,} characters.")
    plain = PLAIN.match(text)
    if plain and ascii_host(plain[1]) == plain[1] and not _is_ours(plain[1], settings):
        _refuse_blocked(plain[1])
        return text
    if FORBIDDEN.search(text):
        raise _invalid("The URL contains spaces or characters that must be percent-encoded.")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _invalid("The URL cannot be read.") from None
    if parts.scheme.lower() not in ("http", "https"):
        raise _invalid("The URL must start with http:// or https://.")
    if "@" in parts.netloc:
        raise _invalid("The URL must not carry a user name or password.")
    host = ascii_host(parts.hostname or "")
    if _is_ours(host, settings):
        raise _invalid("The URL leads back to Kliqs itself.")
    _refuse_blocked(host)
    location = urlunsplit(
        (
            parts.scheme.lower(),
            host if port is None else f"{host}:{port}",
            quote(parts.path, safe=SAFE),
            quote(parts.query, safe=SAFE),
            quote(parts.fragment, safe=SAFE),
        )
    )
    if len(location) > MAX_LENGTH:
        raise _invalid(f"Percent-encoded, the URL is longer than {MAX_LENGTH:,} characters.")
    return location


@lru_cache(maxsize=4096)
def ascii_host(host: str) -> str:
    """A domain name in ASCII, or an address; brackets stay around IPv6. Raises KliqsError INVALID_URL."""
    if ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host)}]"
        except ValueError:
            raise _invalid("The URL's host is not an address.") from None
    name = host.rstrip(".").lower()
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except idna.IDNAError:
            raise _invalid("The URL's host is not a domain name.") from None
    labels = name.split(".")
    if labels[-1].isdigit():
        return _ipv4(name)
    if len(labels) < 2 or len(name) > 253 or not all(LABEL.match(label) for label in labels):
        raise _invalid("The URL has no real host, such as example.com.")
    return name


def _ipv4(name: str) -> str:
    try:
        return str(ipaddress.IPv4Address(name))
    except ValueError:
        raise _invalid("The URL's host is not an address.") from None


def reversed_host(location: str) -> str:
    """The host of a checked destination as `Link.host_reversed` keeps it."""
    found = HOST.match(location)
    return turned(found[1]) if found else ""


@lru_cache(maxsize=4096)
def turned(host: str) -> str:
    """A host with its labels the other way round, `id.marketku.www`: what stands below a host then begins with it."""
    return ".".join(reversed(host.split(".")))


def _refuse_blocked(host: str) -> None:
    if blocked_hosts.is_blocked(host):
        raise KliqsError("UNSAFE_URL", f"Links to {host} are not allowed here.", "url")


def _is_ours(host: str, settings: Settings) -> bool:
    """A link to a short link could lead in circles."""
    return host == settings.domain_name


def _invalid(message: str) -> KliqsError:
    return KliqsError("INVALID_URL", message, "url")
