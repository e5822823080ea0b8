"""Blocking destination hosts: no new link leads there, and the links that already do can be disabled with it."""

from django.db import transaction
from django.db.models import QuerySet

from kliqs.accounts.disabling import checked_reason
from kliqs.events.audit import Actor, record_audit
from kliqs.events.recording import record_change
from kliqs.links.blocked_hosts import TOPIC
from kliqs.links.destinations import ascii_host
from kliqs.links.disabling import disable_links
from kliqs.links.models import BlockedHost, Link
from kliqs.links.searching import leads_to

DISABLED_AT_ONCE = 500  # links a transaction: others wait for it


def block_host(host: str, reason: str, *, actor: Actor | None) -> BlockedHost:
    """Refuse new links to a host and everything below it, in every process. Blocked again, it takes the new reason.

    Raises KliqsError INVALID_URL for what is no host, or REASON_MISSING.
    """
    name, said = ascii_host(host.strip()), checked_reason(reason)
    with transaction.atomic():
        blocked, _ = BlockedHost.objects.update_or_create(host=name, defaults={"reason": said})
        record_change(TOPIC, [name])
        record_audit("host.blocked", actor, workspace_id=None, subject=name, reason=said)
    return blocked


def unblock_host(host: str, *, actor: Actor | None) -> bool:
    """Allow links to the host again; what was disabled stays so. Returns whether it was blocked."""
    name = ascii_host(host.strip())
    with transaction.atomic():
        if not BlockedHost.objects.filter(host=name).delete()[0]:
            return False
        record_change(TOPIC, [name])
        record_audit("host.unblocked", actor, workspace_id=None, subject=name)
    return True


def disable_links_to(blocked: BlockedHost, *, actor: Actor | None) -> int:
    """Disable every link that leads to the host or below it, so many at a time. Returns how many."""
    count = 0
    while ids := list(working_links_to(blocked.host).values_list("pk", flat=True)[:DISABLED_AT_ONCE]):
        count += disable_links(ids, blocked.reason, actor=actor)
    return count


def working_links_to(host: str) -> "QuerySet[Link]":
    """The links that lead to a host (as `ascii_host` makes it) or below it and are not disabled themselves."""
    return Link.objects.filter(leads_to(host), deleted_at=None, disabled_at=None)
