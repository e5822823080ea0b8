"""Fetching what a stranger's address leads to, and nothing that only this machine or its network can reach.

A name is resolved once for each connection, every address it has is checked, and the connection goes to one of those
very addresses: there is no second look-up that could answer otherwise (DNS rebinding). Redirects are followed one at a
time, each as if it were the first. Size, time and number of redirects are bounded, also for what arrives compressed.
"""

import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore

from kliqs.errors import KliqsError
from kliqs.links.destinations import check_destination
from kliqs.settings import Settings

MOST_REDIRECTS = 5
WITHIN_S = 12.0  # all of one fetch, from the first look-up to the last byte
QUIET_S = 5.0  # how long nothing may arrive
PORTS = {"http": 80, "https": 443}
REDIRECTS = (301, 302, 303, 307, 308)
AGENT = b"Mozilla/5.0 (compatible; KliqsImport/1.0)"
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: IPv4 addresses in IPv6 ones
NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")  # RFC 8215

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Fetched:
    """`address` is where the redirects ended; `kind` is the media type, lower-case; `body` is unpacked."""

    address: str
    kind: str
    body: bytes


def resolve(host: str, port: int) -> list[str]:
    """Every address that a name has, v4 and v6. Raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: str) -> bool:
    """Whether the whole internet means the same by this address. What carries an IPv4 address inside (v4-mapped, 6to4,
    Teredo, NAT64) is judged by that."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:  # such as one with a scope: fe80::1%eth0
        return False
    return all(each.is_global and not each.is_multicast for each in (ip, *_inside(ip)))


class Fetcher:
    """Fetches for one person's wish; all that it fetches must be there within `within_s`."""

    def __init__(self, settings: Settings, *, resolve: Resolve = resolve, within_s: float = WITHIN_S) -> None:
        self._settings = settings
        self._backend = _CheckedBackend(resolve, time.monotonic() + within_s, settings.import_from_private)

    def fetch(self, address: str, largest: int) -> Fetched:
        """What an address leads to, at most `largest` bytes. Raises KliqsError INVALID_URL, UNSAFE_URL or
        SOURCE_UNREACHABLE, blaming `url`."""
        location = address.strip()
        for _ in range(MOST_REDIRECTS + 1):
            location = self._checked(location)
            found = self._fetched(location, largest)
            if isinstance(found, Fetched):
                return found
            location = urljoin(location, found)
        raise _unreachable("It redirects too often.")

    def _checked(self, address: str) -> str:
        location = check_destination(address, self._settings).partition("#")[0]
        parts = urlsplit(location)
        if parts.port not in (None, PORTS[parts.scheme]) and not self._settings.import_from_private:
            raise _unreachable("It names a port, and only the usual ones are asked.")
        return location

    def _fetched(self, location: str, largest: int) -> Fetched | str:
        """The answer, or where it redirects to."""
        headers = [(b"Host", urlsplit(location).netloc.encode()), (b"User-Agent", AGENT)]
        headers += [(b"Accept", b"text/html,application/json,image/*;q=0.8,*/*;q=0.5"), (b"Accept-Encoding", b"gzip")]
        times = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), QUIET_S)}
        try:
            with (
                httpcore.ConnectionPool(
                    network_backend=self._backend, ssl_context=_tls(), max_keepalive_connections=0
                ) as pool,
                pool.stream("GET", location, headers=headers, extensions=times) as answer,
            ):
                fields = {name.lower(): value for name, value in answer.headers}
                if answer.status in REDIRECTS and b"location" in fields:
                    return fields[b"location"].decode("latin-1")
                if answer.status != 200:
                    raise _unreachable(f"It answers with status {answer.status}.")
                encoding = fields.get(b"content-encoding", b"").strip().lower()
                body = b"".join(_bounded(_unpacked(answer.iter_stream(), encoding), largest))
                kind = fields.get(b"content-type", b"").partition(b";")[0].strip().lower().decode("latin-1")
                return Fetched(location, kind, body)
        except (httpcore.TimeoutException, TimeoutError) as problem:
            raise _unreachable("It takes too long to answer.") from problem
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError, UnicodeError, zlib.error) as problem:
            raise _unreachable("It does not answer.") from problem


class _CheckedBackend(httpcore.NetworkBackend):
    """Connects to public addresses alone, and to none once the time is over."""

    def __init__(self, resolve: Resolve, until: float, is_private_allowed: bool) -> None:
        self._resolve = resolve
        self._until = until
        self._is_private_allowed = is_private_allowed
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        addresses = list(self._resolve(host.strip("[]"), port))
        if not addresses or not (self._is_private_allowed or all(map(is_public, addresses))):
            raise _unreachable("It is not on the public internet.")
        stream = self._network.connect_tcp(addresses[0], port, _left(self._until, timeout), local_address)
        return _TimedStream(stream, self._until)


class _TimedStream(httpcore.NetworkStream):
    """A connection that ends with the time, however slowly something still arrives."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream = stream
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._until, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._until, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, _left(self._until, timeout))
        return _TimedStream(stream, self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(until: float, timeout: float | None) -> float:
    """The shorter of a timeout and the time that is left. Raises TimeoutError when none is."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left if timeout is None else min(left, timeout)


def _unpacked(parts: Iterable[bytes], encoding: bytes) -> Iterator[bytes]:
    """The body's parts, a compressed one at most 64 kB at a time, so that a bomb is heard before it bursts."""
    if encoding in (b"", b"identity"):
        yield from parts
        return
    if encoding not in (b"gzip", b"x-gzip"):
        raise _unreachable("It answers in an encoding that was not asked for.")
    unpacker = zlib.decompressobj(wbits=31)
    for part in parts:
        rest = part
        while rest and not unpacker.eof:
            yield unpacker.decompress(rest, 65_536)
            rest = unpacker.unconsumed_tail


def _bounded(parts: Iterable[bytes], largest: int) -> Iterator[bytes]:
    size = 0
    for part in parts:
        size += len(part)
        if size > largest:
            raise _unreachable(f"It is larger than {largest // 1024:,} kB.")
        yield part


def _inside(ip: Address) -> Iterator[Address]:
    """The IPv4 addresses that an IPv6 one carries."""
    if isinstance(ip, ipaddress.IPv4Address):
        return
    for carried in (ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())):
        if carried is not None:
            yield carried
    if ip in NAT64 or ip in NAT64_LOCAL:
        yield ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)


def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def _unreachable(reason: str) -> KliqsError:
    return KliqsError("SOURCE_UNREACHABLE", f"The page could not be read. {reason}", "url")
