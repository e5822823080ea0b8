"""A shop with clicks, as tests of the board see it."""

import re
import secrets

from cast import VPS
from running.server import Server
from running.waiting import eventually
from web.visitor import signed_in

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"
WHATSAPP = "WhatsApp/2.24.20.89 A"


class Shop:
    """A workspace with two links and five clicks: three of people, one preview, one bot."""

    def __init__(self, server: Server) -> None:
        self.server, self.email = server, f"toko-{secrets.token_hex(3)}@example.com"
        self.api = server.api(server.account(self.email).key)
        self.shoes, self.hat = (f"{word}-{secrets.token_hex(3)}" for word in ("sepatu", "topi"))
        for slug in (self.shoes, self.hat):
            made = self.api.post("/links", json={"url": VPS, "slug": slug, "tags": [f"tag {slug}"]})
            assert made.status_code == 201
        self.shoes_id = self.api.get("/links", params={"slug": self.shoes}).json()["data"]["id"]
        for slug, agent in ((self.shoes, PHONE), (self.shoes, WINDOWS), (self.hat, PHONE)):
            server.visit(f"/{slug}?utm_source=ig", **{"User-Agent": agent, "Referer": "https://www.tiktok.com/@toko"})
        server.visit(f"/{self.shoes}", **{"User-Agent": WHATSAPP})
        server.visit(f"/{self.shoes}", **{"User-Agent": "curl/8.5.0"})
        eventually(lambda: self.clicks(self.hat) == 1 and self.clicks(self.shoes) == 4, within_s=30)
        self.owner = signed_in(server, self.email)

    def clicks(self, slug: str) -> int:
        clicks = self.api.get("/links", params={"slug": slug}).json()["data"]["clicks"]
        return int(clicks["human"] + clicks["preview"] + clicks["bot"])

    def figures(self, page: str) -> list[str]:
        return re.findall(r'<dd class="stat-value">\s*([\d,]+)', page)

    def ranks(self, panel: str, query: str = "") -> dict[str, str]:
        """Names and clicks of a panel."""
        html = self.owner.get(f"/analytics/panels/{panel}?{query}").text
        names = re.findall(r'class="rank-name[^"]*"[^>]*title="([^"]*)"', html)
        return dict(zip(names, re.findall(r'class="rank-count">([\d,]+)', html), strict=True))

    def share(self, **about: str) -> tuple[str, str]:
        """The address of a board that is shared now, and the page where it is changed."""
        change = self.owner.submit("/analytics", "/analytics/shared", **about).headers["Location"]
        address = re.search(r"/shared/[\w-]+", self.owner.get(change).text)
        assert address is not None
        return address.group(), change
