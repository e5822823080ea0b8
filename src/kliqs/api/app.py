"""The application behind `/api/v1`: Litestar's router, with the create endpoint in front of it."""

from typing import cast

from litestar import Litestar, Response, Router, get
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp

from kliqs.api.answers import encode, failure
from kliqs.api.creating import MAX_BODY_BYTES, PLACE, create_link
from kliqs.api.endpoints import CONTROLLERS, methods_at
from kliqs.api.exchange import JSON, Answer, Exchange, Receive, Scope, Send
from kliqs.api.openapi import document
from kliqs.api.requests import AnyRequest
from kliqs.api.services import Services
from kliqs.errors import KliqsError


class Api:
    """An ASGI application for http scopes."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._litestar = cast(ASGIApp, _litestar(services))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == PLACE and scope["method"] == "POST":
            await create_link(scope, receive, send, self.services)
        elif scope["method"] == "OPTIONS":
            await self._tell_methods(scope, send)
        else:
            scope["state"]["exchange"] = Exchange.of(scope)
            await self._litestar(scope, receive, send)  # type: ignore[arg-type]

    async def _tell_methods(self, scope: Scope, send: Send) -> None:
        methods = methods_at(scope["path"])
        if methods:
            answer = Answer(204, b"", {"Allow": methods})
        else:
            answer = failure(Exchange.of(scope), KliqsError("NOT_FOUND"), self.services.settings.docs_origin)
        await answer.send(send)


def _litestar(services: Services) -> Litestar:
    described = encode(document(services.settings))

    def answer_error(request: AnyRequest, error: Exception) -> Response[bytes]:
        answer = failure(request.state.exchange, error, services.settings.docs_origin)
        if answer.status == 405:
            answer.fields["Allow"] = methods_at(request.scope["path"])
        return answer.as_response()

    @get("/openapi.json", sync_to_thread=False)
    def openapi() -> Response[bytes]:
        return Response(described, media_type=JSON, headers={"Cache-Control": "max-age=300"})

    return Litestar(
        [Router("/api/v1", route_handlers=[*CONTROLLERS, openapi])],
        dependencies={"services": Provide(lambda: services, sync_to_thread=False, use_cache=True)},
        exception_handlers={Exception: answer_error, HTTPException: answer_error},
        openapi_config=None,
        request_max_body_size=MAX_BODY_BYTES,
        logging_config=None,
        debug=False,
    )
