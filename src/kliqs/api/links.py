"""`/api/v1/links`: one link and lists of them. Creating is in `creating`, many at once in `bulk`."""

from datetime import UTC, datetime
from typing import Any, get_args

from litestar import Controller, Response, delete, get, patch, post, put

from kliqs.accounts.metering import Meter
from kliqs.api.admission import admit
from kliqs.api.answers import success, success_list
from kliqs.api.bodies import link_id as id_from
from kliqs.api.bodies import name_from, version_wanted
from kliqs.api.operations import BODY_ERRORS, CONFLICTS, CURSOR, FIELDS, IF_MATCH, LIMIT, Operation, Parameter
from kliqs.api.queries import Query
from kliqs.api.requests import AnyRequest
from kliqs.api.resources import etag, link_out, plain_link_out, trimmed
from kliqs.api.schemas import DeletedOut, LinkChangesIn, LinkOut, LinkReplacementIn, LinkWithClicksOut
from kliqs.api.services import Services
from kliqs.api.writing import Apply, Asked, Written, answer_write
from kliqs.checking import TEXT
from kliqs.clicks.link_orders import SORTS
from kliqs.clicks.listing import (
    LinkFilter,
    ListedLink,
    Status,
    find_by_external_id,
    find_by_id,
    find_by_slug,
    list_links,
)
from kliqs.errors import KliqsError
from kliqs.links.changing import changed, check_change, find_link, refuse_changed
from kliqs.links.removing import delete_links, restore_links
from kliqs.links.replacing import check_replacement, replaced
from kliqs.routes.sandboxes import domain_for, origin_for
from kliqs.routes.slugs import check_slug

STATUSES: tuple[str, ...] = get_args(Status)
LIST = (
    CURSOR,
    LIMIT,
    FIELDS,
    Parameter("sort", "The order.", {"type": "string", "enum": list(SORTS), "default": "newest"}),
    Parameter(
        "status",
        "Which links; `current` is all that are not archived.",
        {"type": "string", "enum": list(STATUSES), "default": "current"},
    ),
    Parameter("tag", "Only links that carry this tag.", {"type": "string", "maxLength": 50, "pattern": TEXT}),
    Parameter("key_id", "Only links that this API key made.", {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}),
    Parameter(
        "search",
        "Words in slug, title, destination or notes.",
        {"type": "string", "maxLength": 200, "pattern": TEXT},
    ),
    Parameter("has_password", "Only links with a password, or without.", {"type": "string", "enum": ["true", "false"]}),
)
SLUG = Parameter("slug", "Instead of a list, the one link of this slug.", {"type": "string", "minLength": 1})


