"""The OpenAPI 3.1 document of `/api/v1`, made from the endpoints, their types and the table of error codes.

Nothing in it is written twice: what an endpoint says of itself (`operations.Operation`) is what it obeys.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, get_args

import msgspec

from kliqs import __version__
from kliqs.api.endpoints import Endpoint, endpoints
from kliqs.api.openapi_examples import LINK_ID, answer_example, error_example, stream_content
from kliqs.api.openapi_groups import GROUPS, NEXT
from kliqs.api.openapi_headers import HEADERS, header_names
from kliqs.api.operations import FIELDS, Operation, Parameter
from kliqs.api.page_examples import VERSION
from kliqs.api.page_schemas import SCHEMA
from kliqs.api.schemas import ErrorOut
from kliqs.bio.blocks import ID as BLOCK_ID
from kliqs.bio.describing import schemas as page_schemas
from kliqs.errors import ERRORS
from kliqs.links.fields import EXTERNAL_ID, MAX_EXTERNAL_ID
from kliqs.settings import Settings

JSON = "application/json"
Json = dict[str, Any]

ANY = ("UNAUTHORIZED", "INVALID_API_KEY", "REVOKED_API_KEY", "ACCOUNT_DISABLED", "RATE_LIMITED", "INTERNAL_ERROR")
WRITES = ("INVALID_REQUEST", "IDEMPOTENCY_CONFLICT", "API_LIMIT_REACHED")
BODIES = ("INVALID_REQUEST", "UNSUPPORTED_MEDIA_TYPE", "PAYLOAD_TOO_LARGE")
OUTSIDE = ("NOT_FOUND", "METHOD_NOT_ALLOWED", "MISDIRECTED_REQUEST")  # no endpoint of ours was found

PATH_PARAMETERS: dict[str, Json] = {
    "link_id": {"description": "The link's `id`.", "schema": {"type": "string", "format": "uuid"}, "example": LINK_ID},
    "external_id": {
        "description": "Your own name for the link, percent-encoded.",
        "schema": {"type": "string", "minLength": 1, "maxLength": MAX_EXTERNAL_ID, "pattern": f"^{EXTERNAL_ID}$"},
        "example": "product-8f3f4f3f",
    },
    "page": {
        "description": "The page's `id`, or its slug.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"},
        "example": "warung-ani",
    },
    "block_id": {
        "description": "The block's `id`.",
        "schema": {"type": "string", "pattern": f"^{BLOCK_ID.pattern}$"},
        "example": "menu",
    },
    "version": {
        "description": "The version's number.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
        "example": VERSION,
    },
    "tag_id": {"description": "The tag's `id`.", "schema": {"type": "integer", "minimum": 1}, "example": 3},
    "key_id": {
        "description": "The key's `id`, as the list of keys shows it.",
        "schema": {"type": "integer", "minimum": 1},
        "example": 7,
    },
}


def codes_of(endpoint: Endpoint) -> list[str]:
    """Every code that the endpoint can answer, in the order of the table."""
    operation = endpoint.operation
    codes = {*ANY, *operation.errors, "INVALID_REQUEST"}
    if operation.scope:
        codes.add("INSUFFICIENT_SCOPE")
    if operation.is_write:
        codes.update(WRITES)
    if operation.body is not None:
        codes.update(BODIES)
    return [code for code in ERRORS if code in codes]


def document(settings: Settings) -> Json:
    """The whole document, as plain values."""
    table = endpoints()
    paths: Json = {}
    schemas = _schemas(table)
    for endpoint in table:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, settings, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Kliqs API",
            "version": __version__,
            "description": "Short links for programs: make them, change them, count their clicks.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": settings.sample_api}],
        "externalDocs": {"url": settings.docs_origin},
        "tags": [{"name": name, "description": text} for name, text in GROUPS.items()],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "headers": HEADERS,
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API key from the dashboard. Keep it on your server.",
                }
            },
        },
        "x-codes-outside": {code: ERRORS[code].status for code in OUTSIDE},
    }


def _schemas(table: Iterable[Endpoint]) -> Json:
    types: dict[Any, None] = {ErrorOut: None}
    for endpoint in table:
        types |= dict.fromkeys(kind for kind in endpoint.operation.answers.values() if kind is not bytes)
        if endpoint.operation.body is not None:
            types[endpoint.operation.body] = None
    _, components = msgspec.json.schema_components(list(types), ref_template=SCHEMA)
    components |= page_schemas(SCHEMA)
    components["ErrorOut"]["properties"]["error"]["enum"] = list(ERRORS)
    return dict(components)


def _operation(endpoint: Endpoint, settings: Settings, schemas: Json) -> Json:
    operation = endpoint.operation
    described: Json = {
        "operationId": endpoint.name,
        "tags": [endpoint.group],
        "summary": endpoint.summary,
        "description": endpoint.description,
        "security": [{"key": [operation.scope] if operation.scope else []}],
        "parameters": [
            *(_place(name) for name in endpoint.path_parameters),
            *(_parameter(each) for each in operation.all_parameters),
        ],
        "responses": _successes(endpoint, schemas) | _failures(endpoint, settings),
    }
    if operation.body is not None:
        content = {"schema": _schema_of(operation.body), "example": operation.example}
        described["requestBody"] = {"required": True, "content": {JSON: content}}
    return described


def _place(name: str) -> Json:
    """A parameter of the path."""
    return {"name": name, "in": "path", "required": True, **PATH_PARAMETERS[name]}


def _parameter(parameter: Parameter) -> Json:
    described = {
        "name": parameter.name,
        "in": parameter.place,
        "description": parameter.description,
        "schema": dict(parameter.schema),
    }
    if parameter.example:
        described["example"] = parameter.example
    return described


def _successes(endpoint: Endpoint, schemas: Json) -> Json:
    operation = endpoint.operation
    answers = {status: _success(endpoint, status, kind, schemas) for status, kind in operation.answers.items()}
    if operation.is_write and 200 not in answers:  # what a dry run answers
        kind = next(iter(operation.answers.values()))
        answers[200] = _success(endpoint, 200, kind, schemas) | {"description": "What a dry run would have made."}
    return {str(status): answers[status] for status in sorted(answers)}


def _success(endpoint: Endpoint, status: int, kind: Any, schemas: Json) -> Json:
    operation = endpoint.operation
    if kind is bytes:
        sent = stream_content(schemas) if operation.is_stream else {"schema": {}}
        content: Json = dict.fromkeys(operation.media_types, sent)
    else:
        envelope = _answers_envelope(endpoint, kind, schemas)
        content = {JSON: {"schema": envelope, "example": answer_example(envelope, schemas)}}
    described = {
        "description": "It was made." if status == 201 else "It worked.",
        "headers": _headers(header_names(operation, status)),
        "content": content,
    }
    if status == 201:
        parameter, following = NEXT.get(endpoint.name) or NEXT[endpoint.group]
        others = {name: f"$request.path.{name}" for name in endpoint.path_parameters if endpoint.name in NEXT}
        described["links"] = {
            name: {"operationId": name, "parameters": others | {parameter: "$response.body#/data/id"}}
            for name in following
        }
    return described


def _answers_envelope(endpoint: Endpoint, kind: Any, schemas: Json) -> Json:
    """Of a list that may be asked for one thing, either."""
    envelope = _envelope(endpoint.operation, kind, schemas)
    if not endpoint.operation.may_be_one:
        return envelope
    one = replace(endpoint.operation, is_list=False)
    return {"anyOf": [envelope, _envelope(one, get_args(kind)[0], schemas)]}


def _envelope(operation: Operation, kind: Any, schemas: Json) -> Json:
    """`{"success": true, "data": …}`, with what a page, a dry run or `fields` adds to it or takes away."""
    data = _schema_of(kind)
    if FIELDS in operation.parameters:
        data = _with_fields_left_out(data, schemas)
    envelope: Json = {
        "type": "object",
        "required": ["success", "data"],
        "properties": {"success": {"const": True}, "data": data},
    }
    if operation.is_write:
        envelope["properties"]["dry_run"] = {"const": True, "description": "Only there when it was one."}
    if operation.is_list:
        envelope["required"] += ["next_cursor", "has_more"]
        envelope["properties"] |= {
            "next_cursor": {"type": ["string", "null"], "description": "Null on the last page."},
            "has_more": {"type": "boolean"},
        }
    if operation.beside is not None:
        _, components = msgspec.json.schema_components([operation.beside], ref_template=SCHEMA)
        (beside,) = components.values()
        envelope["required"] += beside["required"]
        envelope["properties"] |= beside["properties"]
    return envelope


def _with_fields_left_out(data: Json, schemas: Json) -> Json:
    """What `fields` makes of a resource: some of its fields, in a schema of its own."""
    item = data.get("items", data)
    name = item["$ref"].rpartition("/")[2]
    part = f"{name}Part"
    schemas[part] = {
        **schemas[name],
        "title": part,
        "description": "The fields that `fields` named.",
        "required": [],
        "minProperties": 1,
    }
    either = {"anyOf": [item, {"$ref": SCHEMA.format(name=part)}]}
    return {**data, "items": either} if "items" in data else either


def _failures(endpoint: Endpoint, settings: Settings) -> Json:
    by_status: dict[int, list[str]] = {}
    for code in codes_of(endpoint):
        by_status.setdefault(ERRORS[code].status, []).append(code)
    return {str(status): _failure(status, codes, settings) for status, codes in sorted(by_status.items())}


def _failure(status: int, codes: list[str], settings: Settings) -> Json:
    return {
        "description": " ".join(f"`{code}`: {ERRORS[code].meaning}" for code in codes),
        "headers": _headers(["X-Request-Id", *_failure_headers(status)]),
        "content": {
            JSON: {
                "schema": {
                    "allOf": [{"$ref": SCHEMA.format(name="ErrorOut")}],
                    "properties": {"error": {"enum": codes}},
                },
                "examples": {code: {"value": error_example(code, settings)} for code in codes},
            }
        },
    }


def _failure_headers(status: int) -> list[str]:
    if status == 401:
        return ["WWW-Authenticate"]
    standing = ["RateLimit-Policy", "RateLimit"]
    return [*standing, "Retry-After"] if status == 429 else standing


def _headers(names: Iterable[str]) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _schema_of(kind: Any) -> Json:
    (schema,), _ = msgspec.json.schema_components([kind], ref_template=SCHEMA)
    return dict(schema)
