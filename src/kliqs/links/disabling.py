"""Switching links off, with a reason their owner gets to read, and on again. For the operator, whichever workspace
they are of."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from kliqs.accounts.disabling import checked_reason
from kliqs.errors import KliqsError
from kliqs.events.audit import Actor, record_audit
from kliqs.events.recording import record_change
from kliqs.links.models import Link
from kliqs.routes.models import Route
from kliqs.routes.resolving import route_key


def disable_link(link_id: int, reason: str, *, actor: Actor | None) -> Link:
    """Let a link answer with the page that says it is disabled. Disabled again, it takes the new reason.

    Raises KliqsError LINK_NOT_FOUND or REASON_MISSING.
    """
    said = checked_reason(reason)
    with transaction.atomic():
        (link,) = _set_disabled(_locked([link_id]), said, timezone.now(), "link.disabled", actor)
    return link


def enable_link(link_id: int, *, actor: Actor | None) -> Link:
    """Let a disabled link lead where it led. Raises KliqsError LINK_NOT_FOUND."""
    with transaction.atomic():
        links = _locked([link_id])
        if links[0].disabled_at is None:
            return links[0]
        (link,) = _set_disabled(links, "", None, "link.enabled", actor)
    return link


def disable_links(link_ids: Collection[int], reason: str, *, actor: Actor | None) -> int:
    """Disable many in one transaction, those that are not yet. Returns how many. Raises KliqsError REASON_MISSING."""
    said = checked_reason(reason)
    with transaction.atomic():
        working = Link.objects.select_for_update(of=("self",)).filter(pk__in=link_ids, disabled_at=None)
        links = _set_disabled(list(working.order_by("pk")), said, timezone.now(), "link.disabled", actor)
    return len(links)


def _locked(link_ids: Collection[int]) -> list[Link]:
    links = list(Link.objects.select_for_update(of=("self",)).filter(pk__in=link_ids))
    if not links:
        raise KliqsError("LINK_NOT_FOUND")
    return links


def _set_disabled(
    links: Sequence[Link], reason: str, at: datetime | None, action: str, actor: Actor | None
) -> Sequence[Link]:
    ids = [link.pk for link in links]
    Link.objects.filter(pk__in=ids).update(disabled_at=at, disabled_reason=reason)
    Route.objects.filter(target__in=ids).update(disabled=at is not None)
    for link in links:
        link.disabled_at, link.disabled_reason = at, reason
        told = {"reason": reason} if reason else {}
        record_audit(action, actor, workspace_id=link.workspace_id, subject=link.slug, **told)
    if links:
        record_change("route", [route_key(link.domain_id, link.slug) for link in links])
    return links
