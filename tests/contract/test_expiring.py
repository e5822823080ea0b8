"""expires_at: decided in the redirect itself, at the moment it names, and nothing is deleted by it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from cast import COFFEE, VPS, slug
from running.answers import created, found, refused
from running.server import Server
from running.waiting import eventually

SOON = timedelta(seconds=4)


@pytest.fixture
def expired(server: Server, api: httpx.Client) -> dict[str, Any]:
    """A link that was `followed` so many times before its time ran out."""
    until = (datetime.now(UTC) + SOON).isoformat()
    link = created(api.post("/links", json={"url": VPS, "slug": slug(), "expires_at": until}))
    seen = [server.visit(f"/{link['short_code']}").status_code]
    assert seen == [302]

    def has_expired() -> bool:
        seen.append(server.visit(f"/{link['short_code']}").status_code)
        return seen[-1] == 410

    eventually(has_expired, within_s=15)
    return link | {"followed": seen.count(302)}


def test_an_expired_link_says_so_and_leads_nowhere(server: Server, expired: dict[str, Any]) -> None:
    page = server.visit(f"/{expired['short_code']}", **{"Accept-Language": "id"})
    assert page.status_code == 410
    assert "Location" not in page.headers
    assert page.headers["Content-Type"].startswith("text/html")
    assert '<html lang="id">' in page.text
    assert VPS not in page.text


def test_an_expired_link_is_still_its_owners(api: httpx.Client, expired: dict[str, Any]) -> None:
    link = found(api.get(f"/links/{expired['id']}"))
    assert (link["destination_url"], link["expires_at"]) == (VPS, expired["expires_at"])
    assert found(api.get("/usage"))["links"]["used"] == 1


def test_the_slug_of_an_expired_link_stays_taken(api: httpx.Client, expired: dict[str, Any]) -> None:
    """Whoever scanned it from a poster must not land elsewhere."""
    body = {"url": COFFEE, "slug": expired["short_code"]}
    refused(api.post("/links", json=body), "SLUG_ALREADY_EXISTS", "slug")


def test_visits_after_the_end_are_no_clicks(server: Server, api: httpx.Client, expired: dict[str, Any]) -> None:
    for _ in range(3):
        assert server.visit(f"/{expired['short_code']}").status_code == 410
    later = created(api.post("/links", json={"url": VPS}))
    server.visit(f"/{later['short_code']}")
    eventually(lambda: clicks(api, later) == 1, within_s=20)  # the log is read in order: what came before is counted
    assert clicks(api, expired) == expired["followed"]


def test_a_redirect_may_not_be_remembered_by_browsers(server: Server, api: httpx.Client) -> None:
    """Else an expiry, an edit and the next click would go unseen."""
    link = created(api.post("/links", json={"url": VPS}))
    answer = server.visit(f"/{link['short_code']}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (302, "private, no-store")


def clicks(api: httpx.Client, link: dict[str, Any]) -> int:
    return sum(found(api.get(f"/links/{link['id']}"))["clicks"][kind] for kind in ("human", "preview", "bot"))
