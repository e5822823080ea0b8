"""The table of everything under `/api/v1`: what the router serves, and what the OpenAPI document is made from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from litestar import Controller
from litestar.handlers import HTTPRouteHandler

from kliqs.api.analytics import AnalyticsController, ClicksController
from kliqs.api.bulk import BulkController
from kliqs.api.creating import CREATE, create_link
from kliqs.api.keys import KeysController
from kliqs.api.links import LinksController
from kliqs.api.operations import Operation
from kliqs.api.orphans import OrphansController
from kliqs.api.page_blocks import PageBlocksController
from kliqs.api.page_counts import PageCountsController
from kliqs.api.page_imports import PageImportsController
from kliqs.api.page_states import PageStatesController
from kliqs.api.page_versions import PageVersionsController
from kliqs.api.pages import PagesController
from kliqs.api.qr import PageQrController, QrController
from kliqs.api.stream import StreamController
from kliqs.api.tags import TagsController
from kliqs.api.whatsapp import WhatsappLinksController
from kliqs.api.workspace import UsageController, WorkspaceController

CONTROLLERS: list[type[Controller]] = [
    LinksController,
    BulkController,
    QrController,
    WhatsappLinksController,
    TagsController,
    PagesController,
    PageStatesController,
    PageBlocksController,
    PageImportsController,
    PageVersionsController,
    PageCountsController,
    PageQrController,
    KeysController,
    UsageController,
    WorkspaceController,
    AnalyticsController,
    OrphansController,
    ClicksController,
    StreamController,
]
PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one path (below `/api/v1`, as in `/links/{link_id}`), with the words of its docstring."""

    method: str
    path: str
    name: str
    group: str
    summary: str
    description: str
    operation: Operation

    @property
    def path_parameters(self) -> list[str]:
        return PARAMETER.findall(self.path)


def endpoints() -> list[Endpoint]:
    """All of them, in the order of the reference; the create endpoint, which no router serves, comes first."""
    create = _endpoint("POST", "/links", "links.create", create_link.__doc__, CREATE)
    return [create, *(each for controller in CONTROLLERS for each in _endpoints(controller))]


def methods_at(path: str) -> str:
    """The methods that a path takes, for `Allow`; empty where there is no such path. A path that is spelled out comes
    before one with parameters, as for the router."""
    exact, matching = _methods()
    found = exact.get(path) or next((methods for pattern, methods in matching if pattern.fullmatch(path)), set())
    return ", ".join([*sorted(found), "OPTIONS"]) if found else ""


@lru_cache(maxsize=1)
def _methods() -> tuple[dict[str, set[str]], list[tuple[re.Pattern[str], set[str]]]]:
    by_path: dict[str, set[str]] = {"/openapi.json": {"GET"}}
    for endpoint in endpoints():
        by_path.setdefault(endpoint.path, set()).add(endpoint.method)
    exact = {f"/api/v1{path}": methods for path, methods in by_path.items() if "{" not in path}
    matching = [
        (re.compile("/api/v1" + PARAMETER.sub(_parameter_pattern, path)), methods)
        for path, methods in by_path.items()
        if "{" in path
    ]
    return exact, matching


def _parameter_pattern(parameter: re.Match[str]) -> str:
    return ".+" if parameter[1] == "external_id" else "[^/]+"


def _endpoints(controller: type[Controller]) -> Iterator[Endpoint]:
    room = ".".join(part for part in controller.path.split("/") if part and "{" not in part)  # type: ignore[misc]
    for name, handler in vars(controller).items():
        if isinstance(handler, HTTPRouteHandler):
            (method,), (path,) = handler.http_methods, handler.paths
            whole = f"{controller.path}{path}".rstrip("/")  # type: ignore[misc]
            yield _endpoint(str(method), whole, f"{room}.{name}", handler.fn.__doc__, handler.opt["api"])


def _endpoint(method: str, path: str, name: str, words: str | None, operation: Operation) -> Endpoint:
    summary, _, text = (words or "").partition("\n")
    plain = PARAMETER.sub(r"{\1}", path)
    return Endpoint(method, plain, name, path.split("/")[1], summary.strip(), " ".join(text.split()), operation)
