"""`/api/v1/tags`: the words that a workspace sorts its links by."""

from litestar import Controller, Response, delete, get, patch, post

from kliqs.accounts.metering import Meter
from kliqs.api.admission import admit
from kliqs.api.answers import success
from kliqs.api.bodies import number_from
from kliqs.api.operations import Operation
from kliqs.api.requests import AnyRequest
from kliqs.api.schemas import TagDeletedOut, TagIn, TagOut
from kliqs.api.services import Services
from kliqs.api.writing import Apply, Asked, Written, answer_write
from kliqs.checking import check_object
from kliqs.links.batches import utc_now
from kliqs.links.tagging import CHECKS, delete_tag, list_tags, make_tag, rename_tag

PROMO = {"name": "promo"}
NAMED = ("INVALID_REQUEST", "TAG_NOT_FOUND", "TAG_ALREADY_EXISTS")


class TagsController(Controller):
    path = "/tags"

    @get(api=Operation("links:read", {200: list[TagOut]}))
    async def list(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """List tags

        All tags of the workspace by name, with how many links carry each."""
        workspace_id = (await admit(request, services, writes=False)).workspace_id
        tags = await services.reader.ask(lambda db: list_tags(db, workspace_id))
        return success(request.state.exchange, [TagOut(*tag) for tag in tags]).as_response()

    @post(api=Operation("links:write", {201: TagOut}, ("TAG_ALREADY_EXISTS",), body=TagIn, example=PROMO))
    async def create(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """Create a tag

        Links may also name tags that are not there yet."""

        def prepare(asked: Asked) -> Apply:
            name = check_object(asked.values, CHECKS, asked.settings, utc_now())["name"]

            def apply(meter: Meter) -> Written:
                tag = make_tag(asked.caller.workspace_id, name)
                return Written(TagOut(tag.pk, tag.name, 0), 201)

            return apply

        return await answer_write(request, services, prepare)

    @patch("/{tag_id:str}", api=Operation("links:write", {200: TagOut}, NAMED, body=TagIn, example=PROMO))
    async def rename(self, request: AnyRequest, services: Services, tag_id: str) -> Response[bytes]:
        """Rename a tag

        On all links that carry it."""

        def prepare(asked: Asked) -> Apply:
            name = check_object(asked.values, CHECKS, asked.settings, utc_now())["name"]

            def apply(meter: Meter) -> Written:
                tag, links = rename_tag(asked.caller.workspace_id, number_from(tag_id, "TAG_NOT_FOUND"), name)
                return Written(TagOut(tag.pk, tag.name, links))

            return apply

        return await answer_write(request, services, prepare)

    @delete(
        "/{tag_id:str}",
        status_code=200,
        api=Operation("links:write", {200: TagDeletedOut}, ("INVALID_REQUEST", "TAG_NOT_FOUND")),
    )
    async def delete(self, request: AnyRequest, services: Services, tag_id: str) -> Response[bytes]:
        """Delete a tag

        The links that carried it stay."""

        def prepare(asked: Asked) -> Apply:
            def apply(meter: Meter) -> Written:
                return Written(
                    TagDeletedOut(delete_tag(asked.caller.workspace_id, number_from(tag_id, "TAG_NOT_FOUND")))
                )

            return apply

        return await answer_write(request, services, prepare)
