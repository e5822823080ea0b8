"""Blocking destination hosts: no new link leads there, and the links that already do can be disabled with it."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Max

from kliqs.accounts.models import User
from kliqs.events.audit import record_audit
from kliqs.events.recording import record_change
from kliqs.links.blocked_hosts import TOPIC
from kliqs.links.changing import disable_link
from kliqs.links.destinations import ascii_host, host_of
from kliqs.links.models import BlockedHost
from kliqs.routes.models import Route

SCANNED_AT_ONCE = 100_000  # Routes a query; a whole table of millions would outlast PostgreSQL's statement timeout


def block_host(host: str, reason: str, *, actor: User | None) -> BlockedHost:
    """Refuse new links to a host and everything below it, in every process. Blocked again, it takes the new reason.

    Raises KliqsError INVALID_URL for what is no host.
    """
    name = ascii_host(host.strip())
    with transaction.atomic():
        blocked, _ = BlockedHost.objects.update_or_create(host=name, defaults={"reason": reason})
        record_change(TOPIC, [name])
        record_audit("host.blocked", actor, workspace_id=None, subject=name, reason=reason)
    return blocked


def unblock_host(host: str, *, actor: User | None) -> bool:
    """Allow links to the host again; what was disabled stays so. Returns whether it was blocked."""
    name = ascii_host(host.strip())
    with transaction.atomic():
        if not BlockedHost.objects.filter(host=name).delete()[0]:
            return False
        record_change(TOPIC, [name])
        record_audit("host.unblocked", actor, workspace_id=None, subject=name)
    return True


def disable_links_to(blocked: BlockedHost, *, actor: User | None) -> int:
    """Disable every link that leads to the host or below it, each in a transaction of its own. Returns how many."""
    link_ids = list(_links_to(blocked.host))
    for link_id in link_ids:
        disable_link(link_id, blocked.reason, actor=actor)
    return len(link_ids)


def _links_to(host: str) -> Iterator[int]:
    """The links whose Route leads there and works, found by reading all Routes: no index knows hosts."""
    last = Route.objects.aggregate(last=Max("pk"))["last"] or 0
    for start in range(0, last, SCANNED_AT_ONCE):
        routes = Route.objects.filter(
            pk__gt=start, pk__lte=start + SCANNED_AT_ONCE, disabled=False, destination__contains=host
        )
        for target, destination in routes.values_list("target", "destination"):
            found = host_of(destination)
            if found == host or found.endswith(f".{host}"):
                yield target
