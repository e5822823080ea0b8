"""What the reference says of an endpoint, standing where the endpoint does: `@get("/…", api=Operation(…))`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kliqs.api.requests import AnyRequest

Scope = Literal["", "links:read", "links:write", "analytics:read", "keys:write", "workspace:read"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the query or a header field, with its JSON Schema."""

    name: str
    description: str
    schema: Mapping[str, Any]
    place: Literal["query", "header"] = "query"


@dataclass(frozen=True, slots=True)
class Operation:
    """One endpoint. `answers` maps each 2xx status to the type of its `data`; `errors` are the codes that it adds to
    those that any request may get."""

    scope: Scope
    answers: Mapping[int, Any]
    errors: tuple[str, ...] = ()
    body: Any = None
    parameters: tuple[Parameter, ...] = ()
    is_list: bool = False
    has_etag: bool = False
    media_types: tuple[str, ...] = field(default=("application/json",))


FIELDS = Parameter(
    "fields",
    "Names of the fields to answer with, separated by commas; all without it.",
    {"type": "string", "pattern": "^[a-z_]+(,[a-z_]+)*$"},
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
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "header",
)
IF_MATCH = Parameter(
    "If-Match",
    "The `ETag` of the version that you change; another one is refused.",
    {"type": "string", "pattern": '^"[0-9a-f]+"$'},
    "header",
)


def operation_of(request: AnyRequest) -> Operation:
    """The operation of the endpoint that answers."""
    operation: Operation = request.route_handler.opt["api"]
    return operation
