"""The lane's parts by themselves: cache, paths, languages, queries, addresses; and that none of them needs Django."""

import subprocess
import sys

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kliqs.edge.cache import UNKNOWN_FOR_MS, RouteCache
from kliqs.edge.entries import NEVER, Entry
from kliqs.edge.hosts import ClientAddresses, ShortHosts
from kliqs.edge.visits import language_of, slug_of, with_query, without_qr_mark
from kliqs.settings import load

SLUGS = st.sampled_from([b"a", b"b", b"c", b"d", b"e", b"f"])
OPERATIONS = st.lists(st.tuples(st.sampled_from(["keep", "get", "drop", "unknown"]), SLUGS), max_size=60)


def entry(number: int) -> Entry:
    return (b"https://example.com/%d" % number, b"1\t%d" % number, NEVER, None)


@given(size=st.integers(1, 5), operations=OPERATIONS)
def test_the_cache_never_tells_what_was_dropped_or_replaced_and_stays_small(
    size: int, operations: list[tuple[str, bytes]]
) -> None:
    cache, truth = RouteCache(size), dict[bytes, Entry | None]()
    for number, (operation, slug) in enumerate(operations):
        if operation == "keep":
            truth[slug] = entry(number)
            cache.drop(slug)
            cache.keep(slug, truth[slug], cache.epoch, 0)
        elif operation == "drop":
            truth.pop(slug, None)
            cache.drop(slug)
        elif operation == "unknown" and slug not in truth:
            cache.keep(slug, None, cache.epoch, 0)
        else:
            assert cache.get(slug) in (None, truth.get(slug))
        assert len(cache) <= size + 2


def test_what_was_read_before_an_invalidation_is_not_kept_after_it() -> None:
    cache = RouteCache(10)
    epoch = cache.epoch
    cache.drop(b"slug")  # changed while the database was being asked
    cache.keep(b"slug", entry(1), epoch, 0)
    assert cache.get(b"slug") is None


def test_an_unknown_slug_is_remembered_for_seconds_and_not_across_a_clock_that_steps_back() -> None:
    cache = RouteCache(10)
    cache.keep(b"slug", None, cache.epoch, 1_000_000)
    assert cache.is_unknown(b"slug", 1_000_000)
    assert cache.is_unknown(b"slug", 1_000_000 + UNKNOWN_FOR_MS - 1)
    assert not cache.is_unknown(b"slug", 1_000_000 + UNKNOWN_FOR_MS)
    cache.keep(b"slug", None, cache.epoch, 1_000_000)
    assert not cache.is_unknown(b"slug", 10)


@given(st.binary(max_size=80))
def test_a_slug_out_of_any_path_is_one_that_could_be_kept(path: bytes) -> None:
    slug = slug_of(b"/" + path)
    assert slug is None or (1 <= len(slug) <= 64 and slug == slug.lower() and slug.isascii())


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (b"", "en"),
        (b"id", "id"),
        (b"en-US,en;q=0.9,id;q=0.8", "en"),
        (b"fr,id;q=0.3,en;q=0.2", "id"),
        (b"id;q=0,en;q=0.1", "en"),
        (b"de", "en"),
        (b"id;q=nonsense", "en"),
    ],
)
def test_the_language_is_the_one_preferred(header: bytes, language: str) -> None:
    assert language_of(header, "en") == language


@given(st.binary(max_size=300))
def test_any_language_header_gets_an_answer(header: bytes) -> None:
    assert language_of(header, "en") in ("en", "id")


def test_a_query_goes_before_the_fragment() -> None:
    assert with_query(b"https://a.b/c?d=e#f", b"g=h") == b"https://a.b/c?d=e&g=h#f"
    assert without_qr_mark(b"a=1&qr=1&b=2") == (b"a=1&b=2", True)
    assert without_qr_mark(b"qr=2") == (b"qr=2", False)


def test_only_what_trusted_proxies_wrote_is_believed() -> None:
    addresses = ClientAddresses(msgspec.structs.replace(load(), trusted_proxies="10.0.0.0/8"))
    assert addresses.client("10.0.0.1", "1.1.1.1, 2.2.2.2") == "2.2.2.2"
    assert addresses.client("10.0.0.1", "1.1.1.1, 10.0.0.2") == "1.1.1.1"
    assert addresses.client("3.3.3.3", "1.1.1.1") == "3.3.3.3"
    assert addresses.client("10.0.0.1", "nonsense") == "10.0.0.1"


def test_on_a_real_domain_only_that_host_is_the_short_host() -> None:
    real = ShortHosts(msgspec.structs.replace(load(), domain="kliqs.me", api_host="api.kliqs.me"))
    assert b"KLIQS.me" in real
    assert b"evil.example" not in real
    assert b"api.kliqs.me" not in real


def test_the_data_plane_starts_without_django() -> None:
    program = (
        "import sys, kliqs.edge.protocol, kliqs.edge.app, kliqs.edge.sweep, kliqs.routes.resolving, kliqs.clicks.log;"
        "assert 'django' not in sys.modules, sorted(m for m in sys.modules if m.startswith('django'))[:5]"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
