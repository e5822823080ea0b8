"""The resources of `/api/v1` as they stand in `data`, and the bodies it takes. Promised names are never renamed; fields
may be added. The OpenAPI document is made from these types.

Bodies are documented here and checked in the domain (`kliqs.links.fields`), which tells every problem at once.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from kliqs.links import fields, whatsapp

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
PhoneNumber = Annotated[
    str,
    Meta(
        pattern=r"^\+[1-9][0-9]{7,13}$",
        description="With its country, as +6281234567890; spaces, dashes and, for Indonesia, a 0 in front are taken.",
    ),
]
ChatMessage = Annotated[str, Meta(max_length=whatsapp.MAX_MESSAGE, description="What the visitor finds typed in.")]
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


class WhatsappLinkIn(msgspec.Struct, forbid_unknown_fields=True):
    """A link to a WhatsApp chat. Besides `number` and `message` it may carry what any link may."""

    number: PhoneNumber
    message: ChatMessage | UnsetType | None = UNSET
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
