"""`/api/v1/pages`: bio pages as wholes. Their blocks are in `page_blocks`, their versions in `page_versions`."""

from litestar import Controller, Response, delete, get, patch, post, put

from kliqs.accounts.metering import Meter
from kliqs.api.admission import admit
from kliqs.api.answers import success, success_list
from kliqs.api.bodies import version_wanted
from kliqs.api.operations import CURSOR, IF_MATCH, LIMIT, Operation, Parameter
from kliqs.api.page_examples import CHANGES, PAGE
from kliqs.api.page_resources import page_fields, page_out, page_summary_out, written
from kliqs.api.page_schemas import (
    PageChangesIn,
    PageDeletedOut,
    PageIn,
    PageOut,
    PageReplacementIn,
    PageSummaryOut,
)
from kliqs.api.queries import Query
from kliqs.api.requests import AnyRequest
from kliqs.api.services import Services
from kliqs.api.writing import Apply, Asked, Written, answer_write, ask_models
from kliqs.bio.bodies import check_new, check_some, check_whole
from kliqs.bio.changing import PageChange, change_page, locked_page, prepared_for
from kliqs.bio.listing import id_in, list_pages, page_called
from kliqs.bio.models import Page
from kliqs.bio.pages import delete_page, make_page
from kliqs.checking import TEXT
from kliqs.errors import KliqsError
from kliqs.routes.sandboxes import domain_for
from kliqs.routes.slugs import check_slug

LIST = (CURSOR, LIMIT)
SLUG = Parameter(
    "slug",
    "Instead of a list, the one page of this slug.",
    {"type": "string", "minLength": 1, "maxLength": 64, "pattern": TEXT},
)
DOCUMENT = ("INVALID_REQUEST", "INVALID_URL", "UNSAFE_URL", "INVALID_PHONE_NUMBER", "LOW_CONTRAST", "PAGE_TOO_LARGE")
SLUGS = ("INVALID_SLUG", "RESERVED_SLUG", "SLUG_ALREADY_EXISTS")
NAMED = ("INVALID_REQUEST", "PAGE_NOT_FOUND", "PAGE_CHANGED")


