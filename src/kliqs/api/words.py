"""The types that fields of `/api/v1` have, as the reference describes them. The domain's checks are the rule; a test
sends what these allow and what they forbid, and finds the two agree."""

from typing import Annotated

from msgspec import Meta

from kliqs.accounts.models import LONGEST_KEY_NAME
from kliqs.checking import NOT_BLANK, TEXT
from kliqs.links import fields, whatsapp

EMPTY = {"const": ""}  # which means none, as null does

Moment = Annotated[str, Meta(description="UTC, RFC 3339, whole seconds.", extra_json_schema={"format": "date-time"})]
PreciseMoment = Annotated[
    str, Meta(description="UTC, RFC 3339, with milliseconds.", extra_json_schema={"format": "date-time"})
]
Expiry = Annotated[
    str,
    Meta(
        description="An ISO 8601 date and time in the future; without an offset it is UTC.",
        extra_json_schema={"anyOf": [{"format": "date-time"}, EMPTY]},
    ),
]
Slug = Annotated[
    str, Meta(pattern="^[A-Za-z0-9_-]{1,64}$", description="The part after the slash; matched without regard to case.")
]
EmptySlug = Annotated[
    str,
    Meta(
        pattern="^[A-Za-z0-9_-]{0,64}$",
        description="The part after the slash; matched without regard to case. Without one it is made for you.",
    ),
]
WebAddress = Annotated[
    str,
    Meta(
        max_length=8192,
        description="An absolute http or https address.",
        extra_json_schema={"format": "uri"},
    ),
]
ImageAddress = Annotated[
    str,
    Meta(
        max_length=fields.MAX_IMAGE,
        description="The https address of a picture, for previews in chats.",
        extra_json_schema={"anyOf": [{"format": "uri"}, EMPTY]},
    ),
]
Id = Annotated[str, Meta(extra_json_schema={"format": "uuid"})]
TagName = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=fields.MAX_TAG,
        pattern=NOT_BLANK,
        description="A tag's name; case does not tell tags apart.",
    ),
]
Tags = Annotated[
    list[TagName], Meta(max_length=fields.MOST_TAGS, description="Names of tags; new ones are made on the way.")
]
Title = Annotated[str, Meta(max_length=fields.MAX_TITLE, pattern=TEXT, description="A name for you and for previews.")]
Description = Annotated[
    str, Meta(max_length=fields.MAX_DESCRIPTION, pattern=TEXT, description="A text for you and for previews.")
]
Password = Annotated[
    str,
    Meta(
        max_length=fields.MAX_PASSWORD,
        pattern=TEXT,
        description="What visitors must enter first. Kept as a hash, never shown again.",
    ),
]
Notes = Annotated[
    str, Meta(max_length=fields.MAX_NOTES, pattern=TEXT, description="For the owner; visitors never see them.")
]
ExternalId = Annotated[
    str,
    Meta(
        max_length=fields.MAX_EXTERNAL_ID,
        pattern=f"^({fields.EXTERNAL_ID})?$",
        description="Your own name for the link, such as an order number; one link of a workspace has it.",
    ),
]
Archived = Annotated[bool, Meta(description="Put aside: it goes on redirecting and leaves the usual lists.")]
KeyName = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=LONGEST_KEY_NAME,
        pattern=NOT_BLANK,
        description="Where the key will live, such as `production-server`.",
    ),
]
Overlap = Annotated[
    int, Meta(ge=0, le=604_800, description="How long the old key works on, in seconds; a day without it.")
]
Many = Meta(min_length=1, max_length=1_000)
PhoneNumber = Annotated[
    str,
    Meta(description="With its country, as +6281234567890; spaces, dashes and, for Indonesia, a 0 in front are taken."),
]
ChatMessage = Annotated[
    str, Meta(pattern=TEXT, max_length=whatsapp.MAX_MESSAGE, description="What the visitor finds typed in.")
]
