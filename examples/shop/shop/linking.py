"""The short link of a product."""

import re

from shop.products import Product
from shop.shortlinks import Refused, ShortLinks


def link_for(product: Product, shop_url: str, links: ShortLinks) -> str:
    """The product's short URL: made, or found again if it was made before. Raises Refused or Unavailable.

    Everything sent follows from the product, and so does the retry key. So this may be called again after anything:
    a crash, a lost answer, a week.
    """
    body = {
        "url": f"{shop_url}/products/{product.id}",
        "slug": slug_of(product.name),
        "title": product.name,
        "description": product.description,
        "image": product.image,
        "external_id": product.id,
    }
    try:
        return links.create(body, retry_key=f"product-{product.id}")
    except Refused as refusal:
        if refusal.code == "EXTERNAL_ID_ALREADY_EXISTS":  # made more than 24 hours ago, when the answer was lost
            return links.find(product.id)
        if refusal.code not in ("SLUG_ALREADY_EXISTS", "RESERVED_SLUG"):
            raise
    # Somebody has the slug. A piece of the product's id makes it unique and leaves it readable. It is another request,
    # so it has a retry key of its own.
    body["slug"] = f"{body['slug'][:50]}-{product.id[:8]}"
    return links.create(body, retry_key=f"product-{product.id}-own-slug")


def slug_of(name: str) -> str:
    """`Sepatu Lari (42)` becomes `sepatu-lari-42`."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:64] or "produk"
