"""`/api/v1/usage`."""

from litestar import Controller, Response, get

from kliqs.api.admission import admit
from kliqs.api.answers import success
from kliqs.api.requests import AnyRequest
from kliqs.api.schemas import usage_out
from kliqs.api.services import Services
from kliqs.links.batches import utc_now


class UsageController(Controller):
    path = "/usage"

    @get()
    async def read(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """This month's requests and links against the plan. Costs nothing."""
        exchange = request.state.exchange
        await admit(exchange, services, writes=False)
        return success(exchange, usage_out(exchange.usage, utc_now())).as_response()