class LinksController(Controller):
    path = "/links"

    @get(
        api=Operation(
            "links:read",
            {200: list[LinkWithClicksOut]},
            ("INVALID_REQUEST", "LINK_NOT_FOUND"),
            parameters=(*LIST, SLUG),
            is_list=True,
            may_be_one=True,
        )
    )
    async def list(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """List links

        Links of the workspace with their clicks, a page at a time. With `slug`, `data` is that one link."""
        exchange = request.state.exchange
        caller = await admit(request, services, writes=False)
        workspace_id = caller.workspace_id
        query = Query(exchange, (*LIST, SLUG))
        names = query.names(LinkWithClicksOut)
        if "slug" in query:
            slug = slug_from(query)
            found = await services.reader.ask(lambda db: find_by_slug(db, workspace_id, domain_for(caller), slug))
            return _answer(request, services, found, names)
        wanted = LinkFilter(
            search=query.text("search"),
            status=query.one_of("status", "current"),
            tag=query.text("tag"),
            has_password=query.flag("has_password"),
            key_id=query.number("key_id", 0) if "key_id" in query else None,
            sort=query.one_of("sort", "newest"),
        )
        cursor, size = query.text("cursor"), query.number("limit", 50)
        page = await services.reader.ask(
            lambda db: list_links(db, workspace_id, wanted, datetime.now(UTC), cursor=cursor, size=size)
        )
        origin = origin_for(caller, services.settings)
        data = [trimmed(link_out(link, origin), names) for link in page.links]
        return success_list(exchange, data, page.next_cursor).as_response()

    @get(
        "/{link_id:str}",
        api=Operation(
            "links:read",
            {200: LinkWithClicksOut},
            ("INVALID_REQUEST", "LINK_NOT_FOUND"),
            parameters=(FIELDS,),
            has_etag=True,
        ),
    )
    async def read(self, request: AnyRequest, services: Services, link_id: str) -> Response[bytes]:
        """Read a link

        One link by its id, with its clicks."""
        workspace_id = (await admit(request, services, writes=False)).workspace_id
        names = Query(request.state.exchange, (FIELDS,)).names(LinkWithClicksOut)
        public_id = id_from(link_id)
        found = await services.reader.ask(lambda db: find_by_id(db, workspace_id, public_id))
        return _answer(request, services, found, names)

    @get(
        "/external/{external_id:path}",
        api=Operation(
            "links:read",
            {200: LinkWithClicksOut},
            ("INVALID_REQUEST", "LINK_NOT_FOUND"),
            parameters=(FIELDS,),
            has_etag=True,
        ),
    )
    async def read_external(self, request: AnyRequest, services: Services, external_id: str) -> Response[bytes]:
        """Read a link by your own id

        The link that you gave this `external_id`, with its clicks."""
        workspace_id = (await admit(request, services, writes=False)).workspace_id
        names = Query(request.state.exchange, (FIELDS,)).names(LinkWithClicksOut)
        name = name_from(external_id, services.settings)
        found = await services.reader.ask(lambda db: find_by_external_id(db, workspace_id, name))
        return _answer(request, services, found, names)

    @put(
        "/external/{external_id:path}",
        api=Operation(
            "links:write",
            {200: LinkOut, 201: LinkOut},
            (*BODY_ERRORS, *CONFLICTS, "LINK_CHANGED", "SHORTLINK_LIMIT_REACHED"),
            body=LinkReplacementIn,
            example={"url": "https://marketku.id/products/8f3f4f3f", "title": "VPS Murah"},
            parameters=(IF_MATCH,),
            has_etag=True,
        ),
    )
    async def replace(self, request: AnyRequest, services: Services, external_id: str) -> Response[bytes]:
        """Create or replace a link by your own id

        Makes the link when the workspace has none of this `external_id`, and otherwise lets it be what the body says:
        a field that is left out is taken away, but a slug stays. However many say so at once, there is one link."""

        def prepare(asked: Asked) -> Apply:
            name = name_from(external_id, asked.settings)
            replacement = check_replacement(
                asked.caller, name, asked.values, asked.settings, version=version_wanted(asked.exchange)
            )

            def apply(meter: Meter) -> Written:
                public_id, is_new = replaced(meter.connection, replacement)
                return _written(meter, asked, public_id, 201 if is_new else 200)

            return apply

        return await answer_write(request, services, prepare)

    @patch(
        "/{link_id:str}",
        api=Operation(
            "links:write",
            {200: LinkOut},
            (*BODY_ERRORS, *CONFLICTS, "LINK_CHANGED", "LINK_NOT_FOUND"),
            body=LinkChangesIn,
            example={"url": "https://marketku.id/products/9a1b", "tags": ["promo"]},
            parameters=(IF_MATCH,),
            has_etag=True,
        ),
    )
    async def change(self, request: AnyRequest, services: Services, link_id: str) -> Response[bytes]:
        """Change a link

        Changes the fields that the body names and no others. With `If-Match`, only the version that you know."""

        def prepare(asked: Asked) -> Apply:
            workspace_id = asked.caller.workspace_id
            link = find_link(workspace_id, id_from(link_id))
            change = check_change(link, asked.values, asked.settings, version=version_wanted(asked.exchange))

            def apply(meter: Meter) -> Written:
                return _written(meter, asked, changed(workspace_id, change).public_id)

            return apply

        return await answer_write(request, services, prepare)

    @delete(
        "/{link_id:str}",
        status_code=200,
        api=Operation("links:write", {200: DeletedOut}, ("LINK_NOT_FOUND", "LINK_CHANGED"), parameters=(IF_MATCH,)),
    )
    async def delete(self, request: AnyRequest, services: Services, link_id: str) -> Response[bytes]:
        """Delete a link

        Its place in the plan and its slug are free again; its history stays, and it can be restored."""

        def prepare(asked: Asked) -> Apply:
            public_id = id_from(link_id)

            def apply(meter: Meter) -> Written:
                refuse_changed(asked.caller.workspace_id, public_id, version_wanted(asked.exchange))
                if not delete_links(asked.caller.workspace_id, [public_id], actor=meter.actor):
                    raise KliqsError("LINK_NOT_FOUND")
                return Written(DeletedOut(str(public_id)))

            return apply

        return await answer_write(request, services, prepare)

    @post(
        "/{link_id:str}/restore",
        status_code=200,
        api=Operation(
            "links:write",
            {200: LinkOut},
            ("INVALID_REQUEST", "LINK_NOT_FOUND", "SHORTLINK_LIMIT_REACHED", "UNSAFE_URL", *CONFLICTS),
            has_etag=True,
        ),
    )
    async def restore(self, request: AnyRequest, services: Services, link_id: str) -> Response[bytes]:
        """Restore a deleted link

        If the plan has room and its slug is still free."""

        def prepare(asked: Asked) -> Apply:
            public_id = id_from(link_id)

            def apply(meter: Meter) -> Written:
                if not restore_links(asked.caller.workspace_id, [public_id], asked.settings, actor=meter.actor):
                    raise KliqsError("LINK_NOT_FOUND", "There is no such deleted link in your workspace.")
                return _written(meter, asked, public_id)

            return apply

        return await answer_write(request, services, prepare)


def slug_from(query: Query) -> str:
    """The slug that is asked for. Raises LINK_NOT_FOUND for what no link can have."""
    slug = query.raw("slug")
    if not slug:
        raise KliqsError("INVALID_REQUEST", "Name the link with ?slug=.", "slug")
    try:
        return check_slug(slug)
    except KliqsError:
        raise KliqsError("LINK_NOT_FOUND") from None


def _written(meter: Meter, asked: Asked, public_id: Any, status: int = 200) -> Written:
    """A link as the transaction has it now."""
    link = find_by_id(meter.connection, asked.caller.workspace_id, public_id)
    assert link is not None
    data = plain_link_out(link, origin_for(asked.caller, asked.settings))
    fields = {"ETag": etag(link.updated_at)}
    if status == 201:
        fields["Location"] = f"/api/v1/links/{data.id}"
    return Written(data, status, fields)


def _answer(
    request: AnyRequest, services: Services, found: ListedLink | None, names: frozenset[str]
) -> Response[bytes]:
    if found is None:
        raise KliqsError("LINK_NOT_FOUND")
    data = trimmed(link_out(found, origin_for(request.state.exchange.caller, services.settings)), names)
    return success(request.state.exchange, data, fields={"ETag": etag(found.updated_at)}).as_response()
