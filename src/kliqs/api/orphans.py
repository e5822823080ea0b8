"""`/api/v1/analytics/orphans`: visits of addresses that lead nowhere."""

from litestar import Controller, Response, get

from kliqs.api.admission import admit
from kliqs.api.analytics import PERIOD, SIZE, WHICH, scope_of
from kliqs.api.answers import success
from kliqs.api.click_schemas import OrphanOut, OrphansOut
from kliqs.api.operations import Operation
from kliqs.api.queries import Query
from kliqs.api.requests import AnyRequest
from kliqs.api.resources import rfc3339
from kliqs.api.services import Services
from kliqs.clicks.questions.asking import click_reader
from kliqs.clicks.questions.orphans import orphans

KIND = next(parameter for parameter in WHICH if parameter.name == "kind")
ORPHANS = (*PERIOD, KIND, SIZE)


class OrphansController(Controller):
    path = "/analytics/orphans"

    @get(api=Operation("analytics:read", {200: OrphansOut}, ("INVALID_REQUEST",), parameters=ORPHANS))
    async def read(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """Ask about visits that led nowhere

        Of links of yours that have expired or were deleted, and of slugs on your own domains that never were. The most
        visited first. Mistyped slugs on the short host that all share are nobody's."""
        exchange = request.state.exchange
        workspace_id = (await admit(request, services, writes=False)).workspace_id
        query = Query(exchange, ORPHANS)
        scope = scope_of(query, workspace_id)
        found = await click_reader().ask(orphans, scope, size=query.number("limit", 100))
        rows = [OrphanOut(row.host, row.slug, row.reason, row.visits, rfc3339(row.last_at)) for row in found.rows]
        told_from, is_whole = rfc3339(found.coverage.told_from), found.coverage.is_whole
        data = OrphansOut(rfc3339(scope.since), rfc3339(scope.until), told_from, is_whole, found.values, rows)
        return success(exchange, data).as_response()
