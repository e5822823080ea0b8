"""`/api/v1/usage`."""

from litestar import Controller, Response, get

from kliqs.api.admission import AnyRequest, admit
from kliqs.api.answers import success
from kliqs.api.schemas import usage_out
from kliqs.api.services import Services
from kliqs.links.batches import utc_now


class UsageController(Controller):
    path = "/usage"

    @get()
    async def read(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """This month's requests and links against the plan. Costs nothing."""
        admission = await admit(request, services, writes=False)
        assert admission.usage is not None
        return success(usage_out(admission.usage, utc_now()), 200, admission.fields())
