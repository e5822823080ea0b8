"""Changing links. What visitors get follows in the same transaction: the Routes are published anew, and every process
hears of it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils import timezone

from kliqs.errors import InvalidBody, KliqsError, Problem
from kliqs.events.recording import record_change
from kliqs.links.destinations import reversed_host
from kliqs.links.fields import check_fields
from kliqs.links.models import Link
from kliqs.links.passwords import hash_password
from kliqs.links.publishing import route_values, taking_external_id, taking_slug
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
    "external_id",
)
KEPT_AS_THEY_ARE = ("title", "description", "image", "notes", "external_id")


@dataclass(frozen=True, slots=True)
class Change:
    """Checked new values of one link. `checked` holds a hash where a password was sent; `destination` is as it was
    sent. `version` is the one that the link must still have, where the writer named one."""

    public_id: uuid.UUID
    checked: dict[str, Any]
    destination: str = ""
    version: str = ""


def find_link(workspace_id: int, public_id: uuid.UUID) -> Link:
    """The workspace's link of that id, unless it is deleted. Raises KliqsError LINK_NOT_FOUND."""
    link = Link.objects.filter(workspace_id=workspace_id, public_id=public_id, deleted_at=None).first()
    if link is None:
        raise KliqsError("LINK_NOT_FOUND")
    return link


def find_links(workspace_id: int, public_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Link]:
    """The workspace's links of these ids, as far as there are any."""
    found = Link.objects.filter(workspace_id=workspace_id, public_id__in=public_ids, deleted_at=None)
    return {link.public_id: link for link in found}


@lru_cache(maxsize=64)  # links made together share their moment
def version_of(updated_at: datetime) -> str:
    """What tells one state of a link from the next: when it was last changed, µs since 1970 UTC."""
    return f"{int(updated_at.timestamp() * 1_000_000):x}"


def change_link(workspace_id: int, public_id: uuid.UUID, values: Any, settings: Settings) -> Link:
    """Change the fields that `values` names and no others; null and empty take an optional one away.

    Raises KliqsError LINK_NOT_FOUND, SLUG_ALREADY_EXISTS or EXTERNAL_ID_ALREADY_EXISTS, InvalidBody with all problems.
    """
    return changed(workspace_id, check_change(find_link(workspace_id, public_id), values, settings))


def check_change(link: Link, values: Any, settings: Settings, *, version: str = "") -> Change:
    """Check new values for a link, before the transaction: a password's hash takes tens of ms.

    An expiry that stays as it is may lie in the past. Raises InvalidBody with all problems.
    """
    given = without_kept_expiry(values, link)
    checked = check_fields(given, FIELDS, settings, timezone.now(), only_sent=True)
    if "slug" in checked and checked["slug"] is None:
        message = "A link keeps a slug; send another one, or leave `slug` out."
        raise InvalidBody([Problem("slug", "INVALID_SLUG", message)])
    if checked.get("password"):
        checked["password"] = hash_password(checked["password"])
    return Change(link.public_id, checked, given["url"].strip() if "url" in checked else "", version)


def changed(workspace_id: int, change: Change) -> Link:
    """Make one change. Raises as `change_link`, and LINK_CHANGED for a version that is no longer the link's."""
    (outcome,) = make_changes(workspace_id, [change])
    if isinstance(outcome, KliqsError):
        raise outcome
    return outcome


def refuse_changed(workspace_id: int, public_id: uuid.UUID, version: str) -> None:
    """Lock a link against other writers. Raises LINK_CHANGED unless it still has the version; "" is any."""
    links = Link.objects.select_for_update(of=("self",))
    link = links.filter(workspace_id=workspace_id, public_id=public_id, deleted_at=None).first()
    if version and link is not None and version != version_of(link.updated_at):
        raise KliqsError("LINK_CHANGED")


def make_changes(workspace_id: int, changes: Sequence[Change]) -> list[Link | KliqsError]:
    """Make many changes in one transaction, each with its own outcome, in order. One link may be changed once."""
    now = timezone.now()
    with transaction.atomic():
        ids = [change.public_id for change in changes]
        wanted = Link.objects.select_for_update(of=("self",)).filter(
            workspace_id=workspace_id, public_id__in=ids, deleted_at=None
        )
        links = {link.public_id: link for link in wanted}
        outcomes = [_made(links.pop(change.public_id, None), change, now) for change in changes]
        done = [(each, change) for each, change in zip(outcomes, changes, strict=True) if isinstance(each, Link)]
        _publish(done)
        replace_tags({link: change.checked["tags"] for link, change in done if "tags" in change.checked})
    return outcomes


def archive_links(workspace_id: int, public_ids: list[uuid.UUID], *, archived: bool) -> int:
    """Put links aside or back; they go on redirecting. Returns how many of the workspace's were moved."""
    links = Link.objects.filter(
        workspace_id=workspace_id, public_id__in=public_ids, deleted_at=None, archived_at__isnull=archived
    )
    now = timezone.now()
    return links.update(archived_at=now if archived else None, updated_at=now)


def without_kept_expiry(values: Any, link: Link) -> Any:
    """The values without an expiry that is the link's already, so that an expired link can be edited."""
    if not isinstance(values, Mapping) or link.expires_at is None or not isinstance(values.get("expires_at"), str):
        return values
    try:
        is_kept = datetime.fromisoformat(values["expires_at"]) == link.expires_at
    except (ValueError, TypeError):
        return values
    return {name: value for name, value in values.items() if name != "expires_at"} if is_kept else values


def _made(link: Link | None, change: Change, now: datetime) -> Link | KliqsError:
    """Apply one change to the (locked) link and save it; what it says of the Route is still to be published."""
    if link is None:
        return KliqsError("LINK_NOT_FOUND")
    if change.version and change.version != version_of(link.updated_at):
        return KliqsError("LINK_CHANGED")
    old = link.slug, link.external_id
    _apply(link, change, now)
    try:
        with transaction.atomic():  # a slug that is taken undoes this change and none of the others
            with taking_external_id(link.external_id, is_new=link.external_id != old[1]):
                link.save()
            if link.slug != old[0]:
                with taking_slug(link.slug):
                    Route.objects.filter(domain_id=link.domain_id, target=link.pk).update(slug=link.slug)
                record_change("route", [route_key(link.domain_id, old[0])])
    except KliqsError as refusal:
        return refusal
    return link


def _apply(link: Link, change: Change, now: datetime) -> None:
    checked = change.checked
    for name in KEPT_AS_THEY_ARE:
        if name in checked:
            setattr(link, name, checked[name])
    if "url" in checked:
        link.destination, link.host_reversed = change.destination, reversed_host(checked["url"])
    if "slug" in checked:
        link.slug = checked["slug"]
    if "expires_at" in checked:
        link.expires_at = checked["expires_at"]
    if "password" in checked:
        link.password_hash = checked["password"]
    if "archived" in checked:
        link.archived_at = (link.archived_at or now) if checked["archived"] else None
    link.updated_at = now


def _publish(done: Sequence[tuple[Link, Change]]) -> None:
    """Bring the Routes in line with their links."""
    for link, change in done:
        location = change.checked.get("url")
        follows = route_values(link) if location is None else route_values(link) | {"destination": location}
        Route.objects.filter(domain_id=link.domain_id, target=link.pk).update(**follows)
    if done:
        record_change("route", [route_key(link.domain_id, link.slug) for link, _ in done])
