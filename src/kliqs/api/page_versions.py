"""`/api/v1/pages/{page}/versions`: a page as it was each time it was published, the last hundred times."""

from litestar import Controller, Response, get, post

from kliqs.accounts.metering import Meter
from kliqs.api.admission import admit
from kliqs.api.answers import success
from kliqs.api.bodies import number_from, version_wanted
from kliqs.api.operations import IF_MATCH, Operation
from kliqs.api.page_resources import page_fields, page_out, version_out, version_summary_out
from kliqs.api.page_schemas import PageOut, VersionOut, VersionSummaryOut
from kliqs.api.pages import NAMED
from kliqs.api.requests import AnyRequest
from kliqs.api.services import Services
from kliqs.api.writing import Apply, Asked, Written, answer_write, ask_models
from kliqs.bio.listing import page_called, version_called, versions_of
from kliqs.bio.pages import restore_version


class PageVersionsController(Controller):
    path = "/pages/{page:str}/versions"

    @get(api=Operation("pages:read", {200: list[VersionSummaryOut]}, ("INVALID_REQUEST", "PAGE_NOT_FOUND")))
    async def list(self, request: AnyRequest, services: Services, page: str) -> Response[bytes]:
        """List a page's versions

        Newest first: when each was published, and by whom."""
        workspace_id = (await admit(request, services, writes=False)).workspace_id

        def ask() -> list[VersionSummaryOut]:
            found = page_called(workspace_id, page)
            return [version_summary_out(found, each) for each in versions_of(found)]

        return success(request.state.exchange, await ask_models(services, ask)).as_response()

    @get(
        "/{version:str}",
        api=Operation("pages:read", {200: VersionOut}, ("INVALID_REQUEST", "PAGE_NOT_FOUND", "VERSION_NOT_FOUND")),
    )
    async def read(self, request: AnyRequest, services: Services, page: str, version: str) -> Response[bytes]:
        """Read a version of a page

        The whole page, as it was published then."""
        workspace_id = (await admit(request, services, writes=False)).workspace_id

        def ask() -> VersionOut:
            found = page_called(workspace_id, page)
            return version_out(found, version_called(found, number_from(version, "VERSION_NOT_FOUND")))

        return success(request.state.exchange, await ask_models(services, ask)).as_response()

    @post(
        "/{version:str}/restore",
        status_code=200,
        api=Operation(
            "pages:write", {200: PageOut}, (*NAMED, "VERSION_NOT_FOUND"), parameters=(IF_MATCH,), has_etag=True
        ),
    )
    async def restore(self, request: AnyRequest, services: Services, page: str, version: str) -> Response[bytes]:
        """Make a version the draft again

        Visitors have it once you publish it."""

        def prepare(asked: Asked) -> Apply:
            def apply(meter: Meter) -> Written:
                found = page_called(asked.caller.workspace_id, page)
                number = number_from(version, "VERSION_NOT_FOUND")
                wanted = version_wanted(asked.exchange)
                back = restore_version(found.workspace_id, found.public_id, number, version=wanted, actor=meter.actor)
                return Written(page_out(back, asked.settings), 200, page_fields(back))

            return apply

        return await answer_write(request, services, prepare)
