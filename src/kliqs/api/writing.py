"""Writes other than the create: checked, metered, done and kept in one transaction, in a thread with the models."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from django.db import close_old_connections, transaction
from litestar import Response

from kliqs.accounts.authentication import Caller
from kliqs.accounts.metering import Meter, metered
from kliqs.accounts.retries import KeptReply, Retry
from kliqs.api.admission import admit
from kliqs.api.answers import encode, raw_success
from kliqs.api.bodies import decode, flag, retry_of
from kliqs.api.exchange import Answer, Exchange, Fields
from kliqs.api.operations import Operation, operation_of
from kliqs.api.queries import refuse_unknown
from kliqs.api.requests import AnyRequest
from kliqs.api.services import Services
from kliqs.errors import KliqsError
from kliqs.links.batches import utc_now
from kliqs.settings import Settings

ANSWER_WITHIN_S = 5.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Written:
    """What a write answers. `cost` is what it counts against the month; `kept` the data that a retry and a dry run get,
    where it may not be the same."""

    data: Any
    status: int = 200
    fields: Fields = field(default_factory=dict)
    cost: int = 1
    kept: Any = None


@dataclass(frozen=True)
class Asked:
    """What a write was asked for."""

    caller: Caller
    exchange: Exchange
    body: bytes
    settings: Settings
    operation: Operation

    @cached_property
    def values(self) -> Any:
        """The decoded body. Raises INVALID_REQUEST or UNSUPPORTED_MEDIA_TYPE."""
        return decode(self.exchange, self.body)


Apply = Callable[[Meter], Written]
Prepare = Callable[[Asked], Apply]
Beforehand = Callable[[Asked], Awaitable[None]]


async def answer_write(
    request: AnyRequest, services: Services, prepare: Prepare, beforehand: Beforehand | None = None
) -> Response[bytes]:
    """The whole of a write. `prepare` checks what was sent, without the database's locks; what it returns does the
    deed inside the metered transaction. `beforehand` comes first and may take its time; what it refuses is told in the
    same order as what `prepare` does."""
    exchange: Exchange = request.state.exchange
    caller = await admit(request, services, writes=True)
    asked = Asked(caller, exchange, await request.body(), services.settings, operation_of(request))
    dry_run = flag(exchange, "dry_run")
    retry = retry_of(exchange, asked.body, dry_run=dry_run)
    problem: KliqsError | None = None
    try:
        if beforehand is not None:
            await beforehand(asked)
    except KliqsError as refusal:
        problem = refusal
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(ANSWER_WITHIN_S):
        answer = await loop.run_in_executor(services.threads, _write, asked, prepare, retry, dry_run, problem)
    services.committed()
    return answer.as_response()


def _write(
    asked: Asked, prepare: Prepare, retry: Retry | None, dry_run: bool, problem: KliqsError | None = None
) -> Answer:
    """In a thread. A spent month is told before a bad body, and a kept answer before either."""
    exchange, apply = asked.exchange, None
    close_old_connections()
    try:
        try:
            refuse_unknown(exchange, asked.operation)
            apply = None if problem is not None else prepare(asked)
        except KliqsError as refusal:
            problem = refusal
        with metered(asked.caller, retry, utc_now()) as meter:
            exchange.usage = meter.usage
            before = meter.kept()
            if before is not None:
                return raw_success(exchange, before.data.encode(), before.status, {"Idempotent-Replayed": "true"})
            meter.refuse_beyond(1)
            if problem is not None:
                raise problem
            assert apply is not None
            written = apply(meter)
            kept = encode(written.kept or written.data)
            if dry_run:
                transaction.set_rollback(True)
                return raw_success(exchange, kept, 200, dry_run=True)
            if written.cost:
                meter.spend(written.cost)
            meter.keep(KeptReply(written.status, kept.decode()))
            exchange.usage = meter.usage
        return raw_success(exchange, encode(written.data), written.status, written.fields)
    finally:
        close_old_connections()


async def ask_models(services: Services, question: Callable[[], T]) -> T:
    """Read with Django's models, in a thread."""

    def ask() -> T:
        close_old_connections()
        try:
            return question()
        finally:
            close_old_connections()

    async with asyncio.timeout(ANSWER_WITHIN_S):
        return await asyncio.get_running_loop().run_in_executor(services.threads, ask)


def writing_threads() -> ThreadPoolExecutor:
    """Few: on SQLite one writes at a time anyway, on PostgreSQL each holds a connection."""
    return ThreadPoolExecutor(4, thread_name_prefix="kliqs-api")
