"""The Litestar application behind `/api/v1`, and the one place where errors become the envelope."""

import structlog
from litestar import Litestar, Response, Router
from litestar.di import Provide
from litestar.exceptions import HTTPException

from kliqs.api.admission import AnyRequest
from kliqs.api.answers import refusal, retry_after
from kliqs.api.links import LinksController
from kliqs.api.services import Services
from kliqs.api.usage import UsageController
from kliqs.errors import KliqsError

MAX_BODY_BYTES = 256 * 1024
HTTP_CODES = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 413: "PAYLOAD_TOO_LARGE", 415: "UNSUPPORTED_MEDIA_TYPE"}

log = structlog.get_logger("api")


def create_api(services: Services) -> Litestar:
    """The API over these services. OpenAPI is not served yet."""

    def answer_error(request: AnyRequest, error: Exception) -> Response[bytes]:
        refused = _as_refusal(error)
        request_id = request.scope["state"].get("request_id", "")
        if refused.kind.status >= 500:
            log.error("api.failed", request_id=request_id, path=request.scope["path"], exc_info=error)
        else:
            log.debug("api.refused", request_id=request_id, path=request.scope["path"], code=refused.code)
        admission = request.state.get("admission")
        headers = admission.fields() | retry_after(refused, admission.burst) if admission else {}
        if isinstance(error, HTTPException) and error.headers and "Allow" in error.headers:
            headers["Allow"] = error.headers["Allow"]
        return refusal(refused, request_id, services.settings.docs_origin, headers)

    return Litestar(
        [Router("/api/v1", route_handlers=[LinksController, UsageController])],
        dependencies={"services": Provide(lambda: services, sync_to_thread=False, use_cache=True)},
        exception_handlers={Exception: answer_error, HTTPException: answer_error},
        openapi_config=None,
        request_max_body_size=MAX_BODY_BYTES,
        logging_config=None,
        debug=False,
    )


def _as_refusal(error: Exception) -> KliqsError:
    if isinstance(error, KliqsError):
        return error
    if isinstance(error, HTTPException) and error.status_code < 500:
        return KliqsError(HTTP_CODES.get(error.status_code, "INVALID_REQUEST"))
    return KliqsError("INTERNAL_ERROR")
