"""`/api/v1/pages/{page}/counts`: what visitors did on a page."""

from django.db import connection
from litestar import Controller, Response, get

from kliqs.api.admission import admit
from kliqs.api.answers import success
from kliqs.api.operations import Operation
from kliqs.api.page_resources import counts_out
from kliqs.api.page_schemas import PageCountsOut
from kliqs.api.requests import AnyRequest
from kliqs.api.services import Services
from kliqs.api.writing import ask_models
from kliqs.bio.counting import page_counts
from kliqs.bio.listing import page_called
from kliqs.database import Connection


class PageCountsController(Controller):
    path = "/pages/{page:str}/counts"

    @get(api=Operation("analytics:read", {200: PageCountsOut}, ("INVALID_REQUEST", "PAGE_NOT_FOUND")))
    async def read(self, request: AnyRequest, services: Services, page: str) -> Response[bytes]:
        """Count a page's views and presses

        All so far, about a second behind the visitor, by people, previews and bots. `rate` is presses by people for
        each view by people."""
        workspace_id = (await admit(request, services, writes=False)).workspace_id

        def ask() -> PageCountsOut:
            found = page_called(workspace_id, page)
            raw = Connection.around(connection.connection, is_sqlite=connection.vendor == "sqlite")
            return counts_out(page_counts(raw, workspace_id, found.public_id))

        return success(request.state.exchange, await ask_models(services, ask)).as_response()
