"""Deleting links and taking that back. A deleted link keeps its row and its history, and frees its place and slug."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from kliqs.accounts.membership import lock_workspace
from kliqs.accounts.models import Workspace
from kliqs.accounts.plans import UNLIMITED, plan
from kliqs.errors import KliqsError
from kliqs.events.audit import Actor, record_audit
from kliqs.events.recording import record_change
from kliqs.links.destinations import check_destination, reversed_host
from kliqs.links.models import Link
from kliqs.links.publishing import route_values, taking_external_id, taking_slug
from kliqs.routes.models import Route
from kliqs.routes.resolving import route_key
from kliqs.settings import Settings

MOST_NAMED = 10  # slugs that an audit entry names


def delete_links(workspace_id: int, public_ids: Sequence[uuid.UUID], *, actor: Actor | None) -> set[uuid.UUID]:
    """Delete the workspace's links of these ids; ids that are none of its are passed over. Returns those that went."""
    with transaction.atomic():
        workspace = lock_workspace(workspace_id)  # as creates do: no count is lost between them
        links = list(Link.objects.filter(workspace_id=workspace_id, public_id__in=public_ids, deleted_at=None))
        if not links:
            return set()
        Route.objects.filter(target__in=[link.pk for link in links]).delete()
        Link.objects.filter(pk__in=[link.pk for link in links]).update(deleted_at=timezone.now())
        _count(workspace, -len(links))
        _tell("link.deleted", links, actor)
    return {link.public_id for link in links}


def restore_links(
    workspace_id: int, public_ids: Sequence[uuid.UUID], settings: Settings, *, actor: Actor | None
) -> int:
    """Take a deletion back, all or nothing, if the plan has room and slugs and external ids are still free. Returns
    how many.

    Raises KliqsError SHORTLINK_LIMIT_REACHED, SLUG_ALREADY_EXISTS, EXTERNAL_ID_ALREADY_EXISTS or UNSAFE_URL.
    """
    with transaction.atomic():
        workspace = lock_workspace(workspace_id)  # as creates do: no count is lost between them
        links = list(Link.objects.filter(workspace_id=workspace_id, public_id__in=public_ids, deleted_at__isnull=False))
        if not links:
            return 0
        room = plan(workspace.plan).links
        if room != UNLIMITED and workspace.link_count + len(links) > room:
            raise KliqsError("SHORTLINK_LIMIT_REACHED")
        for link in links:
            location = check_destination(link.destination, settings)
            _publish(link, location)
            with taking_external_id(link.external_id):
                Link.objects.filter(pk=link.pk).update(deleted_at=None, host_reversed=reversed_host(location))
        _count(workspace, len(links))
        _tell("link.restored", links, actor)
    return len(links)


def _count(workspace: Workspace, change: int) -> None:
    workspace.link_count += change
    workspace.save(update_fields=["link_count"])


def _publish(link: Link, location: str) -> None:
    with taking_slug(link.slug):
        Route.objects.create(
            domain_id=link.domain_id,
            target=link.pk,
            workspace_id=link.workspace_id,
            destination=location,
            **route_values(link),
        )


def _tell(action: str, links: Sequence[Link], actor: Actor | None) -> None:
    record_change("route", [route_key(link.domain_id, link.slug) for link in links])
    slugs = ", ".join(link.slug for link in links[:MOST_NAMED])
    record_audit(action, actor, workspace_id=links[0].workspace_id, subject=slugs, count=len(links))
