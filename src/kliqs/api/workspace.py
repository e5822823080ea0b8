"""`/api/v1/workspace` and `/api/v1/usage`: who the key belongs to, and what is left of the month."""

from litestar import Controller, Response, get

from kliqs.accounts.workspaces import describe
from kliqs.api.admission import admit
from kliqs.api.answers import success
from kliqs.api.operations import Operation
from kliqs.api.requests import AnyRequest
from kliqs.api.resources import usage_out, workspace_out
from kliqs.api.schemas import UsageOut, WorkspaceOut
from kliqs.api.services import Services
from kliqs.api.writing import ask_models
from kliqs.links.batches import utc_now


class UsageController(Controller):
    path = "/usage"

    @get(api=Operation("", {200: UsageOut}))
    async def read(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """Read the month's usage

        Requests and links against the plan. Costs nothing."""
        await admit(request, services, writes=False)
        exchange = request.state.exchange
        return success(exchange, usage_out(exchange.usage, utc_now())).as_response()


class WorkspaceController(Controller):
    path = "/workspace"

    @get(api=Operation("workspace:read", {200: WorkspaceOut}))
    async def read(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """Read the workspace

        The workspace that the key acts for, and what the key may do."""
        caller = await admit(request, services, writes=False)
        found = await ask_models(services, lambda: workspace_out(*describe(caller.workspace_id), caller))
        return success(request.state.exchange, found).as_response()
