"""The application behind `/api/v1`: Litestar's router, with the create endpoint in front of it."""

from typing import cast

from litestar import Litestar, Response, Router
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp

from kliqs.api.answers import failure
from kliqs.api.bulk import BulkController
from kliqs.api.creating import MAX_BODY_BYTES, create_link
from kliqs.api.exchange import Exchange, Receive, Scope, Send
from kliqs.api.keys import KeysController
from kliqs.api.links import LinksController
from kliqs.api.requests import AnyRequest
from kliqs.api.services import Services
from kliqs.api.tags import TagsController
from kliqs.api.whatsapp import WhatsappLinksController
from kliqs.api.workspace import UsageController, WorkspaceController

CONTROLLERS = [
    LinksController,
    BulkController,
    TagsController,
    KeysController,
    UsageController,
    WorkspaceController,
    WhatsappLinksController,
]
CREATE = ("POST", "/api/v1/links")


class Api:
    """An ASGI application for http scopes."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._litestar = cast(ASGIApp, _litestar(services))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (scope["method"], scope["path"]) == CREATE:
            await create_link(scope, receive, send, self._services)
            return
        scope["state"]["exchange"] = Exchange.of(scope)
        await self._litestar(scope, receive, send)  # type: ignore[arg-type]


def _litestar(services: Services) -> Litestar:
    def answer_error(request: AnyRequest, error: Exception) -> Response[bytes]:
        answer = failure(request.state.exchange, error, services.settings.docs_origin)
        if "Allow" in answer.fields and request.scope["path"] == CREATE[1]:
            answer.fields["Allow"] += f", {CREATE[0]}"  # the method that the router never sees
        return answer.as_response()

    return Litestar(
        [Router("/api/v1", route_handlers=CONTROLLERS)],
        dependencies={"services": Provide(lambda: services, sync_to_thread=False, use_cache=True)},
        exception_handlers={Exception: answer_error, HTTPException: answer_error},
        openapi_config=None,
        request_max_body_size=MAX_BODY_BYTES,
        logging_config=None,
        debug=False,
    )
