"""`/api/v1/links`: reading. Creating is in `creating`."""

from uuid import UUID

from litestar import Controller, Response, get

from kliqs.api.admission import admit
from kliqs.api.answers import success
from kliqs.api.exchange import Exchange
from kliqs.api.requests import AnyRequest
from kliqs.api.schemas import link_out
from kliqs.api.services import Services
from kliqs.clicks.counts import LinkCounts, link_counts
from kliqs.database import Connection
from kliqs.errors import KliqsError
from kliqs.links.reading import LinkRow, find_by_id, find_by_slug
from kliqs.routes.resolving import DEFAULT_DOMAIN

FoundLink = tuple[LinkRow, LinkCounts]


class LinksController(Controller):
    path = "/links"

    @get("/{link_id:str}")
    async def read(self, request: AnyRequest, services: Services, link_id: str) -> Response[bytes]:
        """One link by its id, with its clicks."""
        exchange = request.state.exchange
        workspace_id = (await admit(exchange, services, writes=False)).workspace_id
        try:
            public_id = UUID(link_id)
        except ValueError:
            raise KliqsError("LINK_NOT_FOUND") from None
        found = await services.reader.ask(
            lambda connection: _with_clicks(connection, workspace_id, find_by_id(connection, workspace_id, public_id))
        )
        return _answer(found, exchange, services)

    @get()
    async def find(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """One link by its slug, with its clicks."""
        exchange = request.state.exchange
        workspace_id = (await admit(exchange, services, writes=False)).workspace_id
        slug = exchange.query.get("slug", "").lower()
        if not slug:
            raise KliqsError("INVALID_REQUEST", "Name the link with ?slug=.", "slug")
        found = await services.reader.ask(
            lambda connection: _with_clicks(
                connection, workspace_id, find_by_slug(connection, workspace_id, DEFAULT_DOMAIN, slug)
            )
        )
        return _answer(found, exchange, services)


def _with_clicks(connection: Connection, workspace_id: int, link: LinkRow | None) -> FoundLink | None:
    return (link, link_counts(connection, workspace_id, link.id)) if link else None


def _answer(found: FoundLink | None, exchange: Exchange, services: Services) -> Response[bytes]:
    if found is None:
        raise KliqsError("LINK_NOT_FOUND")
    return success(exchange, link_out(*found, services.settings.short_origin)).as_response()
