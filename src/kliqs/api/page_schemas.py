"""Bio pages as they stand in `data`, and the bodies that `/pages` takes. What a page is made of is described by its
own rules (`kliqs.bio.describing`); here are names for it."""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from kliqs.api.schemas import ClicksOut
from kliqs.api.words import EmptySlug, Id, Moment, Password, Slug
from kliqs.bio.document import MOST_BLOCKS
from kliqs.bio.importing.found import Why

SCHEMA = "#/components/schemas/{name}"


def _described(name: str, description: str = "") -> Meta:
    more = {"description": description} if description else {}
    return Meta(extra_json_schema={"$ref": SCHEMA.format(name=name), **more})


def _or_null(name: str, description: str) -> Meta:
    either = [{"$ref": SCHEMA.format(name=name)}, {"type": "null"}]
    return Meta(extra_json_schema={"anyOf": either, "description": description})


def _list_of(name: str, most: int, description: str) -> Meta:
    items = {"$ref": SCHEMA.format(name=name)}
    return Meta(
        extra_json_schema={"type": ["array", "null"], "items": items, "maxItems": most, "description": description}
    )


ProfileIn = Annotated[Any, _described("PageProfileIn", "Who the page is of: `name`, `about`, `picture`.")]
ProfileChangesIn = Annotated[Any, _described("PageProfileChangesIn", "Those fields of the profile that change.")]
LookIn = Annotated[Any, _or_null("PageLookIn", "The theme, and what you want to have otherwise.")]
OptionsIn = Annotated[
    Any, _or_null("PageOptionsIn", "Language, search engines, previews, and what stands before the page.")
]
BlocksIn = Annotated[Any, _list_of("PageBlockIn", MOST_BLOCKS, "The blocks in their order, at most 60.")]
AnyBlockIn = Annotated[Any, _described("PageBlockIn")]
AnyBlockChangesIn = Annotated[Any, _described("PageBlockChangesIn")]
AnyBlockOut = Annotated[Any, _described("PageBlock")]
Publish = Annotated[bool, Meta(description="Let visitors have it at once. Otherwise it waits as a draft.")]
SourceAddress = Annotated[
    str,
    Meta(
        max_length=8192,
        description="The address of a public page: of Linktree, or of any page with links.",
        extra_json_schema={"format": "uri"},
    ),
]
Export = Annotated[dict[str, Any], Meta(description="What the file exported by Linktree or LinkStack holds.")]
Position = Annotated[int, Meta(ge=0, le=MOST_BLOCKS - 1, description="The place among the blocks, counted from 0.")]


class PageReplacementIn(msgspec.Struct, forbid_unknown_fields=True):
    """The whole page as it shall be; what is left out is as it is at first. Slug and password stay."""

    profile: ProfileIn
    look: LookIn = UNSET
    options: OptionsIn = UNSET
    blocks: BlocksIn = UNSET
    publish: Publish | UnsetType | None = UNSET


class PageIn(PageReplacementIn):
    """A page to be made."""

    slug: EmptySlug | UnsetType | None = UNSET
    password: Password | UnsetType | None = UNSET


class PageChangesIn(msgspec.Struct, forbid_unknown_fields=True):
    """What shall be different: of `profile`, `look` and `options` the fields that you name, `blocks` as a whole."""

    profile: ProfileChangesIn = UNSET
    look: LookIn = UNSET
    options: OptionsIn = UNSET
    blocks: BlocksIn = UNSET
    slug: Slug | UnsetType = UNSET
    password: Password | UnsetType | None = UNSET
    publish: Publish | UnsetType | None = UNSET


class PageSummaryOut(msgspec.Struct):
    """A bio page without what it is made of. `published_version` is null while visitors find nothing; `has_changes`
    says whether the draft is another than what they find."""

    id: Id
    slug: str
    short_url: str
    name: str
    published_version: int | None
    published_at: Moment | None
    has_changes: bool
    has_password: bool
    disabled: bool
    created_at: Moment
    updated_at: Moment


class PageOut(PageSummaryOut):
    """A bio page with its draft."""

    profile: Annotated[Any, _described("PageProfile")]
    look: Annotated[Any, _described("PageLook")]
    options: Annotated[Any, _described("PageOptions")]
    blocks: list[AnyBlockOut]


class PageDeletedOut(msgspec.Struct):
    """That the page is gone. It can be restored."""

    id: Id
    deleted: bool = True


class PageImportIn(msgspec.Struct, forbid_unknown_fields=True):
    """Where a page is to be imported from: either `url` or `export`."""

    url: SourceAddress | UnsetType | None = UNSET
    export: Export | UnsetType | None = UNSET
    slug: EmptySlug | UnsetType | None = UNSET


class LeftOutOut(msgspec.Struct):
    """Something that could not be taken over, and why: its `kind`, its `address`, a `picture`, a `text`, or `room`
    where the page was full."""

    what: str
    why: Why


class ImportedPageOut(PageOut):
    """A page that was imported, as a draft, and what could not be taken over."""

    left_out: list[LeftOutOut]


class BlockIn(msgspec.Struct, forbid_unknown_fields=True):
    """A block to be added."""

    block: AnyBlockIn
    position: Position | UnsetType | None = UNSET


class BlockPlaceIn(msgspec.Struct, forbid_unknown_fields=True):
    """Where a block shall stand."""

    position: Position


class BlockDeletedOut(msgspec.Struct):
    """That the block is gone from the draft."""

    id: str
    deleted: bool = True


class VersionSummaryOut(msgspec.Struct):
    """A version: when it was published, and with whose account or key. Visitors have the one that is `current`."""

    version: int
    published_at: Moment
    published_by: str | None
    current: bool


class VersionOut(VersionSummaryOut):
    """A version with the page as it was."""

    profile: Annotated[Any, _described("PageProfile")]
    look: Annotated[Any, _described("PageLook")]
    options: Annotated[Any, _described("PageOptions")]
    blocks: list[AnyBlockOut]


class PressesOut(msgspec.Struct):
    """Presses of a button so far: of a block, or of a part of it where it has several, such as a network."""

    block: str
    part: str | None
    presses: ClicksOut
    rate: float


class PageCountsOut(msgspec.Struct):
    """Views of a page and presses of its buttons, those that are gone included."""

    views: ClicksOut
    presses: list[PressesOut]
