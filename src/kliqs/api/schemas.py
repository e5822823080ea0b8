"""The resources of `/api/v1` as they stand in `data`, and the bodies it takes. Promised names are never renamed; fields
may be added. The OpenAPI document is made from these types.

Bodies are documented here and checked in the domain (`kliqs.links.fields`), which tells every problem at once.
"""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from kliqs.accounts.authentication import Caller
from kliqs.accounts.models import ApiKey, Workspace
from kliqs.accounts.usage import Usage, month_end, month_start
from kliqs.clicks.listing import ListedLink
from kliqs.links import fields
from kliqs.links.changing import version_of
from kliqs.links.creation import Created, NewLink

Moment = Annotated[str, Meta(description="UTC, RFC 3339, whole seconds.", extra_json_schema={"format": "date-time"})]
Slug = Annotated[
    str, Meta(pattern="^[A-Za-z0-9_-]{1,64}$", description="The part after the slash; matched without regard to case.")
]
WebAddress = Annotated[
    str,
    Meta(
        pattern=r"^https?://([A-Za-z0-9]([A-Za-z0-9-]{0,40}[A-Za-z0-9])?\.){1,3}[A-Za-z]{2,20}(/[A-Za-z0-9._~/-]*)?$",
        max_length=8192,
        description="An absolute http or https address.",
    ),
]
Id = Annotated[str, Meta(extra_json_schema={"format": "uuid"})]
TagName = Annotated[str, Meta(min_length=1, max_length=fields.MAX_TAG)]
Tags = Annotated[list[TagName], Meta(max_length=fields.MOST_TAGS)]
Title = Annotated[str, Meta(max_length=fields.MAX_TITLE)]
Description = Annotated[str, Meta(max_length=fields.MAX_DESCRIPTION)]
Password = Annotated[str, Meta(max_length=fields.MAX_PASSWORD, description="Kept as a hash, never shown again.")]
Notes = Annotated[str, Meta(max_length=fields.MAX_NOTES, description="For the owner; visitors never see them.")]
ExternalId = Annotated[
    str, Meta(min_length=1, max_length=fields.MAX_EXTERNAL_ID, description="Your own name for the link.")
]
KeyScope = Literal["links:read", "links:write", "analytics:read", "keys:write", "workspace:read"]
ImageAddress = Annotated[str, Meta(max_length=fields.MAX_IMAGE, description="The https address of a picture.")]


class LinkIn(msgspec.Struct, forbid_unknown_fields=True):
    """A link to be made. Absent, null and empty mean the same for every optional field."""

    url: WebAddress
    slug: Slug | UnsetType | None = UNSET
    title: Title | UnsetType | None = UNSET
    description: Description | UnsetType | None = UNSET
    expires_at: Moment | UnsetType | None = UNSET
    password: Password | UnsetType | None = UNSET
    image: ImageAddress | UnsetType | None = UNSET
    tags: Tags | UnsetType | None = UNSET
    notes: Notes | UnsetType | None = UNSET
    external_id: ExternalId | UnsetType | None = UNSET


class LinkChangesIn(msgspec.Struct, forbid_unknown_fields=True):
    """What shall be different. What is not named stays; null and empty take an optional field away."""

    url: WebAddress | UnsetType = UNSET
    slug: Slug | UnsetType = UNSET
    title: Title | UnsetType | None = UNSET
    description: Description | UnsetType | None = UNSET
    expires_at: Moment | UnsetType | None = UNSET
    password: Password | UnsetType | None = UNSET
    image: ImageAddress | UnsetType | None = UNSET
    tags: Tags | UnsetType | None = UNSET
    notes: Notes | UnsetType | None = UNSET
    external_id: ExternalId | UnsetType | None = UNSET
    archived: bool | UnsetType = UNSET


class LinkReplacementIn(LinkIn):
    """The whole link as it shall be. A slug that is left out stays as it is."""


class LinkChangesOfOneIn(LinkChangesIn):
    """Changes for the link of this id."""

    id: Id = ""


Many = Meta(min_length=1, max_length=1_000)


