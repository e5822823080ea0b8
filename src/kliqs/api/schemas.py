"""The resources of `/api/v1` as they stand in `data`, and the bodies it takes. Promised names are never renamed; fields
may be added. The OpenAPI document is made from these types.

Bodies are documented here and checked in the domain (`kliqs.links.fields`), which tells every problem at once.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from kliqs.accounts.scopes import Scope
from kliqs.api.words import (
    Archived,
    ChatMessage,
    Description,
    EmptySlug,
    Expiry,
    ExternalId,
    Id,
    ImageAddress,
    KeyName,
    Many,
    Moment,
    Notes,
    Overlap,
    Password,
    PhoneNumber,
    Slug,
    TagName,
    Tags,
    Title,
    WebAddress,
)


class LinkReplacementIn(msgspec.Struct, forbid_unknown_fields=True):
    """The whole link as it shall be. A slug that is left out stays as it is. Absent, null and empty mean the same for
    every optional field."""

    url: WebAddress
    slug: EmptySlug | UnsetType | None = UNSET
    title: Title | UnsetType | None = UNSET
    description: Description | UnsetType | None = UNSET
    expires_at: Expiry | UnsetType | None = UNSET
    password: Password | UnsetType | None = UNSET
    image: ImageAddress | UnsetType | None = UNSET
    tags: Tags | UnsetType | None = UNSET
    notes: Notes | UnsetType | None = UNSET


class LinkIn(LinkReplacementIn):
    """A link to be made. Absent, null and empty mean the same for every optional field."""

    external_id: ExternalId | UnsetType | None = UNSET


class WhatsappLinkIn(msgspec.Struct, forbid_unknown_fields=True):
    """A link to a WhatsApp chat. Besides `number` and `message` it may carry what any link may."""

    number: PhoneNumber
    message: ChatMessage | UnsetType | None = UNSET
    slug: EmptySlug | UnsetType | None = UNSET
    title: Title | UnsetType | None = UNSET
    description: Description | UnsetType | None = UNSET
    expires_at: Expiry | UnsetType | None = UNSET
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
    expires_at: Expiry | UnsetType | None = UNSET
    password: Password | UnsetType | None = UNSET
    image: ImageAddress | UnsetType | None = UNSET
    tags: Tags | UnsetType | None = UNSET
    notes: Notes | UnsetType | None = UNSET
    external_id: ExternalId | UnsetType | None = UNSET
    archived: Archived | UnsetType = UNSET


class LinkChangesOfOneIn(LinkChangesIn, kw_only=True):
    """Changes for the link of this id."""

    id: Id


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
    """A key to be made. Without scopes it may do what the key that makes it may, and it ends when that one ends. A test
    key makes links in the sandbox."""

    name: KeyName
    scopes: list[Scope] | UnsetType | None = UNSET
    expires_at: Expiry | UnsetType | None = UNSET
    test: bool | UnsetType | None = UNSET


class RotationIn(msgspec.Struct, forbid_unknown_fields=True):
    """How a key is to be replaced. The new one ends at `expires_at`, or when the key that asks for it ends."""

    overlap_seconds: Overlap | UnsetType | None = UNSET
    expires_at: Expiry | UnsetType | None = UNSET


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
    test: bool
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


class ErrorOut(msgspec.Struct, omit_defaults=True, kw_only=True):
    """A refusal. `field` is there where one input is to blame, `errors` where a body or query is."""

    success: Literal[False]
    error: str
    message: str
    field: str | UnsetType = UNSET
    errors: list[ProblemOut] | UnsetType = UNSET
    request_id: str
    docs: str


class BulkErrorOut(msgspec.Struct, omit_defaults=True):
    """Why one of many was refused."""

    error: str
    message: str
    field: str | UnsetType = UNSET
    errors: list[ProblemOut] | UnsetType = UNSET


class BulkLinkOut(msgspec.Struct, omit_defaults=True):
    """What became of one of many: its place in the request, the status it would have had alone, and `data` or
    `error`."""

    index: int
    status: int
    data: LinkOut | UnsetType = UNSET
    error: BulkErrorOut | UnsetType = UNSET


class BulkDeletionOut(msgspec.Struct, omit_defaults=True):
    """The same for links that were to go."""

    index: int
    status: int
    data: DeletedOut | UnsetType = UNSET
    error: BulkErrorOut | UnsetType = UNSET
