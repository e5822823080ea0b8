"""A sound request for every endpoint of the table, so that tests can be about all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from cast import VPS, slug
from kliqs.api.endpoints import Endpoint, endpoints
from kliqs.api.page_examples import BLOCKS, CHANGES, PAGE
from running.answers import created, found

EXPORT = {"username": "ani", "links": [{"title": "Menu", "url": VPS}]}
WHOLE = {name: value for name, value in PAGE.items() if name != "slug"}
ENDPOINTS = {each.name: each for each in endpoints()}
WRITES = [name for name, each in ENDPOINTS.items() if each.operation.is_write]


@dataclass(frozen=True, slots=True)
class Asked:
    """What to send. `other` is a body that is sound too and means something else; None where there is no body."""

    method: str
    path: str
    body: Any
    other: Any = None

    def send(self, api: httpx.Client, fields: dict[str, str] | None = None, *, other: bool = False) -> httpx.Response:
        return api.request(self.method, self.path, json=self.other if other else self.body, headers=fields)


def link(api: httpx.Client) -> str:
    return str(created(api.post("/links", json={"url": VPS}))["id"])


def deleted_link(api: httpx.Client) -> str:
    gone = link(api)
    found(api.delete(f"/links/{gone}"))
    return gone


def tag(api: httpx.Client) -> str:
    return str(created(api.post("/tags", json={"name": slug("tag")}))["id"])


def key(api: httpx.Client) -> str:
    """One that whoever may make keys may rotate."""
    return str(created(api.post("/keys", json={"name": "kasir", "scopes": ["keys:write"]}))["id"])


def named_link(api: httpx.Client) -> str:
    name = slug("sku")
    created(api.put(f"/links/external/{name}", json={"url": VPS}))
    return name


def page(api: httpx.Client) -> str:
    return str(created(api.post("/pages", json=PAGE | {"slug": slug("warung")}))["id"])


def deleted_page(api: httpx.Client) -> str:
    gone = page(api)
    found(api.delete(f"/pages/{gone}"))
    return gone


SPECIAL: dict[str, dict[str, Callable[[httpx.Client], str]]] = {
    "links.restore": {"link_id": deleted_link},
    "links.read_external": {"external_id": named_link},
    "pages.restore": {"page": deleted_page},
}
# Things to be named in a path, made by the workspace that `api` acts for.
THINGS: dict[str, Callable[[httpx.Client], str]] = {
    "link_id": link,
    "external_id": lambda _: slug("sku"),
    "tag_id": tag,
    "key_id": key,
    "page": page,
    "block_id": lambda _: str(PAGE["blocks"][0]["id"]),
    "version": lambda _: "1",
}
QUERIES = {"stream.read": "?seconds=1"}
BODIES: dict[str, Callable[[httpx.Client], tuple[Any, Any]]] = {
    "links.create": lambda _: ({"url": VPS}, {"url": VPS, "title": "other"}),
    "links.change": lambda _: ({"title": "one"}, {"title": "other"}),
    "links.replace": lambda _: ({"url": VPS}, {"url": VPS, "title": "other"}),
    "links.bulk.create": lambda _: ({"links": [{"url": VPS}]}, {"links": [{"url": VPS}] * 2}),
    "links.bulk.change": lambda api: (
        {"links": [{"id": (mine := link(api)), "title": "one"}]},
        {"links": [{"id": mine, "title": "other"}]},
    ),
    "links.bulk.delete": lambda api: ({"ids": [link(api)]}, {"ids": [link(api)]}),
    "whatsapp-links.create": lambda _: ({"number": "+6281234567890"}, {"number": "+6281234567891"}),
    "pages.create": lambda _: (PAGE | {"slug": slug("warung")}, PAGE | {"slug": slug("warung")}),
    "pages.replace": lambda _: (WHOLE, WHOLE | {"look": {"theme": "kopi"}}),
    "pages.change": lambda _: (CHANGES, {"profile": {"about": "other"}}),
    "pages.import.create": lambda _: (
        {"export": EXPORT, "slug": slug("impor")},
        {"export": EXPORT, "slug": slug("impor")},
    ),
    "pages.blocks.create": lambda _: ({"block": BLOCKS["product"]}, {"block": BLOCKS["faq"]}),
    "pages.blocks.change": lambda _: ({"label": "one"}, {"label": "other"}),
    "pages.blocks.move": lambda _: ({"position": 0}, {"position": 1}),
    "tags.create": lambda _: ({"name": slug("tag")}, {"name": slug("tag")}),
    "tags.rename": lambda _: ({"name": slug("tag")}, {"name": slug("tag")}),
    "keys.create": lambda _: ({"name": "kasir"}, {"name": "gudang"}),
    "keys.rotate": lambda _: ({"overlap_seconds": 60}, {"overlap_seconds": 61}),
}


def asked(endpoint: Endpoint, api: httpx.Client) -> Asked:
    """For an endpoint, with what it needs made before. A new endpoint with a body needs a line in `BODIES`."""
    things = THINGS | SPECIAL.get(endpoint.name, {})
    path = endpoint.path.format_map({name: things[name](api) for name in endpoint.path_parameters})
    path += QUERIES.get(endpoint.name, "")
    if endpoint.operation.body is None:
        return Asked(endpoint.method, path, None)
    example = endpoint.operation.example
    body, other = BODIES[endpoint.name](api) if endpoint.name in BODIES else (example, example)
    return Asked(endpoint.method, path, body, other)
