"""Visits that led nowhere, over the API."""

from typing import Any

from cast import VPS, slug
from running.answers import created, found, refused
from running.server import Server
from running.waiting import eventually

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"


def test_visits_that_led_nowhere_are_told(server: Server) -> None:
    api, sold = server.api(server.key()), slug("habis")
    link = created(api.post("/links", json={"url": VPS, "slug": sold}))
    assert api.delete(f"/links/{link['id']}").status_code == 200
    server.visit(f"/{sold}", **{"User-Agent": PHONE})

    def told(**query: Any) -> dict[str, Any]:
        return found(api.get("/analytics/orphans", params=query))

    eventually(lambda: told()["values"] == 1, within_s=30)
    assert [(row["slug"], row["reason"], row["visits"]) for row in told()["rows"]] == [(sold, "deleted", 1)]
    assert told(kind="bot")["rows"] == []
    assert told()["is_whole"]
    other = server.api(server.key())
    assert found(other.get("/analytics/orphans"))["rows"] == []
    refused(api.get("/analytics/orphans", params={"filter": "country:ID"}), "INVALID_REQUEST", "filter")
