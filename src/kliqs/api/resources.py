"""From what the domain knows to the resources of `/api/v1` (`schemas`)."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec

from kliqs.accounts.authentication import Caller
from kliqs.accounts.models import ApiKey, Workspace
from kliqs.accounts.usage import Usage, month_end, month_start
from kliqs.api.schemas import (
    ClicksOut,
    KeyOut,
    LinkOut,
    LinkWithClicksOut,
    NewKeyOut,
    QuotaOut,
    UsageOut,
    WorkspaceOut,
)
from kliqs.clicks.listing import ListedLink
from kliqs.links.changing import version_of
from kliqs.links.creation import Created, NewLink
from kliqs.pictures.names import absolute
from kliqs.routes.sandboxes import origin_of
from kliqs.settings import Settings


def new_link_out(link: NewLink, origin: str) -> LinkOut:
    draft = link.draft
    details = draft.details
    made = rfc3339(link.created_at)
    return LinkOut(
        id=str(link.public_id),
        short_code=link.slug,
        short_url=f"{origin}/{link.slug}",
        destination_url=draft.destination,
        title=draft.title or None,
        description=draft.description or None,
        expires_at=None if draft.expires_at is None else rfc3339(draft.expires_at),
        has_password=draft.password is not None,
        created_at=made,
        updated_at=made,
        external_id=details.external_id or None,
        image=absolute(details.image, origin) or None,
        tags=list(details.tags),
        notes=details.notes or None,
        archived=False,
        disabled=False,
    )


def plain_link_out(link: ListedLink, origin: str) -> LinkOut:
    return LinkOut(**_facts(link, origin))


def link_out(link: ListedLink, origin: str) -> LinkWithClicksOut:
    clicks = link.clicks
    counted = ClicksOut(clicks.human, clicks.preview, clicks.bot, clicks.unique)
    return LinkWithClicksOut(**_facts(link, origin), clicks=counted)


def _facts(link: ListedLink, origin: str) -> dict[str, Any]:
    return {
        "id": str(link.public_id),
        "short_code": link.slug,
        "short_url": f"{origin}/{link.slug}",
        "destination_url": link.destination,
        "title": link.title or None,
        "description": link.description or None,
        "expires_at": None if link.expires_at is None else rfc3339(link.expires_at),
        "has_password": link.has_password,
        "created_at": rfc3339(link.created_at),
        "updated_at": rfc3339(link.updated_at),
        "external_id": link.external_id or None,
        "image": absolute(link.image, origin) or None,
        "tags": list(link.tags),
        "notes": link.notes or None,
        "archived": link.archived_at is not None,
        "disabled": link.disabled_at is not None,
    }


def etag(updated_at: datetime) -> str:
    """Of a link's own fields; its clicks do not change it."""
    return f'"{version_of(updated_at)}"'


def key_out(key: ApiKey) -> KeyOut:
    return KeyOut(**_key_facts(key))


def new_key_out(key: ApiKey, secret: str | None) -> NewKeyOut:
    return NewKeyOut(**_key_facts(key), key=secret)


def _key_facts(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.pk,
        "name": key.name,
        "prefix": key.prefix,
        "last_four": key.last_four,
        "test": key.is_test,
        "scopes": key.scopes.split(),
        "created_at": rfc3339(key.created_at),
        "created_by": key.created_by.email if key.created_by else None,
        "last_used_at": key.last_used_at and rfc3339(key.last_used_at),
        "expires_at": key.expires_at and rfc3339(key.expires_at),
        "revoked_at": key.revoked_at and rfc3339(key.revoked_at),
    }


def workspace_out(workspace: Workspace, members: int, caller: Caller) -> WorkspaceOut:
    return WorkspaceOut(
        id=workspace.pk,
        name=workspace.name,
        plan=caller.plan.name,
        members=members,
        scopes=sorted(caller.scopes),
        created_at=rfc3339(workspace.created_at),
    )


def usage_out(usage: Usage, now: datetime) -> UsageOut:
    return UsageOut(
        plan=usage.plan.name,
        month=usage.month,
        starts_at=rfc3339(month_start(now)),
        resets_at=rfc3339(month_end(now)),
        requests=_quota(usage.requests, usage.plan.requests_per_month, usage.requests_left),
        links=_quota(usage.links, usage.plan.links, usage.links_left),
    )


@lru_cache(maxsize=64)  # a batch shares its moment
def rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _quota(used: int, limit: int, left: int) -> QuotaOut:
    return QuotaOut(used, None, None) if limit < 0 else QuotaOut(used, limit, left)


def kept_answer(created: Created, settings: Settings) -> str:
    """The `data` of a created link as JSON, as it is kept under an Idempotency-Key."""
    assert created.link is not None
    origin = origin_of(created.link.domain_id, settings)
    return msgspec.json.encode(new_link_out(created.link, origin)).decode()


def trimmed(data: Any, names: frozenset[str]) -> Any:
    """Only these fields of a resource; all without names."""
    if not names:
        return data
    return {name: value for name, value in msgspec.to_builtins(data).items() if name in names}
