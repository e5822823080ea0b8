"""`examples/shop` against a real Kliqs; only Meta is a stand-in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from cast import COFFEE, slug
from running.answers import created, found
from running.examples import running_example
from running.meta import CUSTOMER, Meta, running_meta
from running.server import Server
from running.unreliable import UnreliableWay, unreliable_way
from running.waiting import eventually

SHOP = "https://marketku.id"


@dataclass(frozen=True)
class Shop:
    """The running shop, the way from it to Kliqs, what its customers got, and Kliqs as its owner sees it."""

    client: httpx.Client
    way: UnreliableWay
    meta: Meta
    api: httpx.Client
    domain: str

    def sell(self, name: str, **more: str) -> dict[str, Any]:
        """Put a product into the shop. Forgets what was there of messages and requests before."""
        self.meta.sent.clear()
        self.way.keys.clear()
        answer = self.client.post("/products", json={"name": name, **more})
        assert answer.status_code == 201, answer.text
        product: dict[str, Any] = answer.json()
        return product

    def links_of(self, product: dict[str, Any]) -> list[dict[str, Any]]:
        """All links to the product that Kliqs has."""
        links: list[dict[str, Any]] = self.api.get("/links", params={"search": product["id"]}).json()["data"]
        return links


@pytest.fixture(scope="module")
def shop(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("shop")
    key = server.key()
    with running_meta() as meta, unreliable_way(server.base) as way:
        settings = {
            "SHOP_URL": SHOP,
            "SHOP_DATABASE": str(folder / "shop.sqlite3"),
            "SHOP_ANNOUNCE_TO": CUSTOMER,
            "KLIQS_API": f"{way.base}/api/v1",
            "KLIQS_KEY": key,
            **meta.settings,
        }
        with running_example("shop", "shop.app:app", settings, folder / "log") as client:
            yield Shop(client, way, meta, server.api(key), server.domain)


def test_a_new_product_gets_a_short_link_and_is_announced(shop: Shop, server: Server) -> None:
    word = slug("vps-murah")
    product = shop.sell(word.replace("-", " ").title())
    assert product["short_url"] == f"http://{shop.domain}/{word}"
    assert shop.client.get(f"/products/{product['id']}").json()["short_url"] == product["short_url"], "it is stored"
    assert server.visit(f"/{word}").headers["Location"] == f"{SHOP}/products/{product['id']}"
    assert shop.meta.texts == [f"New product available:\n{product['name']}\n{product['short_url']}"]
    assert shop.meta.sent[0]["to"] == CUSTOMER
    assert shop.meta.sent[0]["text"]["preview_url"] is True
    assert product["announced"] == 1


def test_a_taken_slug_is_made_unique(shop: Shop, server: Server) -> None:
    word = slug("sepatu")
    created(server.api(server.key()).post("/links", json={"url": COFFEE, "slug": word}))
    product = shop.sell(word.replace("-", " "))
    assert product["short_url"] == f"http://{shop.domain}/{word}-{product['id'][:8]}"
    assert len(set(shop.way.keys)) == 2, "another request, another key"


@pytest.mark.parametrize("fault", ["503", "lost answer"])
def test_a_failed_attempt_is_repeated_with_the_same_key_and_makes_one_link(shop: Shop, fault: Any) -> None:
    shop.way.faults.append(fault)
    product = shop.sell(slug("topi"))
    assert product["short_url"] is not None
    assert shop.way.keys == [f"product-{product['id']}"] * 2
    (link,) = shop.links_of(product)
    assert link["short_url"] == product["short_url"]
    assert len(shop.meta.sent) == 1


def test_a_product_without_a_link_is_shared_later(shop: Shop) -> None:
    shop.way.faults += ["lost answer", "503", "503", "503"]
    product = shop.sell(slug("tas"))
    assert (product["short_url"], shop.meta.sent) == (None, [])
    later = shop.client.post(f"/products/{product['id']}/share").json()
    (link,) = shop.links_of(product)
    assert later["short_url"] == link["short_url"]
    assert len(shop.meta.sent) == 1


def test_a_refusal_is_not_repeated(shop: Shop) -> None:
    product = shop.sell(slug("kaos"), image="no picture")
    assert product["short_url"] is None
    assert len(shop.way.keys) == 1
    assert "INVALID_REQUEST" in shop.client.post(f"/products/{product['id']}/share").json()["detail"]


def test_a_link_that_was_made_days_ago_is_found_again(shop: Shop, server: Server) -> None:
    """Its retry key has been forgotten by then, and the answer was lost."""
    shop.way.faults += ["lost answer", "503", "503", "503"]
    product = shop.sell(slug("jaket"))
    with server.database() as database:
        database.execute("DELETE FROM accounts_keptanswer WHERE key = ?", (f"product-{product['id']}",))
    later = shop.client.post(f"/products/{product['id']}/share").json()
    assert later["short_url"] == found(shop.api.get(f"/links/external/{product['id']}"))["short_url"]


def test_whatsapp_draws_the_preview_from_the_product_and_that_is_no_customer(shop: Shop, server: Server) -> None:
    picture = "https://marketku.id/sandal.jpg"
    product = shop.sell(slug("sandal"), description="Ringan dan kuat", image=picture)
    path = "/" + product["short_url"].rpartition("/")[2]
    page = server.visit(path, **{"User-Agent": "WhatsApp/2.24.6.77 A"})
    assert page.status_code == 200
    for name, text in (("title", product["name"]), ("description", "Ringan dan kuat"), ("image", picture)):
        assert re.search(rf'property="og:{name}"\s+content="{re.escape(text)}"', page.text), name
    (link,) = shop.links_of(product)

    def counted() -> bool:
        clicks = found(shop.api.get(f"/links/{link['id']}"))["clicks"]
        return bool((clicks["preview"], clicks["human"]) == (1, 0))

    eventually(counted, within_s=30)
