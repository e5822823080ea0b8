"""What is fetched for a stranger comes from the public internet, in time and in bounds, or not at all."""

import re
from collections.abc import Iterator

import httpcore
import msgspec
import pytest

from bio.strange_sites import addresses_of, strange_site
from kliqs.bio.importing.fetching import Fetcher, is_public
from kliqs.errors import KliqsError
from kliqs.settings import load

pytestmark = pytest.mark.any_engine

LARGEST = 1_000_000
SETTINGS = load()
OPEN = msgspec.structs.replace(SETTINGS, import_from_private=True)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with strange_site() as origin:
        yield origin


def refusal(address: str, **options: object) -> str:
    settings = options.pop("settings", SETTINGS)
    with pytest.raises(KliqsError) as refused:
        Fetcher(settings, **options).fetch(address, LARGEST)  # type: ignore[arg-type]
    assert refused.value.field == "url"
    return f"{refused.value.code} {refused.value.message}"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "fd12::1"),
        *("ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b:1::a00:1"),
        *("2001:db8::1", "fe80::1%lo", "localhost", ""),
    ],
)
def test_addresses_of_this_machine_and_of_private_networks_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


def test_a_page_is_fetched_where_private_addresses_are_allowed(site: str) -> None:
    fetched = Fetcher(OPEN).fetch(f"{site}/away", LARGEST)
    assert (fetched.address, fetched.kind) == (f"{site}/page", "text/html")
    assert b"Warung Citra" in fetched.body
    assert Fetcher(OPEN).fetch(f"{site}/zipped", LARGEST).body == fetched.body


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/", "http://[::1]/", "http://0x7f000001/", "http://2130706433/", "http://[::ffff:10.0.0.1]/"],
)
def test_loopback_is_refused_however_it_is_written(address: str) -> None:
    assert re.match("SOURCE_UNREACHABLE|INVALID_URL", refusal(address))


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    resolve = addresses_of(["93.184.215.14", "10.0.0.1"])
    assert "public internet" in refusal("http://shop.example/", resolve=resolve)


def test_a_name_that_is_looked_up_once_cannot_change_its_mind(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the address that was checked is the one that is connected to."""
    asked: list[str] = []

    def connect(_: object, host: str, *__: object, **___: object) -> httpcore.NetworkStream:
        asked.append(host)
        raise httpcore.ConnectError("nobody is there")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    resolve = addresses_of(["93.184.215.14"], ["127.0.0.1"])
    assert "does not answer" in refusal("http://shop.example/", resolve=resolve)
    assert asked == ["93.184.215.14"]
    assert "public internet" in refusal("http://shop.example/", resolve=resolve)
    assert asked == ["93.184.215.14"]


def test_a_redirect_is_checked_like_the_first_address(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stranger's own server is let through by its name, and leads to the machine's metadata."""
    port = int(site.rpartition(":")[2])
    connect = httpcore.SyncBackend.connect_tcp
    monkeypatch.setattr(
        httpcore.SyncBackend, "connect_tcp", lambda self, host, _, *more: connect(self, "127.0.0.1", port, *more)
    )
    resolve = addresses_of(["93.184.215.14"], ["169.254.169.254"])
    assert "public internet" in refusal("http://shop.example/metadata", resolve=resolve)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("round", "redirects too often"),
        ("file", "INVALID_URL"),
        ("missing", "status 404"),
        ("huge", "larger than"),
        ("bomb", "larger than"),
    ],
)
def test_what_leads_nowhere_or_has_no_end_is_refused(site: str, path: str, told: str) -> None:
    assert told in refusal(f"{site}/{path}", settings=OPEN)


def test_what_drips_is_given_up_when_the_time_is_over(site: str) -> None:
    assert "too long" in refusal(f"{site}/drip", settings=OPEN, within_s=1.0)


@pytest.mark.parametrize(
    "address", ["http://shop.example:22/", "https://shop.example:8443/", "ftp://shop.example/", "x"]
)
def test_other_ports_and_schemes_are_not_asked(address: str) -> None:
    assert re.match("SOURCE_UNREACHABLE|INVALID_URL", refusal(address, resolve=addresses_of()))


def test_nothing_private_is_allowed_unless_an_operator_says_so() -> None:
    assert SETTINGS.import_from_private is False
