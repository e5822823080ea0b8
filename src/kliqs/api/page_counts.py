"""`/api/v1/pages/{page}/counts`: what visitors did on a page."""

from datetime import date, datetime

from django.db import connection
from litestar import Controller, Response, get

from kliqs.api.admission import admit
from kliqs.api.answers import success
from kliqs.api.operations import Operation, Parameter
from kliqs.api.page_resources import counts_out
from kliqs.api.page_schemas import PageCountsOut
from kliqs.api.requests import AnyRequest
from kliqs.api.services import Services
from kliqs.api.writing import ask_models
from kliqs.bio.counting import page_counts, page_counts_since
from kliqs.bio.listing import page_called
from kliqs.database import Connection
from kliqs.errors import KliqsError

SINCE = Parameter(
    "since", "The first day (UTC) that counts.", {"type": "string", "format": "date"}, example="2026-06-01"
)


class PageCountsController(Controller):
    path = "/pages/{page:str}/counts"

    @get(
        api=Operation(
            "analytics:read", {200: PageCountsOut}, ("INVALID_REQUEST", "PAGE_NOT_FOUND"), parameters=(SINCE,)
        )
    )
    async def read(self, request: AnyRequest, services: Services, page: str) -> Response[bytes]:
        """Count a page's views and presses

        All so far, or since a day, about a second behind the visitor, by people, previews and bots. `rate` is presses
        by people for each view by people."""
        workspace_id = (await admit(request, services, writes=False)).workspace_id

        since = _day(request)

        def ask() -> PageCountsOut:
            found = page_called(workspace_id, page)
            if since is not None:
                return counts_out(page_counts_since(workspace_id, found.public_id, since))
            raw = Connection.around(connection.connection, is_sqlite=connection.vendor == "sqlite")
            return counts_out(page_counts(raw, workspace_id, found.public_id))

        return success(request.state.exchange, await ask_models(services, ask)).as_response()


def _day(request: AnyRequest) -> date | None:
    sent = request.state.exchange.query.get("since")
    if sent is None:
        return None
    try:
        return datetime.strptime(sent, "%Y-%m-%d").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        raise KliqsError("INVALID_REQUEST", "`since` is a day such as 2026-06-01.", "since") from None
