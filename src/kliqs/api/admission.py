"""The first checks of every request, in the promised order: credentials, then what the key may do, then burst."""

from kliqs.accounts.authentication import Caller
from kliqs.accounts.usage import Usage, read_usage
from kliqs.api.exchange import Exchange
from kliqs.api.operations import operation_of
from kliqs.api.queries import refuse_unknown
from kliqs.api.requests import AnyRequest
from kliqs.api.services import Services
from kliqs.errors import KliqsError
from kliqs.links.batches import utc_now


async def admit(request: AnyRequest, services: Services, *, writes: bool) -> Caller:
    """Let a request in to the endpoint that answers it. Raises KliqsError with a 401, 403 or 429 code."""
    operation = operation_of(request)
    caller = await admitted(request.state.exchange, services, operation.scope, writes=writes)
    if not writes:
        refuse_unknown(request.state.exchange, operation)
    return caller


async def admitted(exchange: Exchange, services: Services, scope: str, *, writes: bool) -> Caller:
    """The same for a scope (`""` asks for none)."""
    caller = await services.authenticator.caller(exchange.header(b"authorization"), checked_again=writes)
    exchange.caller = caller
    caller.refuse_without(scope)
    exchange.burst = services.burst.take(caller.workspace_id, caller.plan)
    if exchange.burst is not None and not exchange.burst.allowed:
        raise KliqsError("RATE_LIMITED")
    if not writes:
        await read_standing(exchange, caller, services)
    return caller


async def read_standing(exchange: Exchange, caller: Caller, services: Services) -> Usage:
    """The workspace's month as the database has it now."""
    usage = await services.reader.ask(
        lambda connection: read_usage(connection, caller.workspace_id, caller.plan, utc_now())
    )
    exchange.usage = usage
    return usage
