"""Changing a link. What visitors get follows in the same transaction: the Route is published anew, and every process
hears of it."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from kliqs.accounts.models import User
from kliqs.errors import InvalidBody, KliqsError, Problem
from kliqs.events.audit import record_audit
from kliqs.events.recording import record_change
from kliqs.links.fields import check_fields
from kliqs.links.models import Link
from kliqs.links.passwords import hash_password
from kliqs.links.publishing import route_values, taking_slug
from kliqs.links.tagging import replace_tags
from kliqs.routes.models import Route
from kliqs.routes.resolving import route_key
from kliqs.settings import Settings

FIELDS = (
    "url",
    "slug",
    "title",
    "description",
    "image",
    "notes",
    "tags",
    "expires_at",
    "password",
    "archived",
)
KEPT_AS_THEY_ARE = ("title", "description", "image", "notes")


def find_link(workspace_id: int, public_id: uuid.UUID, *, lock: bool = False) -> Link:
    """The workspace's link of that id, unless it is deleted. Raises KliqsError LINK_NOT_FOUND."""
    links = Link.objects.select_for_update(of=("self",)) if lock else Link.objects
    link = links.filter(workspace_id=workspace_id, public_id=public_id, deleted_at=None).first()
    if link is None:
        raise KliqsError("LINK_NOT_FOUND")
    return link


def change_link(workspace_id: int, public_id: uuid.UUID, values: Any, settings: Settings) -> Link:
    """Change the fields that `values` names and no others; null and empty take an optional one away.

    An expiry that stays as it is may lie in the past. Raises KliqsError LINK_NOT_FOUND or SLUG_ALREADY_EXISTS,
    InvalidBody with all problems.
    """
    now = timezone.now()
    given = _without_kept_expiry(values, find_link(workspace_id, public_id))
    checked = check_fields(given, FIELDS, settings, now, only_sent=True)
    _refuse_empty_slug(checked)
    if checked.get("password"):
        checked["password"] = hash_password(checked["password"])  # tens of ms: before the transaction, not in it
    with transaction.atomic():
        link = find_link(workspace_id, public_id, lock=True)
        old_slug = link.slug
        _apply(link, given, checked, now)
        link.updated_at = now
        link.save()
        if "tags" in checked:
            replace_tags(link, checked["tags"])
        _publish(link, old_slug, checked.get("url"))
    return link


def archive_links(workspace_id: int, public_ids: list[uuid.UUID], *, archived: bool) -> int:
    """Put links aside or back; they go on redirecting. Returns how many of the workspace's were moved."""
    links = Link.objects.filter(
        workspace_id=workspace_id, public_id__in=public_ids, deleted_at=None, archived_at__isnull=archived
    )
    now = timezone.now()
    return links.update(archived_at=now if archived else None, updated_at=now)


def disable_link(link_id: int, reason: str, *, actor: User | None) -> None:
    """Let a link answer with the page that says it is disabled; for the operator, whichever workspace it is of."""
    _set_disabled(link_id, reason, timezone.now(), "link.disabled", actor)


def enable_link(link_id: int, *, actor: User | None) -> None:
    """Let a disabled link lead where it led."""
    _set_disabled(link_id, "", None, "link.enabled", actor)


def _set_disabled(link_id: int, reason: str, at: datetime | None, action: str, actor: User | None) -> None:
    with transaction.atomic():
        link = Link.objects.select_for_update(of=("self",)).get(pk=link_id)
        link.disabled_at, link.disabled_reason = at, reason
        link.save(update_fields=["disabled_at", "disabled_reason"])
        Route.objects.filter(target=link.pk).update(disabled=at is not None)
        record_change("route", [route_key(link.domain_id, link.slug)])
        record_audit(action, actor, workspace_id=link.workspace_id, subject=link.slug, reason=reason)


def _without_kept_expiry(values: Any, link: Link) -> Any:
    """The values without an expiry that is the link's already, so that an expired link can be edited."""
    if not isinstance(values, Mapping) or link.expires_at is None or not isinstance(values.get("expires_at"), str):
        return values
    try:
        is_kept = datetime.fromisoformat(values["expires_at"]) == link.expires_at
    except (ValueError, TypeError):
        return values
    return {name: value for name, value in values.items() if name != "expires_at"} if is_kept else values


def _refuse_empty_slug(checked: dict[str, Any]) -> None:
    if "slug" in checked and checked["slug"] is None:
        message = "A link keeps a slug; send another one, or leave `slug` out."
        raise InvalidBody([Problem("slug", "INVALID_SLUG", message)])


def _apply(link: Link, given: Mapping[str, Any], checked: dict[str, Any], now: datetime) -> None:
    for name in KEPT_AS_THEY_ARE:
        if name in checked:
            setattr(link, name, checked[name])
    if "url" in checked:
        link.destination = given["url"].strip()
    if "slug" in checked:
        link.slug = checked["slug"]
    if "expires_at" in checked:
        link.expires_at = checked["expires_at"]
    if "password" in checked:
        link.password_hash = checked["password"]
    if "archived" in checked:
        link.archived_at = (link.archived_at or now) if checked["archived"] else None


def _publish(link: Link, old_slug: str, location: str | None) -> None:
    """Bring the Route in line with the link; `location` is the new destination, None keeps the old one."""
    changed = route_values(link) if location is None else route_values(link) | {"destination": location}
    with taking_slug(link.slug):
        Route.objects.filter(domain_id=link.domain_id, target=link.pk).update(**changed)
    record_change("route", sorted({route_key(link.domain_id, slug) for slug in (old_slug, link.slug)}))
