"""`/api/v1/pages/{page}/blocks`: the blocks of a page's draft, one by one. Visitors have them once it is published."""

import msgspec
from litestar import Controller, Response, delete, get, patch, post

from kliqs.accounts.metering import Meter
from kliqs.api.admission import admit
from kliqs.api.answers import success
from kliqs.api.bodies import version_wanted
from kliqs.api.exchange import Fields
from kliqs.api.operations import IF_MATCH, Operation
from kliqs.api.page_examples import BLOCKS
from kliqs.api.page_resources import page_fields
from kliqs.api.page_schemas import AnyBlockChangesIn, AnyBlockOut, BlockDeletedOut, BlockIn, BlockPlaceIn
from kliqs.api.pages import DOCUMENT, NAMED
from kliqs.api.requests import AnyRequest
from kliqs.api.services import Services
from kliqs.api.writing import Apply, Asked, Written, answer_write, ask_models
from kliqs.bio.bodies import check_added, check_place
from kliqs.bio.changing import locked_page
from kliqs.bio.document import from_json
from kliqs.bio.editing import add_block, amend_block, delete_block, find_block, move_block
from kliqs.bio.listing import page_called
from kliqs.bio.models import Page

BLOCKS_OUT = list[AnyBlockOut]


class PageBlocksController(Controller):
    path = "/pages/{page:str}/blocks"

    @get(api=Operation("pages:read", {200: BLOCKS_OUT}, ("INVALID_REQUEST", "PAGE_NOT_FOUND"), has_etag=True))
    async def list(self, request: AnyRequest, services: Services, page: str) -> Response[bytes]:
        """List a page's blocks

        Those of the draft, in their order."""
        workspace_id = (await admit(request, services, writes=False)).workspace_id
        found = await ask_models(services, lambda: page_called(workspace_id, page))
        data = from_json(found.draft).blocks
        return success(request.state.exchange, data, fields=page_fields(found)).as_response()

    @get(
        "/{block_id:str}",
        api=Operation(
            "pages:read",
            {200: AnyBlockOut},
            ("INVALID_REQUEST", "PAGE_NOT_FOUND", "BLOCK_NOT_FOUND"),
            has_etag=True,
        ),
    )
    async def read(self, request: AnyRequest, services: Services, page: str, block_id: str) -> Response[bytes]:
        """Read a block

        As it is in the draft."""
        workspace_id = (await admit(request, services, writes=False)).workspace_id
        found = await ask_models(services, lambda: page_called(workspace_id, page))
        _, block = find_block(from_json(found.draft), block_id)
        return success(request.state.exchange, block, fields=page_fields(found)).as_response()

    @post(
        api=Operation(
            "pages:write",
            {201: AnyBlockOut},
            (*DOCUMENT, *NAMED, "TOO_MANY_BLOCKS"),
            body=BlockIn,
            example={"block": BLOCKS["product"], "position": 0},
            parameters=(IF_MATCH,),
            has_etag=True,
        )
    )
    async def create(self, request: AnyRequest, services: Services, page: str) -> Response[bytes]:
        """Add a block

        At a position, or at the end. An `id` that is taken is replaced by a new one; so is none."""

        def prepare(asked: Asked) -> Apply:
            block, place = check_added(asked.values, asked.settings)

            def apply(meter: Meter) -> Written:
                found = _locked(asked, page)
                changed, added = add_block(found.workspace_id, found.public_id, block, asked.settings, place=place)
                where = {"Location": f"/api/v1/pages/{changed.public_id}/blocks/{added.id}"}
                return _written(changed, added, 201, where)

            return apply

        return await answer_write(request, services, prepare)

    @patch(
        "/{block_id:str}",
        api=Operation(
            "pages:write",
            {200: AnyBlockOut},
            (*DOCUMENT, *NAMED, "BLOCK_NOT_FOUND"),
            body=AnyBlockChangesIn,
            example={"label": "Menu besok", "highlight": True},
            parameters=(IF_MATCH,),
            has_etag=True,
        ),
    )
    async def change(self, request: AnyRequest, services: Services, page: str, block_id: str) -> Response[bytes]:
        """Change a block

        The fields that the body names and no others. Its kind and its `id` stay, and so do its counts."""

        def prepare(asked: Asked) -> Apply:
            values = asked.values

            def apply(meter: Meter) -> Written:
                found = _locked(asked, page)
                changed, block = amend_block(found.workspace_id, found.public_id, block_id, values, asked.settings)
                return _written(changed, block)

            return apply

        return await answer_write(request, services, prepare)

    @post(
        "/{block_id:str}/move",
        status_code=200,
        api=Operation(
            "pages:write",
            {200: BLOCKS_OUT},
            (*NAMED, "BLOCK_NOT_FOUND"),
            body=BlockPlaceIn,
            example={"position": 0},
            parameters=(IF_MATCH,),
            has_etag=True,
        ),
    )
    async def move(self, request: AnyRequest, services: Services, page: str, block_id: str) -> Response[bytes]:
        """Move a block

        To a position, counted in the page as it becomes; beyond the end is the end. Answers with all blocks."""

        def prepare(asked: Asked) -> Apply:
            place = check_place(asked.values, asked.settings)

            def apply(meter: Meter) -> Written:
                found = _locked(asked, page)
                changed = move_block(found.workspace_id, found.public_id, block_id, place)
                return _written(changed, from_json(changed.draft).blocks)

            return apply

        return await answer_write(request, services, prepare)

    @delete(
        "/{block_id:str}",
        status_code=200,
        api=Operation(
            "pages:write", {200: BlockDeletedOut}, (*NAMED, "BLOCK_NOT_FOUND"), parameters=(IF_MATCH,), has_etag=True
        ),
    )
    async def delete(self, request: AnyRequest, services: Services, page: str, block_id: str) -> Response[bytes]:
        """Delete a block

        Added again under its `id`, it has its counts back."""

        def prepare(asked: Asked) -> Apply:
            def apply(meter: Meter) -> Written:
                found = _locked(asked, page)
                changed, _, _ = delete_block(found.workspace_id, found.public_id, block_id)
                return _written(changed, BlockDeletedOut(block_id))

            return apply

        return await answer_write(request, services, prepare)


def _locked(asked: Asked, page: str) -> Page:
    """The page, of the version that If-Match names, held until the transaction ends."""
    found = page_called(asked.caller.workspace_id, page)
    return locked_page(found.workspace_id, found.public_id, version=version_wanted(asked.exchange))


def _written(page: Page, data: object, status: int = 200, fields: Fields | None = None) -> Written:
    return Written(msgspec.to_builtins(data), status, page_fields(page) | (fields or {}))
