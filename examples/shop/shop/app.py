"""The shop's HTTP API: `uvicorn shop.app:app`."""

import logging
from dataclasses import asdict
from typing import Annotated

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, StringConstraints

from shop.announcing import announce, connect
from shop.linking import link_for
from shop.products import Product, Products
from shop.settings import load
from shop.shortlinks import Refused, ShortLinks, Unavailable

settings = load()
products = Products(settings.database)
links = ShortLinks(settings.kliqs_api, settings.kliqs_key)
whatsapp = connect(settings)
app = FastAPI(title="A small shop")
log = logging.getLogger(__name__)


class NewProduct(BaseModel):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    description: str = ""
    image: str = ""


@app.post("/products", status_code=201)
def create_product(new: NewProduct) -> dict[str, object]:
    """The product is the shop's own and is there whatever becomes of its link; see `share`."""
    product = products.add(new.name, new.description, new.image)
    try:
        return _shared(product)
    except (Refused, Unavailable) as problem:
        log.warning("Product %s has no link yet: %s", product.id, problem)
        return {**asdict(product), "announced": 0}


@app.get("/products/{product_id}")
def show_product(product_id: str) -> dict[str, object]:
    return asdict(_found(product_id))


@app.post("/products/{product_id}/share")
def share(product_id: str) -> dict[str, object]:
    """Do again what failed: get the link, then announce the product."""
    product = _found(product_id)
    try:
        return _shared(product)
    except (Refused, Unavailable) as problem:
        raise HTTPException(503 if isinstance(problem, Unavailable) else 409, str(problem)) from problem


def _shared(product: Product) -> dict[str, object]:
    if product.short_url is None:
        products.store_link(product.id, link_for(product, settings.shop_url, links))
        product = _found(product.id)
    return {**asdict(product), "announced": announce(product, whatsapp, settings.announce_to)}


def _found(product_id: str) -> Product:
    product = products.find(product_id)
    if product is None:
        raise HTTPException(404, "There is no such product.")
    return product
