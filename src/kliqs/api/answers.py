"""The envelope: how every success and every refusal of `/api/v1` looks, and the header fields that go with it."""

import math
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec
import structlog
from litestar.exceptions import HTTPException
from msgspec import UNSET

from kliqs.accounts.burst import BurstState
from kliqs.accounts.plans import UNLIMITED, Plan
from kliqs.accounts.usage import month_end, month_start
from kliqs.api.exchange import Answer, Exchange, Fields
from kliqs.api.schemas import ErrorOut, ProblemOut
from kliqs.errors import InvalidBody, KliqsError

HTTP_CODES = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 413: "PAYLOAD_TOO_LARGE", 415: "UNSUPPORTED_MEDIA_TYPE"}

log = structlog.get_logger("api")
encode = msgspec.json.Encoder().encode


def success(
    exchange: Exchange, data: Any, status: int = 200, fields: Fields | None = None, *, dry_run: bool = False
) -> Answer:
    """`{"success": true, "data": …}`; `fields` are further header fields."""
    return raw_success(exchange, encode(data), status, fields, dry_run=dry_run)


def success_list(
    exchange: Exchange, data: Any, next_cursor: str | None, beside: msgspec.Struct | None = None
) -> Answer:
    """A page of a list: `next_cursor` is null on the last one, `has_more` says the same; `beside` are what an endpoint
    has to say of the list besides."""
    body = b'{"success":true,"data":%b,"next_cursor":%b,"has_more":%b%b}'
    more = b"false" if next_cursor is None else b"true"
    others = b"" if beside is None else b"," + encode(beside)[1:-1]
    return Answer(200, body % (encode(data), encode(next_cursor), more, others), standing(exchange))


def raw_success(
    exchange: Exchange, data: bytes, status: int, fields: Fields | None = None, *, dry_run: bool = False
) -> Answer:
    """The same around data that is JSON already."""
    note = b',"dry_run":true' if dry_run else b""
    return Answer(status, b'{"success":true,"data":%b%b}' % (data, note), standing(exchange) | (fields or {}))


def failure(exchange: Exchange, error: Exception, docs_origin: str) -> Answer:
    """The envelope of an error; `field` and `errors` only where a field is to blame. Logs what is our own fault."""
    refused = _as_refusal(error)
    if refused.kind.status >= 500:
        log.error("api.failed", request_id=exchange.request_id, path=exchange.path, exc_info=error)
    else:
        log.info("api.refused", request_id=exchange.request_id, path=exchange.path, code=refused.code)
    body = ErrorOut(
        success=False,
        error=refused.code,
        message=refused.message,
        field=refused.field or UNSET,
        errors=problems_of(refused) or UNSET,
        request_id=exchange.request_id,
        docs=f"{docs_origin}/errors#{refused.code}",
    )
    fields = standing(exchange) | _advice(refused, exchange.burst)

    return Answer(refused.kind.status, encode(body), fields)


def problems_of(refused: KliqsError) -> list[ProblemOut] | None:
    """Everything that is wrong with a body; None where the refusal is not about one."""
    if not isinstance(refused, InvalidBody):
        return None
    return [ProblemOut(problem.field, problem.code, problem.message) for problem in refused.problems]


def standing(exchange: Exchange) -> Fields:
    """`RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers): month and burst, times in seconds."""
    if exchange.caller is None:
        return {}
    plan, burst = exchange.caller.plan, exchange.burst
    policies, states = [], []
    if exchange.usage is not None and plan.requests_per_month != UNLIMITED:
        policy, seconds_left = _month(plan)
        policies.append(policy)
        states.append(f'"month";r={exchange.usage.requests_left};t={seconds_left}')
    if burst is not None:
        policies.append(_burst_policy(plan))
        states.append(f'"burst";r={burst.left};t={math.ceil(burst.full_after_s)}')
    if not policies:
        return {}
    return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(states)}


def _month(plan: Plan) -> tuple[str, int]:
    """The month's policy, and the seconds until it turns."""
    now = datetime.now(UTC)
    end, window = _month_bounds(now.year, now.month)
    return f'"month";q={plan.requests_per_month};w={window}', math.ceil(end - now.timestamp())


@lru_cache(maxsize=4)
def _month_bounds(year: int, month: int) -> tuple[float, int]:
    """When the month ends (s since 1970 UTC) and how long it is (s)."""
    moment = datetime(year, month, 1, tzinfo=UTC)
    end, start = month_end(moment).timestamp(), month_start(moment).timestamp()
    return end, int(end - start)


@lru_cache(maxsize=64)
def _burst_policy(plan: Plan) -> str:
    return f'"burst";q={plan.burst};w={math.ceil(plan.burst / plan.per_second)}'


def _advice(error: KliqsError, burst: BurstState | None) -> Fields:
    """`Retry-After` in seconds where waiting cures, `WWW-Authenticate` where credentials would (RFC 9110, 11.6.1)."""
    if error.code == "RATE_LIMITED" and burst is not None:
        return {"Retry-After": str(max(1, math.ceil(burst.retry_after_s)))}
    if error.code == "API_LIMIT_REACHED":
        now = datetime.now(UTC)
        return {"Retry-After": str(math.ceil((month_end(now) - now).total_seconds()))}
    if error.kind.status == 401:
        return {"WWW-Authenticate": 'Bearer realm="kliqs"'}
    return {}


def _as_refusal(error: Exception) -> KliqsError:
    if isinstance(error, KliqsError):
        return error
    if isinstance(error, HTTPException) and error.status_code < 500:
        return KliqsError(HTTP_CODES.get(error.status_code, "INVALID_REQUEST"))
    return KliqsError("INTERNAL_ERROR")
