"""The envelope: how every success and every refusal of `/api/v1` looks, and the header fields that go with it."""

import math
from datetime import UTC, datetime
from typing import Any

import msgspec
from litestar import Response

from kliqs.accounts.burst import BurstState
from kliqs.accounts.plans import UNLIMITED, Plan
from kliqs.accounts.usage import Usage, month_end, month_start
from kliqs.errors import InvalidBody, KliqsError

JSON = "application/json"
Fields = dict[str, str]


def success(data: Any, status: int, headers: Fields, *, dry_run: bool = False) -> Response[bytes]:
    """`{"success": true, "data": …}`."""
    return raw_success(msgspec.json.encode(data).decode(), status, headers, dry_run=dry_run)


def raw_success(data: str, status: int, headers: Fields, *, dry_run: bool = False) -> Response[bytes]:
    """The same around data that is JSON already."""
    note = ',"dry_run":true' if dry_run else ""
    body = f'{{"success":true,"data":{data}{note}}}'.encode()
    return Response(body, status_code=status, media_type=JSON, headers=headers)


def refusal(error: KliqsError, request_id: str, docs_origin: str, headers: Fields) -> Response[bytes]:
    """The envelope of an error; `field` and `errors` only where a field is to blame."""
    body: dict[str, Any] = {"success": False, "error": error.code, "message": error.message}
    if error.field:
        body["field"] = error.field
    if isinstance(error, InvalidBody):
        body["errors"] = [
            {"field": problem.field, "code": problem.code, "message": problem.message} for problem in error.problems
        ]
    body["request_id"] = request_id
    body["docs"] = f"{docs_origin}/errors#{error.code}"
    if error.code in ("UNAUTHORIZED", "INVALID_API_KEY", "REVOKED_API_KEY"):
        headers = headers | {"WWW-Authenticate": 'Bearer realm="kliqs"'}
    return Response(msgspec.json.encode(body), status_code=error.kind.status, media_type=JSON, headers=headers)


def limit_fields(plan: Plan, usage: Usage | None, burst: BurstState | None) -> Fields:
    """`RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers): month and burst, times in seconds."""
    policies, states = [], []
    if usage is not None and plan.requests_per_month != UNLIMITED:
        now = datetime.now(UTC)
        start, end = month_start(now), month_end(now)
        policies.append(f'"month";q={plan.requests_per_month};w={int((end - start).total_seconds())}')
        states.append(f'"month";r={usage.requests_left};t={math.ceil((end - now).total_seconds())}')
    if burst is not None:
        policies.append(f'"burst";q={plan.burst};w={math.ceil(plan.burst / plan.per_second)}')
        states.append(f'"burst";r={burst.left};t={math.ceil(burst.full_after_s)}')
    if not policies:
        return {}
    return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(states)}


def retry_after(error: KliqsError, burst: BurstState | None) -> Fields:
    """`Retry-After` in seconds, on the refusals that waiting cures."""
    if error.code == "RATE_LIMITED" and burst is not None:
        return {"Retry-After": str(max(1, math.ceil(burst.retry_after_s)))}
    if error.code == "API_LIMIT_REACHED":
        now = datetime.now(UTC)
        return {"Retry-After": str(math.ceil((month_end(now) - now).total_seconds()))}
    return {}
