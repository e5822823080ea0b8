"""`/api/v1/pages/import`: a page of another service as a draft of ours."""

import asyncio

from django.db import close_old_connections
from litestar import Controller, Response, post

from kliqs.accounts.metering import Meter
from kliqs.api.bodies import flag
from kliqs.api.operations import Operation
from kliqs.api.page_resources import imported_out, page_fields
from kliqs.api.page_schemas import ImportedPageOut, PageImportIn
from kliqs.api.pages import SLUGS
from kliqs.api.requests import AnyRequest
from kliqs.api.services import Services
from kliqs.api.writing import Apply, Asked, Written, answer_write
from kliqs.bio.bodies import NewImport, check_import
from kliqs.bio.document import check_document
from kliqs.bio.importing.drafting import Imported
from kliqs.bio.importing.reading import LARGEST_EXPORT, read_address, read_export
from kliqs.bio.pages import make_page
from kliqs.links.batches import utc_now

AT_ONCE = asyncio.Semaphore(4)  # of a process: each holds a thread for as long as a stranger's server takes


class PageImportsController(Controller):
    path = "/pages/import"
    request_max_body_size = LARGEST_EXPORT

    @post(
        api=Operation(
            "pages:write",
            {201: ImportedPageOut},
            (
                "INVALID_URL",
                "UNSAFE_URL",
                "SOURCE_UNREACHABLE",
                "SOURCE_UNREADABLE",
                *SLUGS,
                "PAGE_LIMIT_REACHED",
            ),
            body=PageImportIn,
            example={"url": "https://linktr.ee/warungani", "slug": "warung-ani"},
            has_etag=True,
        )
    )
    async def create(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """Import a bio page

        From a public page that you name by its `url`, or from an `export` of Linktree or LinkStack. It becomes a
        draft; what could not be taken over stands in `left_out`. Name your own pages only: pictures are copied with
        them. A dry run shows the draft without its pictures."""
        read: list[tuple[NewImport, Imported]] = []

        async def beforehand(asked: Asked) -> None:
            wanted = check_import(asked.values, asked.settings)
            keeps = not flag(asked.exchange, "dry_run")
            async with AT_ONCE:
                imported = await asyncio.to_thread(_read, asked, wanted, keeps_pictures=keeps)
            read.append((wanted, imported))

        def prepare(asked: Asked) -> Apply:
            wanted, imported = read[0]
            document = check_document(imported.values, asked.settings, utc_now())

            def apply(meter: Meter) -> Written:
                page = make_page(asked.caller.workspace_id, wanted.slug, document, actor=meter.actor)
                data = imported_out(page, imported.left_out, asked.settings)
                return Written(data, 201, page_fields(page, is_new=True))

            return apply

        return await answer_write(request, services, prepare, beforehand)


def _read(asked: Asked, wanted: NewImport, *, keeps_pictures: bool) -> Imported:
    workspace_id = asked.caller.workspace_id
    close_old_connections()
    try:
        if wanted.url:
            return read_address(workspace_id, wanted.url, asked.settings, keeps_pictures=keeps_pictures)
        return read_export(workspace_id, wanted.export, asked.settings, keeps_pictures=keeps_pictures)
    finally:
        close_old_connections()
