"""`/api/v1/pages/{page}/publish` and the other ways in which a page comes to be on the web, or back from deletion."""

from litestar import Controller, Response, post

from kliqs.accounts.metering import Meter
from kliqs.api.bodies import version_wanted
from kliqs.api.operations import IF_MATCH, Operation
from kliqs.api.page_resources import written
from kliqs.api.page_schemas import PageOut
from kliqs.api.pages import NAMED
from kliqs.api.requests import AnyRequest
from kliqs.api.services import Services
from kliqs.api.writing import Apply, Asked, Written, answer_write
from kliqs.bio.changing import PageChange, change_page, prepared_for
from kliqs.bio.listing import deleted_page_called, page_called
from kliqs.bio.pages import restore_page, unpublish


class PageStatesController(Controller):
    path = "/pages"

    @post(
        "/{page:str}/restore",
        status_code=200,
        api=Operation(
            "pages:write",
            {200: PageOut},
            ("INVALID_REQUEST", "PAGE_NOT_FOUND", "PAGE_LIMIT_REACHED", "SLUG_ALREADY_EXISTS"),
            has_etag=True,
        ),
    )
    async def restore(self, request: AnyRequest, services: Services, page: str) -> Response[bytes]:
        """Restore a deleted bio page

        If the plan has room and its slug is still free. What was published is published again."""

        def prepare_page(asked: Asked) -> Apply:
            def apply(meter: Meter) -> Written:
                deleted = deleted_page_called(asked.caller.workspace_id, page)
                back = restore_page(deleted.workspace_id, deleted.public_id, asked.settings, actor=meter.actor)
                return written(back, asked)

            return apply

        return await answer_write(request, services, prepare_page)

    @post(
        "/{page:str}/publish",
        status_code=200,
        api=Operation("pages:write", {200: PageOut}, (*NAMED, "PAGE_TOO_LARGE"), parameters=(IF_MATCH,), has_etag=True),
    )
    async def publish(self, request: AnyRequest, services: Services, page: str) -> Response[bytes]:
        """Publish a bio page

        Visitors have the draft from now on, and it is kept as a version."""

        def prepare_page(asked: Asked) -> Apply:
            seen = page_called(asked.caller.workspace_id, page)
            change = PageChange(is_published=True)
            prepared = prepared_for(seen, change, asked.settings)

            def apply(meter: Meter) -> Written:
                changed = change_page(
                    seen.workspace_id,
                    seen.public_id,
                    change,
                    asked.settings,
                    version=version_wanted(asked.exchange),
                    prepared=prepared,
                    actor=meter.actor,
                )
                return written(changed, asked)

            return apply

        return await answer_write(request, services, prepare_page)

    @post(
        "/{page:str}/unpublish",
        status_code=200,
        api=Operation("pages:write", {200: PageOut}, NAMED, parameters=(IF_MATCH,), has_etag=True),
    )
    async def unpublish(self, request: AnyRequest, services: Services, page: str) -> Response[bytes]:
        """Take a bio page off the web

        Its address answers as if nothing were there. Draft, versions and slug stay."""

        def prepare_page(asked: Asked) -> Apply:
            def apply(meter: Meter) -> Written:
                found = page_called(asked.caller.workspace_id, page)
                version = version_wanted(asked.exchange)
                return written(
                    unpublish(found.workspace_id, found.public_id, version=version, actor=meter.actor), asked
                )

            return apply

        return await answer_write(request, services, prepare_page)
