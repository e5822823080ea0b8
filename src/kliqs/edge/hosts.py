"""Which hosts are short hosts, and whose word on the client's address is believed."""

import ipaddress
from functools import lru_cache

from kliqs.settings import Settings


class ShortHosts:
    """Tells whether a Host header names the short host."""

    def __init__(self, settings: Settings) -> None:
        self._own = settings.domain.lower().encode("ascii")
        self._others = {
            host.lower().encode("ascii")
            for host in (settings.api_host, settings.dash_host, settings.docs_host, settings.home_host)
        }
        self._any = settings.is_loopback

    def __contains__(self, host: bytes) -> bool:
        """While the domain is a loopback name, every host that is not another surface's counts as the short host."""
        if host == self._own:
            return True
        lower = host.lower()
        return lower == self._own or (self._any and lower not in self._others)


class ClientAddresses:
    """`X-Forwarded-For` counts only as far as it was written by trusted proxies: the rightmost address that is not
    one of theirs is the client's."""

    def __init__(self, settings: Settings) -> None:
        self._networks = settings.trusted_networks
        self.trusts_nobody = not self._networks
        self._is_trusted = lru_cache(maxsize=4096)(self._compare)

    def client(self, peer: str, forwarded_for: str | None) -> str:
        if self.trusts_nobody or not forwarded_for or not self._is_trusted(peer):
            return peer
        for address in reversed([part.strip() for part in forwarded_for.split(",")]):
            if not _is_address(address):
                return peer
            if not self._is_trusted(address):
                return address
            peer = address
        return peer

    def is_proxy(self, peer: str) -> bool:
        return not self.trusts_nobody and self._is_trusted(peer)

    def _compare(self, address: str) -> bool:
        if not _is_address(address):
            return False
        ip = ipaddress.ip_address(address)
        return any(ip in network for network in self._networks)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
