"""`/api/v1/links/{id}/qr` and `/api/v1/pages/{page}/qr`: the QR code of a link or page as a picture, in the owner's
colours and with a logo."""

import asyncio
from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, Response, get, post
from msgspec import UNSET, Meta, UnsetType

from kliqs.api.admission import admit
from kliqs.api.answers import standing
from kliqs.api.bodies import decode
from kliqs.api.bodies import link_id as id_from
from kliqs.api.operations import Operation, Parameter
from kliqs.api.requests import AnyRequest
from kliqs.api.services import Services
from kliqs.api.writing import ask_models
from kliqs.bio.listing import page_called
from kliqs.checking import check_object
from kliqs.clicks.listing import find_by_id
from kliqs.errors import KliqsError
from kliqs.links.batches import utc_now
from kliqs.links.qr import qr_address
from kliqs.links.qr_options import CHECKS, COLOUR, FORMATS, LEVELS, MARGIN, SIZE, Drawing, draw, options
from kliqs.routes.sandboxes import origin_for

MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
MAX_BYTES = 1024 * 1024  # a logo of 512 kB in base64, with room
REFUSALS = ("INVALID_REQUEST", "LINK_NOT_FOUND", "QR_TOO_FAINT")
OF_PAGES = ("INVALID_REQUEST", "PAGE_NOT_FOUND", "QR_TOO_FAINT")
OF_LOGOS = ("INVALID_LOGO", "PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE")
NUMBERS = ("size", "margin")
QUERY = (
    Parameter("format", "The kind of picture.", {"type": "string", "enum": list(FORMATS), "default": "svg"}),
    Parameter(
        "colour",
        "Of the modules, as six hexadecimal digits.",
        {"type": "string", "pattern": COLOUR, "default": "000000"},
        example="0a7c66",
    ),
    Parameter(
        "background", "Behind them, in the same way.", {"type": "string", "pattern": COLOUR, "default": "ffffff"}
    ),
    Parameter(
        "size",
        "Width and height in pixels; an SVG grows to any other size.",
        {"type": "integer", "minimum": SIZE[0], "maximum": SIZE[1], "default": 1024},
    ),
    Parameter(
        "margin",
        "The quiet rim, in modules.",
        {"type": "integer", "minimum": MARGIN[0], "maximum": MARGIN[1], "default": 4},
    ),
    Parameter(
        "level",
        "How much may be hidden: 7, 15, 25 or 30 percent.",
        {"type": "string", "enum": list(LEVELS), "default": "M"},
    ),
)
Colour = Annotated[str, Meta(pattern=COLOUR, description="Six hexadecimal digits.")]


class QrIn(msgspec.Struct, forbid_unknown_fields=True):
    """How a code shall look; what is left out is as in the query of the GET."""

    format: Literal["svg", "png"] | UnsetType | None = UNSET
    colour: Colour | UnsetType | None = UNSET
    background: Colour | UnsetType | None = UNSET
    size: Annotated[int, Meta(ge=SIZE[0], le=SIZE[1], description="In pixels.")] | UnsetType | None = UNSET
    margin: Annotated[int, Meta(ge=MARGIN[0], le=MARGIN[1], description="In modules.")] | UnsetType | None = UNSET
    level: Literal["L", "M", "Q", "H"] | UnsetType | None = UNSET
    logo: (
        Annotated[
            str,
            Meta(
                description="A PNG or JPEG of at most 512 kB, in base64; the level is then H.",
                extra_json_schema={"contentEncoding": "base64"},
            ),
        ]
        | UnsetType
        | None
    ) = UNSET


def _read(scope: Literal["links:read", "pages:read"], refusals: tuple[str, ...]) -> Operation:
    """A code by the query alone."""
    return Operation(scope, {200: bytes}, refusals, parameters=QUERY, media_types=tuple(MEDIA_TYPES.values()))


def _drawing(scope: Literal["links:read", "pages:read"], refusals: tuple[str, ...]) -> Operation:
    """A code by a body, which may bring a logo."""
    return Operation(
        scope,
        {200: bytes},
        (*refusals, *OF_LOGOS),
        body=QrIn,
        example={"format": "png", "colour": "0a7c66"},
        media_types=tuple(MEDIA_TYPES.values()),
    )


class QrController(Controller):
    path = "/links/{link_id:str}/qr"
    request_max_body_size = MAX_BYTES

    @get(api=_read("links:read", REFUSALS))
    async def read(self, request: AnyRequest, services: Services, link_id: str) -> Response[bytes]:
        """Draw a link's QR code

        Scans are told from other clicks. Colours that phones could not read are refused."""
        await admit(request, services, writes=False)
        return await _picture(request, services, await _link_slug(request, services, link_id), _asked(request))

    @post(status_code=200, api=_drawing("links:read", REFUSALS))
    async def draw(self, request: AnyRequest, services: Services, link_id: str) -> Response[bytes]:
        """Draw a link's QR code with a logo

        The same, with the wishes in the body. It changes nothing and costs nothing."""
        await admit(request, services, writes=False)
        values = decode(request.state.exchange, await request.body())
        return await _picture(request, services, await _link_slug(request, services, link_id), values)


class PageQrController(Controller):
    path = "/pages/{page:str}/qr"
    request_max_body_size = MAX_BYTES

    @get(api=_read("pages:read", OF_PAGES))
    async def read(self, request: AnyRequest, services: Services, page: str) -> Response[bytes]:
        """Draw a page's QR code

        As for a link; scans are told from other views."""
        await admit(request, services, writes=False)
        return await _picture(request, services, await _page_slug(request, services, page), _asked(request))

    @post(status_code=200, api=_drawing("pages:read", OF_PAGES))
    async def draw(self, request: AnyRequest, services: Services, page: str) -> Response[bytes]:
        """Draw a page's QR code with a logo

        The same, with the wishes in the body. It changes nothing and costs nothing."""
        await admit(request, services, writes=False)
        values = decode(request.state.exchange, await request.body())
        return await _picture(request, services, await _page_slug(request, services, page), values)


def _asked(request: AnyRequest) -> dict[str, Any]:
    """The wishes in the query."""
    sent = request.state.exchange.query
    return {name: int(text) if name in NUMBERS and _is_number(text) else text for name, text in sent.items()}


async def _link_slug(request: AnyRequest, services: Services, link_id: str) -> str:
    workspace_id = request.state.exchange.caller.workspace_id
    public_id = id_from(link_id)
    link = await services.reader.ask(lambda db: find_by_id(db, workspace_id, public_id))
    if link is None:
        raise KliqsError("LINK_NOT_FOUND")
    return link.slug


async def _page_slug(request: AnyRequest, services: Services, page: str) -> str:
    workspace_id = request.state.exchange.caller.workspace_id
    found = await ask_models(services, lambda: page_called(workspace_id, page))
    return found.slug


async def _picture(request: AnyRequest, services: Services, slug: str, values: Any) -> Response[bytes]:
    address = qr_address(origin_for(request.state.exchange.caller, services.settings), slug)

    def drawn() -> tuple[Drawing, bytes]:
        wanted = options(check_object(values, CHECKS, services.settings, utc_now()))
        return wanted, draw(address, wanted)

    wanted, picture = await asyncio.get_running_loop().run_in_executor(services.threads, drawn)
    fields = standing(request.state.exchange) | {"Content-Disposition": f'inline; filename="{slug}.{wanted.kind}"'}
    return Response(picture, media_type=MEDIA_TYPES[wanted.kind], headers=fields)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
