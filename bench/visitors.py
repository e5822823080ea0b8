"""Who clicks: the header fields that the visits of `clicks_data` came with.

Devices, versions, languages and referrers combine freely, so that one visitor's header block rarely equals another's,
although most of its lines do.
"""

from collections.abc import Iterator
from pathlib import Path

from bench.clicks_data import Traffic, lines

AGENT, REFERRER, LANGUAGE = 10, 11, 12  # fields of a click-log line
ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
BROWSER = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Mobile Safari/537.36",
    "Accept": ACCEPT,
    "Accept-Language": "id-ID,id;q=0.9,en-US;q=0.8,en;q=0.7",
    "Referer": "https://www.instagram.com/",
}


def visitors(number: int) -> Iterator[dict[str, str]]:
    """The header fields of that many visits, always the same; what a visitor did not send is left out."""
    for chunk in lines(number, Traffic(people=number)):
        for line in chunk.decode("ascii").splitlines():
            sent = line.split("\t")
            fields = {
                "User-Agent": sent[AGENT],
                "Accept": ACCEPT,
                "Accept-Language": sent[LANGUAGE],
                "Referer": sent[REFERRER],
            }
            yield {name: value for name, value in fields.items() if value}


def write_requests(path: Path, number: int) -> Path:
    """The header lines of that many visits, each block ended by an empty line, for `scripts/visitors.lua`."""
    blocks = ("".join(f"{name}: {value}\n" for name, value in fields.items()) for fields in visitors(number))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(blocks) + "\n", encoding="ascii")
    return path
