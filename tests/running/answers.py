"""What every answer of the API must look like, checked in one place, whatever a test is about."""

from typing import Any

import httpx

# Status by code, as the public page and the design promise them: copied here, so that the product cannot drift.
PROMISED = {
    "UNAUTHORIZED": 401,
    "INVALID_API_KEY": 401,
    "REVOKED_API_KEY": 401,
    "INVALID_URL": 400,
    "UNSAFE_URL": 400,
    "RESERVED_SLUG": 400,
    "SLUG_ALREADY_EXISTS": 409,
    "SHORTLINK_LIMIT_REACHED": 403,
    "API_LIMIT_REACHED": 429,
    "INTERNAL_ERROR": 500,
    "INVALID_REQUEST": 400,
    "INVALID_SLUG": 400,
    "INVALID_EXPIRES_AT": 400,
    "LINK_NOT_FOUND": 404,
    "IDEMPOTENCY_CONFLICT": 409,
    "RATE_LIMITED": 429,
    "ACCOUNT_DISABLED": 403,
    "NOT_FOUND": 404,
    "METHOD_NOT_ALLOWED": 405,
    "PAYLOAD_TOO_LARGE": 413,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "MISDIRECTED_REQUEST": 421,
    "EXTERNAL_ID_ALREADY_EXISTS": 409,
    "INSUFFICIENT_SCOPE": 403,
    "KEY_ENDED": 409,
    "KEY_NOT_FOUND": 404,
    "LINK_CHANGED": 412,
    "TAG_ALREADY_EXISTS": 409,
    "TAG_NOT_FOUND": 404,
    "QR_TOO_FAINT": 400,
    "INVALID_LOGO": 400,
    "INVALID_PHONE_NUMBER": 400,
    "PAGE_NOT_FOUND": 404,
    "PAGE_CHANGED": 412,
    "PAGE_LIMIT_REACHED": 403,
    "PAGE_TOO_LARGE": 400,
    "TOO_MANY_BLOCKS": 400,
    "BLOCK_NOT_FOUND": 404,
    "VERSION_NOT_FOUND": 404,
    "LOW_CONTRAST": 400,
    "SOURCE_UNREACHABLE": 400,
    "SOURCE_UNREADABLE": 400,
}
ALWAYS = {"success", "error", "message", "request_id", "docs"}


def created(answer: httpx.Response) -> dict[str, Any]:
    """The `data` of a link that was made."""
    return _data(answer, 201)


def found(answer: httpx.Response) -> dict[str, Any]:
    """The `data` of an answer that changed nothing."""
    return _data(answer, 200)


def refused(answer: httpx.Response, code: str, field: str | None = None) -> dict[str, Any]:
    """The envelope of a refusal with that code; `field` is the input it must blame."""
    assert answer.status_code == PROMISED[code], answer.text
    assert answer.headers["Content-Type"] == "application/json"
    body: dict[str, Any] = answer.json()
    assert body["error"] == code, body
    assert body["success"] is False
    assert body.keys() >= ALWAYS
    assert body.keys() <= ALWAYS | {"field", "errors"}
    assert body.get("field") == field, body
    assert body["message"].strip()
    assert body["request_id"] == answer.headers["X-Request-Id"]
    assert body["docs"].endswith(f"/errors#{code}")
    return body


def _data(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/json"
    body: dict[str, Any] = answer.json()
    assert body["success"] is True
    assert answer.headers["X-Request-Id"]
    data: dict[str, Any] = body["data"]
    return data
