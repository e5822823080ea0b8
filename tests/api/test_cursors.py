"""Cursors: whatever somebody sends as one, it is the next page or a refusal; walked, they hold every link once."""

import base64
import json

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cast import VPS, slug
from running.answers import created
from running.server import Server

SORTS = ["newest", "oldest", "clicks", "slug", "expiry"]
places = st.one_of(st.text(max_size=12), st.integers(), st.sampled_from(["2020-W01-1", "2030-01-01 00:00:00", "a"]))
forged = st.tuples(st.sampled_from(SORTS), places, st.integers()).map(
    lambda parts: base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")
)


@pytest.fixture(scope="module")
def shop(server: Server) -> httpx.Client:
    """Eleven links: some end, some at one moment, some have one title."""
    api = server.api(server.key(plan="unlimited"))
    for number in range(11):
        ends = f"2999-01-0{number % 3 + 1}T00:00:00Z" if number % 2 else None
        created(api.post("/links", json={"url": VPS, "slug": slug("c"), "expires_at": ends}))
    return api


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cursor=st.one_of(forged, st.text(max_size=40)), sort=st.sampled_from(SORTS))
def test_a_forged_cursor_is_refused_or_a_place_in_the_list(shop: httpx.Client, cursor: str, sort: str) -> None:
    answer = shop.get("/links", params={"cursor": cursor.encode("utf-8", "replace"), "sort": sort})
    assert answer.status_code in (200, 400), answer.text


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("limit", [1, 4])
def test_every_order_holds_each_link_once_while_links_come_and_go(shop: httpx.Client, sort: str, limit: int) -> None:
    query = {"sort": sort, "limit": str(limit)}
    whole = shop.get("/links", params={"sort": sort, "limit": "100"}).json()["data"]
    seen, cursor = [], ""
    while cursor is not None:
        page = shop.get("/links", params=query | ({"cursor": cursor} if cursor else {})).json()
        seen += [each["id"] for each in page["data"]]
        cursor = page["next_cursor"]
        shop.delete(f"/links/{created(shop.post('/links', json={'url': VPS, 'slug': slug('zz')}))['id']}")
    assert seen == [each["id"] for each in whole]