class BulkLinksIn(msgspec.Struct, forbid_unknown_fields=True):
    """Links to be made."""

    links: Annotated[list[LinkIn], Many]


class BulkChangesIn(msgspec.Struct, forbid_unknown_fields=True):
    """Changes, each with the id of its link."""

    links: Annotated[list[LinkChangesOfOneIn], Many]


class BulkIdsIn(msgspec.Struct, forbid_unknown_fields=True):
    """Ids of links."""

    ids: Annotated[list[Id], Many]


class TagIn(msgspec.Struct, forbid_unknown_fields=True):
    """A tag's name; case does not tell tags apart."""

    name: TagName


class KeyIn(msgspec.Struct, forbid_unknown_fields=True):
    """A key to be made. Without scopes it may do what the key that makes it may."""

    name: Annotated[str, Meta(min_length=1, max_length=80)]
    scopes: list[KeyScope] | UnsetType | None = UNSET


class TagOut(msgspec.Struct):
    """A tag, and how many links carry it."""

    id: int
    name: str
    links: int


class TagDeletedOut(msgspec.Struct):
    """That the tag is gone."""

    id: int
    deleted: bool = True


class KeyOut(msgspec.Struct):
    """An API key, without what is secret of it. `scopes` is empty for a key that may do all."""

    id: int
    name: str
    prefix: str
    last_four: str
    scopes: list[str]
    created_at: Moment
    created_by: str | None
    last_used_at: Moment | None
    expires_at: Moment | None
    revoked_at: Moment | None


class NewKeyOut(KeyOut):
    """A key that was just made. `key` is null in a repeated answer."""

    key: str | None


class WorkspaceOut(msgspec.Struct):
    """The workspace that a key acts for. `scopes` is empty for a key that may do all."""

    id: int
    name: str
    plan: str
    members: int
    scopes: list[str]
    created_at: Moment


class ClicksOut(msgspec.Struct):
    """Clicks so far. `unique` counts human visitors a UTC day and adds the days up."""

    human: int
    preview: int
    bot: int
    unique: int


class LinkOut(msgspec.Struct):
    """A link."""

    id: Id
    short_code: str
    short_url: str
    destination_url: str
    title: str | None
    description: str | None
    expires_at: Moment | None
    has_password: bool
    created_at: Moment
    updated_at: Moment
    external_id: str | None
    image: str | None
    tags: list[str]
    notes: str | None
    archived: bool
    disabled: bool


class LinkWithClicksOut(LinkOut):
    """A link with its clicks so far."""

    clicks: ClicksOut


class DeletedOut(msgspec.Struct):
    """That the link is gone. It can be restored."""

    id: Id
    deleted: bool = True


class QuotaOut(msgspec.Struct):
    """`limit` and `left` are null where the plan has no limit."""

    used: int
    limit: int | None
    left: int | None


class UsageOut(msgspec.Struct):
    """The workspace's month against its plan."""

    plan: str
    month: str
    starts_at: Moment
    resets_at: Moment
    requests: QuotaOut
    links: QuotaOut


class ProblemOut(msgspec.Struct):
    """One thing wrong with one field of a body."""

    field: str
    code: str
    message: str


class BulkErrorOut(msgspec.Struct, omit_defaults=True):
    """Why one of many was refused."""

    error: str
    message: str
    field: str | None = None
    errors: list[ProblemOut] | None = None


class BulkLinkOut(msgspec.Struct, omit_defaults=True):
    """What became of one of many: its place in the request, the status it would have had alone, and `data` or
    `error`."""

    index: int
    status: int
    data: LinkOut | DeletedOut | None = None
    error: BulkErrorOut | None = None


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
        image=details.image or None,
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
        "image": link.image or None,
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


def kept_answer(created: Created, origin: str) -> str:
    """The `data` of a created link as JSON, as it is kept under an Idempotency-Key."""
    assert created.link is not None
    return msgspec.json.encode(new_link_out(created.link, origin)).decode()


def trimmed(data: Any, names: frozenset[str]) -> Any:
    """Only these fields of a resource; all without names."""
    if not names:
        return data
    return {name: value for name, value in msgspec.to_builtins(data).items() if name in names}