class PagesController(Controller):
    path = "/pages"

    @get(
        api=Operation(
            "pages:read",
            {200: list[PageSummaryOut]},
            ("INVALID_REQUEST", "PAGE_NOT_FOUND"),
            parameters=(*LIST, SLUG),
            is_list=True,
            may_be_one=True,
        )
    )
    async def list(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """List bio pages

        Pages of the workspace, newest first, without what they are made of. With `slug`, `data` is that one page."""
        exchange = request.state.exchange
        workspace_id = (await admit(request, services, writes=False)).workspace_id
        query = Query(exchange, (*LIST, SLUG))
        if "slug" in query:
            slug = query.text("slug")
            page = await ask_models(services, lambda: page_called(workspace_id, slug))
            return success(exchange, page_summary_out(page, services.settings)).as_response()
        cursor, size = query.text("cursor"), query.number("limit", 50)
        pages, following = await ask_models(services, lambda: list_pages(workspace_id, cursor=cursor, size=size))
        data = [page_summary_out(page, services.settings) for page in pages]
        return success_list(exchange, data, following).as_response()

    @post(
        api=Operation(
            "pages:write",
            {201: PageOut},
            (*DOCUMENT, *SLUGS, "PAGE_LIMIT_REACHED"),
            body=PageIn,
            example=PAGE,
            has_etag=True,
        )
    )
    async def create(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """Create a bio page

        Its slug is taken at once; visitors find it when it is published, which `publish` does on the way."""

        def prepare_page(asked: Asked) -> Apply:
            new = check_new(asked.values, asked.settings)
            unborn = Page(domain_id=domain_for(asked.caller), slug=new.slug, password_hash=new.password_hash)
            change = PageChange(draft=new.document, is_published=new.is_published)
            prepared = prepared_for(unborn, change, asked.settings)

            def apply(meter: Meter) -> Written:
                page = make_page(
                    asked.caller.workspace_id,
                    new.slug,
                    new.document,
                    password_hash=new.password_hash,
                    actor=meter.actor,
                )
                if new.is_published:
                    page = change_page(
                        page.workspace_id, page.public_id, change, asked.settings, prepared=prepared, actor=meter.actor
                    )
                return written(page, asked, 201)

            return apply

        return await answer_write(request, services, prepare_page)

    @get(
        "/{page:str}",
        api=Operation("pages:read", {200: PageOut}, ("INVALID_REQUEST", "PAGE_NOT_FOUND"), has_etag=True),
    )
    async def read(self, request: AnyRequest, services: Services, page: str) -> Response[bytes]:
        """Read a bio page

        With its draft: who it is of, how it looks, its blocks."""
        workspace_id = (await admit(request, services, writes=False)).workspace_id
        found = await ask_models(services, lambda: page_called(workspace_id, page))
        data = page_out(found, services.settings)
        return success(request.state.exchange, data, fields=page_fields(found)).as_response()

    @put(
        "/{page:str}",
        api=Operation(
            "pages:write",
            {200: PageOut, 201: PageOut},
            (*DOCUMENT, *SLUGS, *NAMED, "PAGE_LIMIT_REACHED"),
            body=PageReplacementIn,
            example={name: value for name, value in PAGE.items() if name != "slug"},
            parameters=(IF_MATCH,),
            has_etag=True,
        ),
    )
    async def replace(self, request: AnyRequest, services: Services, page: str) -> Response[bytes]:
        """Create or replace a bio page

        For programs that make pages from a catalogue: the whole page in one body, as often as you like. A slug that the
        workspace has no page of makes one; an id must be of one that is there. Blocks that keep their `id` keep their
        counts."""

        def prepare_page(asked: Asked) -> Apply:
            workspace_id = asked.caller.workspace_id
            change = check_whole(asked.values, asked.settings)
            seen = _page_or_none(workspace_id, page) or Page(domain_id=domain_for(asked.caller), slug=check_slug(page))
            prepared = prepared_for(seen, change, asked.settings)

            def apply(meter: Meter) -> Written:
                found, status = _page_or_none(workspace_id, page), 200
                version = version_wanted(asked.exchange)
                if found is None:
                    if version:
                        raise KliqsError("PAGE_CHANGED", "There is no page yet that could be of that version.")
                    assert change.draft is not None
                    found, status = make_page(workspace_id, check_slug(page), change.draft, actor=meter.actor), 201
                changed = change_page(
                    workspace_id,
                    found.public_id,
                    change,
                    asked.settings,
                    version=version,
                    prepared=prepared,
                    actor=meter.actor,
                )
                return written(changed, asked, status)

            return apply

        return await answer_write(request, services, prepare_page)

    @patch(
        "/{page:str}",
        api=Operation(
            "pages:write",
            {200: PageOut},
            (*DOCUMENT, *SLUGS, *NAMED),
            body=PageChangesIn,
            example=CHANGES,
            parameters=(IF_MATCH,),
            has_etag=True,
        ),
    )
    async def change(self, request: AnyRequest, services: Services, page: str) -> Response[bytes]:
        """Change a bio page

        Changes what the body names in the draft, and slug or password at once. `publish` lets visitors have the
        draft."""

        def prepare_page(asked: Asked) -> Apply:
            workspace_id = asked.caller.workspace_id
            seen = page_called(workspace_id, page)
            change = check_some(seen, asked.values, asked.settings)
            prepared = prepared_for(seen, change, asked.settings)

            def apply(meter: Meter) -> Written:
                version = version_wanted(asked.exchange)
                now = locked_page(workspace_id, seen.public_id, version=version)
                fresh = change if now.draft == seen.draft else check_some(now, asked.values, asked.settings)
                changed = change_page(
                    workspace_id, seen.public_id, fresh, asked.settings, prepared=prepared, actor=meter.actor
                )
                return written(changed, asked)

            return apply

        return await answer_write(request, services, prepare_page)

    @delete(
        "/{page:str}",
        status_code=200,
        api=Operation("pages:write", {200: PageDeletedOut}, NAMED, parameters=(IF_MATCH,)),
    )
    async def delete(self, request: AnyRequest, services: Services, page: str) -> Response[bytes]:
        """Delete a bio page

        Its place in the plan and its slug are free again; its versions and counts stay, and it can be restored."""

        def prepare_page(asked: Asked) -> Apply:
            def apply(meter: Meter) -> Written:
                found = page_called(asked.caller.workspace_id, page)
                version = version_wanted(asked.exchange)
                delete_page(found.workspace_id, found.public_id, version=version, actor=meter.actor)
                return Written(PageDeletedOut(str(found.public_id)))

            return apply

        return await answer_write(request, services, prepare_page)


def _page_or_none(workspace_id: int, name: str) -> Page | None:
    """Raises PAGE_NOT_FOUND for an id, which nobody chooses."""
    try:
        return page_called(workspace_id, name)
    except KliqsError:
        if id_in(name) is not None:
            raise
        return None
