"""What the reference says of an endpoint, standing where the endpoint does: `@get("/…", api=Operation(…))`.

The same record is obeyed: the scope is asked for, and a parameter that it does not name is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from kliqs.accounts.scopes import Scope
from kliqs.api.requests import AnyRequest
from kliqs.api.schemas import LinkWithClicksOut

EVENTS = "text/event-stream"
CONFLICTS = ("SLUG_ALREADY_EXISTS", "EXTERNAL_ID_ALREADY_EXISTS")
BODY_ERRORS = ("INVALID_REQUEST", "INVALID_URL", "UNSAFE_URL", "INVALID_SLUG", "RESERVED_SLUG", "INVALID_EXPIRES_AT")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the query or a header field, with its JSON Schema."""

    name: str
    description: str
    schema: Mapping[str, Any]
    place: Literal["query", "header"] = "query"
    example: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One endpoint. `answers` maps each 2xx status to the type of its `data`; `errors` are the codes that it adds to
    those that any request may get; `example` is a body; `beside` are fields that a list has next to `data`;
    `may_be_one` says of a list that `slug` makes it one."""

    scope: Scope | Literal[""]
    answers: Mapping[int, Any]
    errors: tuple[str, ...] = ()
    body: Any = None
    example: Any = None
    parameters: tuple[Parameter, ...] = ()
    is_list: bool = False
    beside: type[msgspec.Struct] | None = None
    may_be_one: bool = False
    has_etag: bool = False
    media_types: tuple[str, ...] = field(default=("application/json",))

    def __deepcopy__(self, _: Any) -> "Operation":
        """Litestar copies what a handler carries; this never changes, and types in it may not be copied."""
        return self

    @property
    def is_stream(self) -> bool:
        """Whether it answers with server-sent events."""
        return EVENTS in self.media_types

    @property
    def is_write(self) -> bool:
        """Whether it changes something, and so is metered, can be tried dry, and takes an Idempotency-Key."""
        return self.scope.endswith(":write")

    @property
    def all_parameters(self) -> tuple[Parameter, ...]:
        """With those that every write takes."""
        return (*self.parameters, DRY_RUN, IDEMPOTENCY_KEY) if self.is_write else self.parameters

    @property
    def query(self) -> tuple[Parameter, ...]:
        return tuple(each for each in self.all_parameters if each.place == "query")


NAMES = "|".join(LinkWithClicksOut.__struct_fields__)
FIELDS = Parameter(
    "fields",
    "Names of the fields to answer with, separated by commas; all without it.",
    {"type": "string", "pattern": f"^({NAMES})(,({NAMES}))*$"},
    example="id,short_url",
)
CURSOR = Parameter("cursor", "`next_cursor` of the page before.", {"type": "string"})
LIMIT = Parameter("limit", "How many at most.", {"type": "integer", "minimum": 1, "maximum": 100, "default": 50})
DRY_RUN = Parameter(
    "dry_run",
    "Tell what would happen, and change and count nothing.",
    {"type": "string", "enum": ["true", "false"], "default": "false"},
)
IDEMPOTENCY_KEY = Parameter(
    "Idempotency-Key",
    "Any text of your own for this request. Sent again with the same body within 24 hours, it gets the same answer.",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]([ -~]*[!-~])?$"},
    "header",
    example="product-8f3f4f3f",
)
IF_MATCH = Parameter(
    "If-Match",
    "The `ETag` of the version that you mean; the request is refused when there is another one by now.",
    {"type": "string"},
    "header",
)


def operation_of(request: AnyRequest) -> Operation:
    """The operation of the endpoint that answers."""
    operation: Operation = request.route_handler.opt["api"]
    return operation
