"""The first checks of every request, in the promised order: credentials, then burst; and the fields of its answer."""

from dataclasses import dataclass

from litestar import Request

from kliqs.accounts.authentication import Caller
from kliqs.accounts.burst import BurstState
from kliqs.accounts.usage import Usage, read_usage
from kliqs.api.answers import Fields, limit_fields
from kliqs.api.services import Services
from kliqs.errors import KliqsError
from kliqs.links.batches import utc_now

AnyRequest = Request[object, object, object]


@dataclass(slots=True)
class Admission:
    """Who is calling and where they stand. Kept in the request's state, so that a refusal's answer can tell too."""

    caller: Caller
    burst: BurstState | None
    usage: Usage | None = None

    def fields(self) -> Fields:
        return limit_fields(self.caller.plan, self.usage, self.burst)


async def admit(request: AnyRequest, services: Services, *, writes: bool) -> Admission:
    """Let a request in. Raises KliqsError with a 401, 403 or 429 code."""
    caller = await services.authenticator.caller(request.headers.get("authorization"), checked_again=writes)
    admission = Admission(caller, services.burst.take(caller.workspace_id, caller.plan))
    request.state.admission = admission
    if admission.burst is not None and not admission.burst.allowed:
        raise KliqsError("RATE_LIMITED")
    if not writes:
        await read_standing(admission, services)
    return admission


async def read_standing(admission: Admission, services: Services) -> Usage:
    """The workspace's month as the database has it now."""
    caller = admission.caller
    usage = await services.reader.ask(
        lambda connection: read_usage(connection, caller.workspace_id, caller.plan, utc_now())
    )
    admission.usage = usage
    return usage
