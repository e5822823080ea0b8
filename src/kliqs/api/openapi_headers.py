"""The header fields of answers, as the OpenAPI document describes them."""

from typing import Any

from kliqs.api.operations import Operation


def _field(description: str, example: str, *, always: bool = False) -> dict[str, Any]:
    return {"description": description, "required": always, "schema": {"type": "string"}, "example": example}


HEADERS = {
    "X-Request-Id": _field("Quote it when you ask us about this request.", "5b0c6f2f9f3e4a51", always=True),
    "RateLimit-Policy": _field(
        "The limits that hold: `q` requests in a window of `w` seconds. Absent where the plan has none.",
        '"month";q=10000;w=2592000, "burst";q=600;w=24',
    ),
    "RateLimit": _field(
        "What is left of them: `r` requests, for `t` more seconds. Absent where the plan has no limits.",
        '"month";r=9931;t=1209600, "burst";r=599;t=1',
    ),
    "Retry-After": _field("How many seconds to wait.", "17", always=True),
    "ETag": _field("The version, for `If-Match`. Clicks do not change it.", '"65b0f0c1a2b3c"'),
    "Location": _field("Where it is read.", "/api/v1/links/019e9f6a-7a31-7c52-9d8e-3a5a0f4f2b11"),
    "Idempotent-Replayed": _field("`true` where the answer was kept from before.", "true"),
    "WWW-Authenticate": _field("How to authenticate.", 'Bearer realm="kliqs"', always=True),
    "Content-Disposition": _field("A name for the file.", 'inline; filename="vps-murah.svg"', always=True),
}


def header_names(operation: Operation, status: int) -> list[str]:
    """Of a success."""
    names = ["X-Request-Id", "RateLimit-Policy", "RateLimit"]
    if operation.has_etag:
        names.append("ETag")
    if operation.has_etag and status == 201:
        names.append("Location")
    if operation.is_write:
        names.append("Idempotent-Replayed")
    if bytes in operation.answers.values() and not operation.is_stream:
        names.append("Content-Disposition")
    return names
