"""Guessing a password of a visitors' page is slow: per page and client address, and per page over all addresses.

Kept in the main database, the one place that every process of every machine shares; an attempt is counted in a
transaction before its password is compared, so a hundred sent at once count as a hundred. A visitor who is being
held off costs one read.
"""

import hashlib
import hmac
import ipaddress
import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from kliqs.links.models import PasswordAttempts
from kliqs.settings import load

KEPT_MS = 48 * 3_600_000


@dataclass(frozen=True, slots=True)
class Limit:
    """`free` wrong passwords cost nothing; each further one doubles the wait, from 1 s to `longest_s`. One is forgiven
    every `forgiven_every_s`."""

    free: int
    longest_s: int
    forgiven_every_s: int

    def wait_ms(self, row: PasswordAttempts, now_ms: int) -> int:
        """How long until the next attempt; a clock that stepped back must not lock anyone out for longer."""
        return max(0, min(row.next_at - now_ms, self.longest_s * 1_000))

    def count(self, row: PasswordAttempts, now_ms: int) -> None:
        """Count one attempt as wrong, until `succeed` says otherwise."""
        forgiven = max(0, now_ms - row.updated_at) // (self.forgiven_every_s * 1_000)
        row.failures = max(0, row.failures - forgiven) + 1
        doublings = min(row.failures - self.free - 1, 32)
        row.next_at = now_ms + min(2**doublings, self.longest_s) * 1_000 if doublings >= 0 else 0
        row.updated_at = now_ms


PER_VISITOR = Limit(free=5, longest_s=3_600, forgiven_every_s=3_600)
PER_LINK = Limit(free=100, longest_s=60, forgiven_every_s=30)  # mild: it may not let a stranger lock everybody out


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that was counted, or must wait `wait_s` first."""

    visitor_key: str
    link_key: str
    wait_s: float


def begin(page: str, address: str) -> Attempt:
    """Count an attempt of this client on a page (`route/7`, say). The password is compared only when `wait_s` is 0."""
    visitor_key, link_key = _key(page, _network(address)), _key(page, "")
    wait_ms = _count({visitor_key: PER_VISITOR, link_key: PER_LINK})
    return Attempt(visitor_key, link_key, wait_ms / 1_000)


def hold_off(deed: str, address: str, limit: Limit) -> float:
    """Count one `deed` of this client, unless it must wait: returns how many s, 0 when it may go on."""
    return _count({client_key(deed, address): limit}) / 1_000


def client_key(deed: str, address: str) -> str:
    """A keyed hash that stands for a client in what is counted of a `deed`: the address cannot be read from it."""
    return _keyed(f"{deed}\n{_network(address)}")


def succeed(attempt: Attempt) -> None:
    """The password was right: this visitor starts afresh, and the attempt does not count against the link."""
    with transaction.atomic():
        keys = [attempt.visitor_key, attempt.link_key]
        for row in PasswordAttempts.objects.select_for_update().filter(key__in=keys).order_by("key"):
            row.failures = 0 if row.key == attempt.visitor_key else max(0, row.failures - 1)
            row.next_at = 0
            row.save(update_fields=["failures", "next_at"])


def _count(limits: dict[str, Limit]) -> int:
    """Count one attempt under each key, or none where one has to wait: returns how many ms. Waiting costs one read."""
    now_ms = time.time_ns() // 1_000_000
    if wait_ms := _longest_wait(PasswordAttempts.objects.filter(key__in=limits), limits, now_ms):
        return wait_ms
    _sweep(now_ms)
    with transaction.atomic():
        PasswordAttempts.objects.bulk_create(
            [PasswordAttempts(key=key, updated_at=now_ms) for key in limits], ignore_conflicts=True
        )
        rows = list(PasswordAttempts.objects.select_for_update().filter(key__in=limits).order_by("key"))
        wait_ms = _longest_wait(rows, limits, now_ms)
        if not wait_ms:
            for row in rows:
                limits[row.key].count(row, now_ms)
                row.save(update_fields=["failures", "next_at", "updated_at"])
    return wait_ms


def _longest_wait(rows: Iterable[PasswordAttempts], limits: dict[str, Limit], now_ms: int) -> int:
    return max((limits[row.key].wait_ms(row, now_ms) for row in rows), default=0)


def _sweep(now_ms: int) -> None:
    """Drop what no longer holds anybody off. Rows in use are skipped, so that no two attempts wait for each other."""
    old = PasswordAttempts.objects.select_for_update(skip_locked=True).filter(updated_at__lt=now_ms - KEPT_MS)
    PasswordAttempts.objects.filter(pk__in=old.values("pk")).delete()


def _key(page: str, network: str) -> str:
    return _keyed(f"password attempts\n{page}\n{network}")


def _keyed(message: str) -> str:
    return hmac.new(load().secret_key.encode(), message.encode(), hashlib.sha256).hexdigest()[:32]


def _network(address: str) -> str:
    """What counts as one client: an IPv4 address, or the /64 that an IPv6 customer is given whole."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address or "unknown"
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip, 64), strict=False))
